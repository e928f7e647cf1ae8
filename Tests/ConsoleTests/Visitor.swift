import Console
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import TestSupport
import UseCases

/// A browser as far as the console can tell: keeps cookies, sends what browsers send with a form.
final class Visitor: Sendable {
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String

        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
        var location: String { headers[.location] ?? "" }
        var cookies: [String] { headers[values: .setCookie] }

        /// The hidden field of the page's first form that has it.
        func hidden(_ name: String) -> String {
            guard let start = text.firstRange(of: "name=\"\(name)\" value=\"") else { return "" }
            return String(text[start.upperBound...].prefix { $0 != "\"" })
        }
    }

    private struct Collector: ResponseBodyWriter {
        let collected: Box

        final class Box: Sendable {
            let bytes = Mutex<[UInt8]>([])
        }

        mutating func write(_ buffer: ByteBuffer) async throws {
            collected.bytes.withLock { $0.append(contentsOf: buffer.readableBytesView) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    static let port = 8081
    private let respond: @Sendable (Request, PageContext) async throws -> Response
    private let jar = Mutex<[String: String]>([:])

    init(_ world: World, publicURL: String = "http://127.0.0.1:8081", isBehindProxy: Bool = false) throws {
        let settings = ConsoleSettings(
            isBehindProxy: isBehindProxy, publicURL: { publicURL }, apiURL: { "http://127.0.0.1:8080" })
        let responder = try ConsoleServer.router(registry: world.registry, settings: settings).buildResponder()
        respond = { try await responder.respond(to: $0, context: $1) }
    }

    var cookies: [String: String] { jar.withLock { $0 } }

    func set(_ name: String, _ value: String?) { jar.withLock { $0[name] = value } }

    func get(
        _ path: String, method: HTTPRequest.Method = .get, host: String = "127.0.0.1:8081",
        headers: [String: String] = [:]
    ) async throws -> Answer {
        try await send(method, path, host: host, headers: headers, body: "")
    }

    /// Sends a form as the page at `page` would: with its token and one-time id.
    func submit(
        _ path: String, from page: String? = nil, _ fields: [String: String], host: String = "127.0.0.1:8081",
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let form = try await get(page ?? path)
        var fields = fields
        if fields["form-token"] == nil { fields["form-token"] = form.hidden("form-token") }
        if fields["form-id"] == nil { fields["form-id"] = form.hidden("form-id") }
        return try await post(path, fields, host: host, headers: headers)
    }

    func post(
        _ path: String, _ fields: [String: String], host: String = "127.0.0.1:8081", headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = fields.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        var all = [
            "Origin": "http://\(host)", "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        ]
        for (name, value) in headers { all[name] = value.isEmpty ? nil : value }
        return try await send(.post, path, host: host, headers: all, body: body)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, host: String, headers: [String: String], body: String
    ) async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let cookie = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !cookie.isEmpty { fields[.cookie] = cookie }
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields)
        let channel = NIOAsyncTestingChannel()
        channel.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: Self.port)
        channel.remoteAddress = try SocketAddress(ipAddress: "192.0.2.7", port: 40_000)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "1"
        let response = try await respond(
            Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            PageContext(source: ApplicationRequestContextSource(channel: channel, logger: logger)))
        let box = Collector.Box()
        try await response.body.write(Collector(collected: box))
        take(response.headers[values: .setCookie])
        return Answer(
            status: response.status.code, headers: response.headers,
            text: String(decoding: box.bytes.withLock { $0 }, as: UTF8.self))
    }

    private func take(_ fields: [String]) {
        for field in fields {
            let parts = field.split(separator: "=", maxSplits: 1)
            let value = parts[1].prefix { $0 != ";" }
            set(String(parts[0]), field.contains("Max-Age=0") ? nil : String(value))
        }
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension World {
    static let password = "a long enough phrase 47"

    /// A visitor who joined as owner of every service.
    func owner(name: String = "Ada Example", email: String = "ada@example.com") async throws -> Visitor {
        let link = try await registry.memberLink(email: nil, role: .owner, reach: .everyService, by: .localOperator)
        let visitor = try Visitor(self)
        let path = "/join/" + link.token.withExposed { $0 }
        _ = try await visitor.submit(path, ["name": name, "email": email, "newPassword": Self.password])
        return visitor
    }
}
