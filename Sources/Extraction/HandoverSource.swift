internal import Wire

/// The hand-over with acknowledgement (contract 2.3): a candidate is acknowledged when the sink has it for good, and
/// not before.
struct HandoverSource: Source {
    let plan: Plan
    let receiver: Receiver
    let sink: any Sink
    let reached: @Sendable (ExtractionStep) -> Void

    private static let pageSize = 100
    /// A lease that is lost is taken again so often.
    private static let mostLeases = 3

    private var base: String { "/api/v1/services/\(plan.service.percentEncoded)/handover" }

    func page(after mark: String?) async throws -> Page {
        let query = "?limit=\(Self.pageSize)" + (mark.map { "&after=\($0.percentEncoded)" } ?? "")
        let data = try await receiver.list(base + query)
        guard let records = data["records"], records.kind == .array else {
            throw ExtractionFailure(.configuration, "The server's list can't be read: it has no records.")
        }
        let listed = records.elements.compactMap { Listed($0) }
        guard listed.count == records.elements.count else {
            throw ExtractionFailure(.configuration, "The server's list can't be read: a record has no usable id.")
        }
        let next = listed.isEmpty ? nil : data["next"]?.string
        let wanted = plan.status.map { status in listed.filter { $0.status == status } } ?? listed
        return Page(records: wanted, next: next == mark ? nil : next, total: nil)
    }

    func take(_ listed: Listed) async throws -> Outcome {
        let path = "\(base)/\(listed.record)"
        for _ in 0..<Self.mostLeases {
            let answer = try await receiver.get(path, largest: ReceivedCandidate.largest)
            switch answer.status {
            case 200: break
            case 404, 409: return .gone
            default: throw CandidateFailure.refused
            }
            let candidate = try Opener(keys: plan.receiverKeys).open(
                answer.body, isSealed: answer.isSealed, expected: listed.record)
            guard let handover = candidate.handover else { throw CandidateFailure.invalid }
            reached(.received)
            let kept = try await Disk.run { [sink, reached] in try sink.keep(candidate, reached: reached) }
            guard try await acknowledge(handover, path) else { continue }
            reached(.acknowledged)
            switch kept {
            case .written(let bytes): return .taken(bytes: bytes)
            case .alreadyThere: return .alreadyThere
            }
        }
        throw CandidateFailure.lease
    }

    /// - Returns: `false` when the lease is gone; what was taken with it is taken again and compared.
    private func acknowledge(_ handover: ReceivedCandidate.Handover, _ path: String) async throws -> Bool {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("lease", handover.lease)
        writer.member("proof", handover.proof)
        writer.endObject()
        let answer = try await receiver.post("\(path)/ack", writer.bytes)
        switch answer.status {
        case 200:
            guard answer.data != nil else { throw CandidateFailure.unreadable }
            return true
        case 409: return false
        case 422: throw CandidateFailure.proof
        default: throw CandidateFailure.refused
        }
    }
}
