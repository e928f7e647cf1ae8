internal import Domain
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
package import UseCases

/// Lets a share of the API's answers fail in the ways the world lets them fail, so that a receiver can be tried. What is
/// behind stays as true as ever: a body that is cut was not delivered, and archives nobody.
package struct Chaos: RouterMiddleware {
    package typealias Context = EdgeContext

    /// What happens to an answer, as the header `X-Lethe-Chaos` calls it.
    private enum Trouble: String {
        /// Refused before anything is done: 429.
        case rateLimited = "rate-limited"
        /// Refused before anything is done: 503.
        case unavailable
        /// Done, but the connection ends before the last byte of the answer.
        case cut
        /// Done; the answer comes in drops, over up to two seconds.
        case slow
        /// The lease that is to be acknowledged has ended: 409.
        case leaseEnded = "lease-ended"
    }

    private static let troubles: [Trouble] = [.rateLimited, .unavailable, .cut, .slow]
    private static let retryAfter = 1
    private let registry: Registry
    private let settings: EdgeSettings
    private let share: Double
    private let draw: @Sendable () -> UInt64

    /// - Parameters:
    ///   - share: of the answers, 0 to 1.
    ///   - draw: 64 random bits, once for each request.
    package init(
        _ registry: Registry, _ settings: EdgeSettings, share: Double, draw: @escaping @Sendable () -> UInt64
    ) {
        self.registry = registry
        self.settings = settings
        self.share = share
        self.draw = draw
    }

    package func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isForPrograms(request.uri.path) else { return try await next(request, context) }
        let bits = draw()
        // Whether, what, and how much: each has bits of its own.
        guard Double(bits >> 32) / 0x1p32 < share else { return try await next(request, context) }
        let leased = Self.leased(request)
        let troubles = Self.troubles + (leased == nil ? [] : [.leaseEnded])
        let trouble = troubles[Int(bits >> 16 & 0xffff) % troubles.count]
        let amount = Double(bits & 0xffff) / 0x1p16
        var response: Response
        switch trouble {
        case .rateLimited: response = Response(Failure.rateLimited(retryAfter: Self.retryAfter))
        case .unavailable:
            response = Response(.unavailable("Lethe can't answer now.", retryAfter: Self.retryAfter))
        case .cut:
            response = try await answer(request, context, next)
            response.body = Self.cut(response.body, amount)
        case .slow:
            response = try await answer(request, context, next)
            response.body = Self.slowed(response.body, amount)
        case .leaseEnded:
            try await endLease(leased, request, context)
            response = try await answer(request, context, next)
        }
        if let header = HTTPField.Name("X-Lethe-Chaos") { response.headers[header] = trouble.rawValue }
        return response
    }

    /// Health is asked by supervisors, which are not to be tried.
    private static func isForPrograms(_ path: String) -> Bool {
        let first = path.utf8.drop { $0 == UInt8(ascii: "/") }.prefix { $0 != UInt8(ascii: "/") }
        return first.elementsEqual("kyc".utf8) || first.elementsEqual("api".utf8)
    }

    /// The answer as it would have been, a failure included.
    private func answer(
        _ request: Request, _ context: EdgeContext, _ next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        try await FailureResponses().handle(request, context: context, next: next)
    }

    /// The service and the candidate of a request that acknowledges.
    private static func leased(_ request: Request) -> (clientID: String, recordID: RecordID)? {
        let parts = request.uri.path.split(separator: "/").map(String.init)
        guard request.method == .post, parts.count == 7, parts[4] == "handover", parts[6] == "ack" else { return nil }
        return RecordID(parts[5]).map { (parts[3], $0) }
    }

    /// Ends the lease that this caller holds; for who is nobody there is none.
    private func endLease(
        _ leased: (clientID: String, recordID: RecordID)?, _ request: Request, _ context: EdgeContext
    ) async throws(Failure) {
        guard let leased,
            let (caller, _) = try? registry.authenticate(
                authorization: request.headers[.authorization], clientID: leased.clientID,
                address: ClientAddress.of(request, on: context.channel, isBehindProxy: settings.isBehindProxy))
        else { return }
        try await registry.endLease(leased.recordID, of: caller)
    }

    private static func cut(_ body: ResponseBody, _ amount: Double) -> ResponseBody {
        let bytes = Int(Double(body.contentLength ?? 1 << 16) * amount)
        return ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(CutWriter(parent: writer, bytesLeft: bytes))
        }
    }

    private static func slowed(_ body: ResponseBody, _ amount: Double) -> ResponseBody {
        let pause = Duration.milliseconds(40 + Int(160 * amount))
        return ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(SlowWriter(parent: writer, pause: pause))
        }
    }
}

/// Lets so many bytes through and then ends the connection, by the only way there is: throwing.
private struct CutWriter: ResponseBodyWriter {
    private struct Cut: Error {}

    var parent: any ResponseBodyWriter
    var bytesLeft: Int

    mutating func write(_ buffer: ByteBuffer) async throws {
        guard let kept = buffer.getSlice(at: buffer.readerIndex, length: min(bytesLeft, buffer.readableBytes)) else {
            throw Cut()
        }
        bytesLeft -= kept.readableBytes
        if kept.readableBytes > 0 { try await parent.write(kept) }
        guard kept.readableBytes == buffer.readableBytes else { throw Cut() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { throw Cut() }
}

/// Writes its first buffer in eight pieces, each after a pause, and whatever follows as it comes.
private struct SlowWriter: ResponseBodyWriter {
    private static let pieces = 8

    var parent: any ResponseBodyWriter
    let pause: Duration
    private var hasBegun = false

    init(parent: any ResponseBodyWriter, pause: Duration) {
        self.parent = parent
        self.pause = pause
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        guard !hasBegun else { return try await parent.write(buffer) }
        hasBegun = true
        var rest = buffer
        let length = max(1, (buffer.readableBytes + Self.pieces - 1) / Self.pieces)
        while let piece = rest.readSlice(length: min(length, rest.readableBytes)), piece.readableBytes > 0 {
            try await Task.sleep(for: pause)
            try await parent.write(piece)
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { try await parent.finish(trailingHeaders) }
}
