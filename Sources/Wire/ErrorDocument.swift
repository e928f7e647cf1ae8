/// The body of every answer that is not a success.
package struct ErrorDocument: Equatable, Sendable {
    /// The HTTP status.
    package var code: Int
    /// The machine word, such as `not_found`.
    package var error: String
    /// A sentence for people; it holds no personal data.
    package var message: String
    /// The part of the request that is meant, as a path.
    package var field: String?
    /// Whole seconds after which the same request may succeed.
    package var retryAfter: Int?
    /// What the operator finds in the log.
    package var requestID: String?

    /// An error without extras but those given.
    package init(
        code: Int,
        error: String,
        message: String,
        field: String? = nil,
        retryAfter: Int? = nil,
        requestID: String? = nil
    ) {
        self.code = code
        self.error = error
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
        self.requestID = requestID
    }

    /// The whole answer. Code, word and `extra` stand in it twice: at the top and under `data`.
    package func answer() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 384)
        writer.beginObject()
        writer.member("status", "error")
        writer.member("code", code)
        writer.member("message", message)
        writer.member("error", error)
        writer.key("data")
        writer.beginObject()
        writer.member("code", code)
        writer.member("error", error)
        writeExtra(into: &writer)
        writer.endObject()
        writeExtra(into: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func writeExtra(into writer: inout JSONWriter) {
        writer.key("extra")
        writer.beginObject()
        writer.memberIfPresent("field", field)
        writer.memberIfPresent("retryAfter", retryAfter)
        writer.memberIfPresent("requestId", requestID)
        writer.endObject()
    }
}
