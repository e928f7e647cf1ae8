/// The exit codes of the contract (part 3.2), after sysexits.h.
enum ExitStatus: Int32, Error, Sendable {
    /// A part of the work was refused; the command has said which.
    case refused = 1
    /// The data that was given can't be taken.
    case badInput = 65
    /// A server or the data directory is not to be had now.
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case notAllowed = 77
    case configuration = 78

    var code: Int32 { rawValue }

    /// What an answer of the administration server means for the shell.
    init(httpStatus: Int) {
        switch httpStatus {
        case 401, 403: self = .notAllowed
        case 503: self = .unavailable
        case 500...: self = .inputOutput
        default: self = .badInput
        }
    }
}
