internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// The browser of a person who signs in for the first time: it keeps cookies and sends forms with what they hide.
struct DemoBrowser {
    private struct Answer {
        let status: Int
        let location: String?
        let text: String
    }

    let client: HTTPClient
    let console: String
    private var cookies: [String: String] = [:]

    private static let largestPage = 1 << 20

    init(client: HTTPClient, console: String) {
        self.client = client
        self.console = console
    }

    /// Whether the sign-in page is there.
    mutating func findsSignIn() async throws -> Bool {
        try await send(.GET, "\(console)/sign-in").status == 200
    }

    /// Takes a link up.
    ///
    /// - Returns: whether the console knows the new member afterwards.
    mutating func joins(by link: String, password: String) async throws -> Bool {
        let page = try await send(.GET, link)
        guard page.status == 200 else { return false }
        let fields =
            Self.hiddenFields(page.text) + [
                ("name", "Olga Owner"), ("email", "olga.owner@example.com"), ("newPassword", password),
            ]
        let answer = try await send(.POST, link, fields: fields)
        guard answer.status == 303 else { return false }
        return try await send(.GET, "\(console)/services").status == 200
    }

    /// Whether the link opens nothing.
    mutating func isRefused(_ link: String) async throws -> Bool {
        cookies = [:]
        return try await (400..<500).contains(send(.GET, link).status)
    }

    private mutating func send(
        _ method: HTTPMethod, _ url: String, fields: [(name: String, value: String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            request.headers.add(name: "Cookie", value: pairs.joined(separator: "; "))
        }
        if method == .POST {
            request.headers.add(name: "Origin", value: console)
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            let form = fields.map { "\(DemoPrograms.encoded($0.name))=\(DemoPrograms.encoded($0.value))" }
            request.body = .bytes(ByteBuffer(string: form.joined(separator: "&")))
        }
        let response = try await client.execute(request, timeout: .seconds(30))
        for cookie in response.headers["Set-Cookie"] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair.first ?? ""] = pair.count > 1 ? pair[1] : nil
        }
        let body = try await response.body.collect(upTo: Self.largestPage)
        return Answer(
            status: Int(response.status.code), location: response.headers.first(name: "Location"),
            text: String(buffer: body))
    }

    /// What a form sends without anybody having typed it.
    private static func hiddenFields(_ page: String) -> [(name: String, value: String)] {
        page.split(separator: "<input ").dropFirst().compactMap { input in
            let tag = input.prefix { $0 != ">" }
            guard tag.contains("type=\"hidden\""), let name = attribute("name", of: tag) else { return nil }
            return (name, attribute("value", of: tag) ?? "")
        }
    }

    private static func attribute(_ name: String, of tag: Substring) -> String? {
        let parts = tag.split(separator: "\(name)=\"", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count > 1 ? String(parts[1].prefix { $0 != "\"" }) : nil
    }
}
