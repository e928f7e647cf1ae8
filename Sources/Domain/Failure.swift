/// Everything that can go wrong for a caller. It carries its own HTTP status and never a value that a person gave.
package struct Failure: Error, Hashable, Sendable {
    private enum Code: String {
        case badRequest = "bad_request"
        case unauthorized
        case forbidden
        case notFound = "not_found"
        case conflict
        case tooLarge = "too_large"
        case unsupportedMedia = "unsupported_media"
        case invalid
        case rateLimited = "rate_limited"
        case `internal`
        case unavailable
    }

    private let code: Code
    /// A sentence for the caller. It names fields and limits, never values.
    package let message: String
    /// The part of the request that is meant, as a path such as `identities.dob.value`.
    package let field: String?
    /// Whole seconds after which the same request may succeed.
    package let retryAfter: Int?
    /// For our own log only: what the layer below said. Free of personal data by construction of the layers.
    package let detail: String?

    private init(
        _ code: Code, _ message: String, field: String? = nil, retryAfter: Int? = nil, detail: String? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
        self.detail = detail
    }

    /// The machine word of contract 1.9.
    package var word: String { code.rawValue }

    /// The HTTP status of contract 1.9.
    package var httpStatus: Int {
        switch code {
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .tooLarge: 413
        case .unsupportedMedia: 415
        case .invalid: 422
        case .rateLimited: 429
        case .internal: 500
        case .unavailable: 503
        }
    }

    /// Whether the fault is ours: worth an error in the log, and a request id in the answer.
    package var isOurs: Bool { code == .internal || code == .unavailable }
    package var isNotFound: Bool { code == .notFound }
    package var isConflict: Bool { code == .conflict }
    package var isUnavailable: Bool { code == .unavailable }
    package var isForbidden: Bool { code == .forbidden }
}

extension Failure {
    package static func badRequest(field: String? = nil, _ message: String) -> Failure {
        Failure(.badRequest, message, field: field)
    }

    /// One and the same answer, whatever is wrong with a key.
    package static let unauthorized = Failure(.unauthorized, "A valid API key is needed in the Authorization header.")

    /// One and the same answer, whatever is wrong with an e-mail, a password or a code.
    package static let wrongCredentials = Failure(
        .invalid, "This e-mail and password don't belong together.", field: "password")

    /// The act needs the member's password, given with the very request.
    package static let passwordNeeded = Failure(.forbidden, "Give your password to do this.", field: "password")

    package static func forbidden(_ message: String) -> Failure { Failure(.forbidden, message) }

    package static func notFound(field: String? = nil, _ message: String) -> Failure {
        Failure(.notFound, message, field: field)
    }

    package static func conflict(field: String? = nil, _ message: String) -> Failure {
        Failure(.conflict, message, field: field)
    }

    package static func tooLarge(field: String? = nil, _ message: String) -> Failure {
        Failure(.tooLarge, message, field: field)
    }

    package static func unsupportedMedia(field: String? = nil, _ message: String) -> Failure {
        Failure(.unsupportedMedia, message, field: field)
    }

    package static func invalid(field: String, _ message: String) -> Failure {
        Failure(.invalid, message, field: field)
    }

    package static func rateLimited(retryAfter seconds: Int, _ message: String? = nil) -> Failure {
        Failure(.rateLimited, message ?? "Too many requests. Try again in \(seconds) s.", retryAfter: seconds)
    }

    /// A fault of ours; `detail` goes to the log and nowhere else.
    package static func `internal`(_ detail: String) -> Failure {
        Failure(.internal, "Lethe could not answer this request.", detail: detail)
    }

    /// Lethe can't do this now, but may later.
    package static func unavailable(_ message: String, retryAfter: Int? = nil, detail: String? = nil) -> Failure {
        Failure(.unavailable, message, retryAfter: retryAfter, detail: detail)
    }

    /// The same failure, pointing at a part of a larger document.
    package func inside(_ prefix: String) -> Failure {
        Failure(
            code, message, field: field.map { "\(prefix).\($0)" } ?? prefix, retryAfter: retryAfter, detail: detail)
    }
}

extension Failure: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(word): \(message)" + (field.map { " (\($0))" } ?? "") }
    /// The detail is for our log alone, not for whoever prints a failure.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
