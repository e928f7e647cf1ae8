internal import Wire

/// A whole answer of the server.
struct Answer: Sendable, Discreet {
    let status: Int
    /// Whether the body is a JWE.
    let isSealed: Bool
    let body: [UInt8]
    /// Seconds of `Retry-After`, or of `extra.retryAfter` in an error's body.
    let retryAfter: Int?

    /// Whether the body can be all there is: one JSON text, or five parts of which the last, a tag, has its length.
    var isWhole: Bool {
        guard isSealed else {
            return (try? JSONDocument(parsing: body, limits: JSONLimits(maximumBytes: body.count))) != nil
        }
        let parts = body.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 5 && parts[4].count == 22
    }

    /// `data` of a success; `nil` when the body is none.
    var data: JSONNode? {
        // A page of the Dashboard API carries up to a hundred candidates with their texts.
        let limits = JSONLimits(maximumBytes: body.count, maximumValues: 10_000_000)
        guard status == 200, !isSealed, let root = try? JSONDocument(parsing: body, limits: limits).root,
            root["status"]?.string == "success"
        else { return nil }
        return root["data"]
    }
}

/// Why there is no answer to a request.
enum ReceptionFailure: Error {
    /// There was no connection at all.
    case unreachable
    /// The tries are used up: answers were cut, or the server had no time.
    case unavailable
    case tooLarge
}
