internal import Domain
internal import Wire

/// Why a command could not do its work: a sentence for the person at the terminal and an exit code for the shell.
struct LaunchFailure: Error {
    let status: ExitStatus
    let message: String
    /// The part of the input that is meant.
    let field: String?
    /// What is printed on standard output where JSON was asked for.
    let document: [UInt8]

    /// Whether another process holds the data.
    let isLocked: Bool

    init(_ status: ExitStatus, _ message: String, field: String? = nil, isLocked: Bool = false) {
        self.isLocked = isLocked
        self.status = status
        self.message = message
        self.field = field
        document =
            ErrorDocument(code: Int(status.code), error: Self.word(of: status), message: message, field: field).answer()
    }

    /// What the administration server answered instead of a success.
    init(httpStatus: Int, answer: [UInt8]) {
        let body = try? JSONDocument(parsing: answer)
        isLocked = false
        status = ExitStatus(httpStatus: httpStatus)
        field = body?.root["extra"]?["field"]?.string
        let requestID = body?.root["extra"]?["requestId"]?.string
        message =
            (body?.root["message"]?.string ?? "The administration server answered \(httpStatus).")
            + (requestID.map { " (request \($0), see the log)" } ?? "")
        document = answer
    }

    init(_ failure: Failure) {
        let status = ExitStatus(httpStatus: failure.httpStatus)
        // Without a server there is no log in which to find the detail; it holds no personal data.
        let detail = failure.isOurs ? failure.detail.map { " (\($0))" } ?? "" : ""
        self.init(status, failure.message + detail, field: failure.field)
    }

    private static func word(of status: ExitStatus) -> String {
        switch status {
        case .refused: "refused"
        case .badInput: "bad_input"
        case .unavailable: "unavailable"
        case .cannotCreate: "cannot_create"
        case .inputOutput: "input_output"
        case .notAllowed: "not_allowed"
        case .configuration: "configuration"
        }
    }
}
