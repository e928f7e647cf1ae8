internal import NIOHTTP1
internal import Wire

/// Some records that are sent in one request, each of another candidate.
struct ImportBatch: Sendable {
    /// What the server says of one record.
    enum Outcome: Sendable {
        case imported
        case unchanged
        case refused(ImportReport.Refusal)
        /// The server's own fault: the import can't go on.
        case stopped(LaunchFailure)
    }

    private static let mostRecords = 64
    private static let mostBytes = 1 << 20

    private(set) var records: [ImportRecord] = []
    private(set) var byteCount = 0

    var isFull: Bool { records.count >= Self.mostRecords || byteCount >= Self.mostBytes }
    var refIDs: [String] { records.compactMap(\.refID) }
    var sourceBytes: Int { records.reduce(0) { $0 + $1.sourceBytes } }

    /// Whether a record may go along: not if the batch is of some size and the record is large.
    func hasRoom(for record: ImportRecord) -> Bool {
        records.isEmpty || byteCount + record.bytes.count <= Self.mostBytes
    }

    mutating func add(_ record: ImportRecord) {
        records.append(record)
        byteCount += record.bytes.count
    }

    func send(by client: AdminClient, to path: String) async throws -> [Outcome] {
        var body: [UInt8] = []
        body.reserveCapacity(byteCount + records.count)
        for record in records {
            body += record.bytes
            body.append(UInt8(ascii: "\n"))
        }
        let answer = try await client.send(.POST, path, body)
        let outcomes = (try? JSONDocument(parsing: answer))?.root["outcomes"]?.elements ?? []
        guard outcomes.count == records.count else {
            throw LaunchFailure(.inputOutput, "The administration server's answer can't be read.")
        }
        return zip(records, outcomes).map { record, outcome in Self.outcome(outcome, of: record) }
    }

    private static func outcome(_ node: JSONNode, of record: ImportRecord) -> Outcome {
        switch node["outcome"]?.string {
        case "created", "resubmitted": return .imported
        case "unchanged": return .unchanged
        default: break
        }
        let message = node["message"]?.string ?? ""
        if let code = node["code"]?.integer {
            return .stopped(LaunchFailure(ExitStatus(httpStatus: Int(code)), message))
        }
        return .refused(ImportReport.Refusal(at: record.place, field: node["field"]?.string, message: message))
    }
}
