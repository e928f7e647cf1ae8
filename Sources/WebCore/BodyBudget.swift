internal import Domain
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import Synchronization
package import UseCases

/// The memory that all request bodies share. Who comes when it is used up is told to come back.
package final class BodyBudget: Sendable {
    private let settings: EdgeSettings
    private let used = Mutex(0)

    package init(_ settings: EdgeSettings) {
        self.settings = settings
    }

    /// Whether a proxy stands in front, whose `X-Forwarded-For` names the caller.
    package var isBehindProxy: Bool { settings.isBehindProxy }

    /// Reads a whole body and lends it for the length of `body`; what it took is given back afterwards.
    package func withBody<Result: Sendable>(
        of request: Request, _ body: (consuming [UInt8]) async throws -> Result
    ) async throws -> Result {
        var reserved = 0
        defer { release(reserved) }
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced {
            guard announced <= settings.largestBodyBytes else { throw Self.tooLarge }
            try reserve(announced, &reserved)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced ?? 0)
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= settings.largestBodyBytes else { throw Self.tooLarge }
            if bytes.count + part.readableBytes > reserved { try reserve(max(part.readableBytes, 1 << 20), &reserved) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return try await body(bytes)
    }

    /// Reads a whole document and lends it for the length of `body`. Room is taken as it arrives, not as it is announced.
    package func withDocument<Result: Sendable>(
        of request: Request, upTo limit: Int, by clocks: Clocks, _ body: (consuming [UInt8]) async throws -> Result
    ) async throws -> Result {
        var reserved = 0
        defer { release(reserved) }
        var bytes: [UInt8] = []
        for try await part in PacedBody(request.body, .document, by: clocks) {
            guard bytes.count + part.count <= limit else {
                throw Failure.tooLarge("A document has at most \(limit >> 10) KiB.")
            }
            if bytes.count + part.count > reserved { try reserve(max(part.count, bytes.count, 16 << 10), &reserved) }
            bytes += part
        }
        return try await body(bytes)
    }

    /// Keeps room for so many bytes for the length of `body`. What is larger than all of it gets room when it is alone.
    package func withRoom<Result: Sendable>(
        for bytes: Int, _ body: () async throws -> Result
    ) async throws -> Result {
        let isAlone = used.withLock { used in
            guard used == 0, bytes > settings.bodyBudgetBytes else { return false }
            used += bytes
            return true
        }
        var reserved = isAlone ? bytes : 0
        defer { release(reserved) }
        if !isAlone { try reserve(bytes, &reserved) }
        return try await body()
    }

    private func reserve(_ bytes: Int, _ reserved: inout Int) throws(Failure) {
        let isGranted = used.withLock { used in
            guard used + bytes <= settings.bodyBudgetBytes else { return false }
            used += bytes
            return true
        }
        guard isGranted else {
            throw .unavailable("Too many large requests at once. Try again in 2 s.", retryAfter: 2)
        }
        reserved += bytes
    }

    private func release(_ bytes: Int) {
        used.withLock { $0 -= bytes }
    }

    private static let tooLarge = Failure.tooLarge("A body has at most 48 MiB.")
}
