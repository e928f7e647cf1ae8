internal import Crypto
internal import Glibc

/// One folder for each candidate, named by the record id: `candidate.json` and the pictures as `<slug>.jpg` or
/// `<slug>.png` (contract 3.1).
package struct FolderSink: Sink {
    private static let document = "candidate.json"
    private let root: SinkFolder
    private let random: @Sendable (Int) -> [UInt8]

    package init(_ root: SinkFolder, random: @escaping @Sendable (Int) -> [UInt8]) throws {
        self.root = root
        self.random = random
    }

    package func submitCount(of record: RecordName) throws -> Int? {
        guard let folder = try root.directory.folder(record.text) else { return nil }
        return try held(record, in: folder, withPictures: false)?.submitCount
    }

    package func keep(_ candidate: ReceivedCandidate, reached: (ExtractionStep) -> Void) throws -> Kept {
        let name = candidate.record.text
        if let folder = try root.directory.folder(name),
            try held(candidate.record, in: folder, withPictures: true)
                == Held(submitCount: candidate.submitCount, attributes: candidate.attributes)
        {
            return .alreadyThere
        }
        let temporary = SinkFolder.incoming + Proof.hexadecimal(random(12))
        do {
            let bytes = try write(candidate, into: root.directory.makeFolder(temporary), reached)
            try root.publish(temporary, as: name, reached: reached)
            return .written(bytes: bytes)
        } catch {
            // A full disk wants the room back; the next start would remove it too.
            try? root.directory.remove(temporary)
            throw error
        }
    }

    private func write(
        _ candidate: ReceivedCandidate, into folder: Directory, _ reached: (ExtractionStep) -> Void
    ) throws -> Int {
        let document = candidate.document(withPictures: false)
        var bytes = document.count
        try folder.makeFile(Self.document, document)
        for picture in candidate.pictures {
            let content = try picture.decoded()
            bytes += content.count
            try folder.makeFile(picture.fileName, content)
        }
        reached(.written)
        try folder.sync()
        return bytes
    }

    /// `nil` for a folder that isn't as this sink writes it: it is replaced.
    private func held(_ record: RecordName, in folder: Directory, withPictures: Bool) throws -> Held? {
        guard let text = try? folder.contents(Self.document, limit: ReceivedCandidate.largest) else { return nil }
        let found = try ReceivedCandidate.held(text) { builder in
            guard withPictures else { return }
            for name in try folder.names() where name != Self.document {
                let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, SlugName.isSlug(parts[0]), ReceivedPicture.Kind(rawValue: parts[1]) != nil,
                    let digest = try folder.withFile(name, Self.digest)
                else {
                    // Something that isn't ours: never equal to what arrives.
                    builder.add(picture: name, [])
                    continue
                }
                builder.add(picture: parts[0], digest: digest)
            }
        }
        guard let found, found.record == record else { return nil }
        return found.held
    }

    private static func digest(_ file: Int32) throws -> SHA256Digest {
        var hash = SHA256()
        while true {
            let piece = try Descriptor.readPiece(file, 1 << 18)
            guard !piece.isEmpty else { return hash.finalize() }
            hash.update(data: piece)
        }
    }
}
