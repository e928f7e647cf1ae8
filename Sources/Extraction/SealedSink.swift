/// One file `<recordId>.jwe` for each candidate, as it was received: who reads the sink reads ciphertext.
package struct SealedSink: Sink {
    private let root: SinkFolder
    private let opener: Opener
    private let random: @Sendable (Int) -> [UInt8]

    /// - Parameter opener: with the keys that open what is kept, to compare it with what arrives.
    package init(_ root: SinkFolder, opener: Opener, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.root = root
        self.opener = opener
        self.random = random
    }

    package func submitCount(of record: RecordName) throws -> Int? { try held(record)?.submitCount }

    package func keep(_ candidate: ReceivedCandidate, reached: (ExtractionStep) -> Void) throws -> Kept {
        guard let token = candidate.token else { throw CandidateFailure.notSealed }
        if let held = try held(candidate.record), held.submitCount == candidate.submitCount,
            held.attributes == candidate.attributes
        {
            return .alreadyThere
        }
        let temporary = SinkFolder.incoming + Proof.hexadecimal(random(12))
        do {
            try root.directory.makeFile(temporary, token) { reached(.written) }
            try root.publish(temporary, as: Self.name(candidate.record), reached: reached)
            return .written(bytes: token.count)
        } catch {
            try? root.directory.remove(temporary)
            throw error
        }
    }

    /// `nil` for a file that doesn't open: it is replaced.
    private func held(_ record: RecordName) throws -> Held? {
        guard let token = try root.directory.contents(Self.name(record), limit: ReceivedCandidate.largest),
            let kept = try? opener.open(token, isSealed: true, expected: record)
        else { return nil }
        return Held(submitCount: kept.submitCount, attributes: kept.attributes)
    }

    private static func name(_ record: RecordName) -> String { "\(record).jwe" }
}
