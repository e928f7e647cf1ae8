internal import Wire

/// The published Dashboard API (contract 1.2 to 1.4): lists by status, then reads each candidate. There is no
/// acknowledgement; whether a server archives what was read is its timer's business.
struct LegacySource: Source {
    let plan: Plan
    let receiver: Receiver
    let sink: any Sink
    let reached: @Sendable (ExtractionStep) -> Void

    private static let pageSize = 100

    private var base: String { "/kyc/1.0/connect/\(plan.service.percentEncoded)" }

    func page(after mark: String?) async throws -> Page {
        let skip = mark.flatMap { Int($0) } ?? 0
        let status = plan.status ?? "approved"
        let data = try await receiver.list("\(base)/applicants/\(status)?skip=\(skip)&limit=\(Self.pageSize)")
        guard let records = data["records"], records.kind == .array else {
            throw ExtractionFailure(.configuration, "The server's list can't be read: it has no records.")
        }
        let count = records.elements.count
        let listed = records.elements.compactMap { Listed($0) }
        guard listed.count == count else {
            throw ExtractionFailure(.configuration, "The server's list can't be read: a record has no usable id.")
        }
        let total = data["total"]?.integer.flatMap { Int(exactly: $0) }
        return Page(records: listed, next: count == 0 ? nil : String(skip + count), total: total)
    }

    func take(_ listed: Listed) async throws -> Outcome {
        guard !listed.isArchived else { return .archived }
        if let submitCount = listed.submitCount {
            let held = try await Disk.run { [sink] in try sink.submitCount(of: listed.record) }
            if held == submitCount { return .alreadyThere }
        }
        let answer = try await receiver.get(
            "\(base)/recordId/\(listed.record)", largest: ReceivedCandidate.largest)
        switch answer.status {
        case 200: break
        case 404: return .gone
        default: throw CandidateFailure.refused
        }
        let candidate = try Opener(keys: plan.receiverKeys).open(
            answer.body, isSealed: answer.isSealed, expected: listed.record)
        guard !candidate.isArchived else { return .archived }
        reached(.received)
        switch try await Disk.run({ [sink, reached] in try sink.keep(candidate, reached: reached) }) {
        case .written(let bytes): return .taken(bytes: bytes)
        case .alreadyThere: return .alreadyThere
        }
    }
}
