/// What an operator can set about the network edge. The defaults suit one merchant on one machine.
package struct EdgeSettings: Sendable {
    /// Bytes that all request bodies under way may take together; beyond it a request gets 503.
    package var bodyBudgetBytes = 256 << 20
    /// Bytes that all encrypted answers under way may take together, the work of encrypting them included; beyond it a
    /// reader gets 503.
    package var answerBudgetBytes = 512 << 20
    /// Bytes of one body.
    package var largestBodyBytes = 48 << 20
    /// Requests a second from one address on the average, known key or not; 0: no limit.
    package var addressRequestsPerSecond = 500
    /// Requests that may come from one address at once before the average counts.
    package var addressBurst = 1500
    /// Whether a proxy stands in front, whose `X-Forwarded-For` names the caller.
    package var isBehindProxy = false
    /// Whether requests are counted and timed by route.
    package var isMeasured = false
    package var maximumConnections = 1024
    /// Until a connection without a request is closed; also how long a peer may take nothing of an answer.
    package var idleSeconds: Int64 = 60
    /// Until a new connection must have sent its first request's header.
    package var headerSeconds: Int64 = 10
    /// Until the next part of a body must have come.
    package var bodySeconds: Int64 = 30

    package init() {}

    /// Bytes of a header section, and of a URI; more gets 400.
    package static let largestHeaderSection = 32 * 1024
    package static let largestURI = 8 * 1024
    package static let mostHeaders = 100
}
