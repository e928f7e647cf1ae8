internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import Wire

/// Asks the administration server. One client for a command.
struct AdminClient: Sendable {
    private let client: HTTPClient
    private let base: String
    /// Held for as long as the client: the path may lead through its descriptor.
    private let socket: AdminSocket

    private static let largestAnswer = 256 << 20

    /// Connects for the length of `body`.
    static func with<Result: Sendable>(
        _ socket: AdminSocket, _ body: (AdminClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        // A server that has gone does not come back for this command.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(AdminClient(client: client, socket: socket))
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private init(client: HTTPClient, socket: AdminSocket) {
        self.client = client
        self.socket = socket
        let host = socket.path.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        base = "http+unix://\(host)/"
    }

    func get(_ path: String) async throws -> [UInt8] { try await send(.GET, path, nil) }

    func delete(_ path: String) async throws -> [UInt8] { try await send(.DELETE, path, nil) }

    /// Sends an object whose members `write` puts down.
    func post(_ path: String, _ write: (inout JSONWriter) -> Void = { _ in }) async throws -> [UInt8] {
        try await send(.POST, path, Self.object(write))
    }

    /// Sends an object whose members `write` puts down.
    func patch(_ path: String, _ write: (inout JSONWriter) -> Void) async throws -> [UInt8] {
        try await send(.PATCH, path, Self.object(write))
    }

    /// The body of a success.
    ///
    /// - Throws: `LaunchFailure` with what the server says otherwise.
    func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]?) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let status: Int
        let answer: [UInt8]
        do {
            let response = try await client.execute(request, timeout: .hours(24))
            status = Int(response.status.code)
            answer = Array(try await response.body.collect(upTo: Self.largestAnswer).readableBytesView)
        } catch {
            throw LaunchFailure(.unavailable, "The connection to the administration server broke. Try again.")
        }
        guard status == 200 else { throw LaunchFailure(httpStatus: status, answer: answer) }
        return answer
    }

    private static func object(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        write(&writer)
        writer.endObject()
        return writer.bytes
    }
}
