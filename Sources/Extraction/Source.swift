internal import Wire

/// Where candidates come from: the hand-over, or the Dashboard API.
protocol Source: Sendable {
    /// A page of what is there to take.
    ///
    /// - Parameter mark: `next` of the page before; `nil` for the first.
    func page(after mark: String?) async throws -> Page

    /// Takes one candidate into the sink.
    func take(_ listed: Listed) async throws -> Outcome
}

/// A candidate as a list names it.
struct Listed: Hashable, Sendable {
    let record: RecordName
    let status: String?
    let submitCount: Int?
    let isArchived: Bool

    /// `nil` when there is no usable record id.
    init?(_ node: JSONNode) {
        guard let record = node["recordId"]?.string.flatMap(RecordName.init) else { return nil }
        self.record = record
        status = node["status"]?.string
        submitCount = node["submitCount"]?.integer.flatMap { Int(exactly: $0) }
        isArchived = node["isArchived"]?.boolean ?? false
    }
}

/// A page of a list.
struct Page: Sendable {
    let records: [Listed]
    /// `nil` at the end.
    let next: String?
    /// How many there are in all, where the server says so.
    let total: Int?
}

/// What came of one candidate.
enum Outcome: Sendable {
    case taken(bytes: Int)
    case alreadyThere
    /// Its attributes are archived: there is nothing to take.
    case archived
    /// It was ready when the list was read, and isn't any more.
    case gone
    case failed(CandidateFailure)
    /// Not begun, or broken off, because the run is to end.
    case unfinished
    /// Nothing more can be taken.
    case stopped(ExtractionFailure)
}

extension Receiver {
    /// `data` of a list, or the reason why there is none.
    func list(_ path: String) async throws -> JSONNode {
        let answer: Answer
        do {
            answer = try await get(path, largest: 256 << 20)
        } catch let failure as ReceptionFailure {
            throw failure.asFatal
        }
        guard let data = answer.data else {
            guard answer.status == 404 || answer.status == 405 else {
                throw ExtractionFailure(
                    .configuration, "The server's list can't be read (HTTP status \(answer.status)).")
            }
            throw ExtractionFailure(
                .configuration,
                "The server has no such list (\(answer.status)). Check --from and --service; a server that knows only "
                    + "the Dashboard API takes --legacy.")
        }
        return data
    }
}

extension ReceptionFailure {
    var asFatal: ExtractionFailure {
        switch self {
        case .unreachable: ExtractionFailure(.unreachable, "The server can't be reached.")
        case .unavailable: ExtractionFailure(.unreachable, "The server gives no whole answer. Try again later.")
        case .tooLarge: ExtractionFailure(.configuration, "The server's list is larger than what is taken in.")
        }
    }
}
