internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import Wire

/// The merchant's programs of the demonstration: they speak the Dashboard API with a key, like any other.
struct DemoPrograms: Sendable {
    let client: HTTPClient
    let address: String
    let service: String

    /// The `data` of the answer about one candidate; `nil` for anything but a success.
    func candidate(_ refID: String, key: String) async throws -> JSONNode? {
        try await get("refId/\(Self.encoded(refID))", key: key)
    }

    /// The first page of all candidates.
    func applicants(key: String) async throws -> JSONNode? {
        try await get("applicants?limit=100", key: key)
    }

    private func get(_ path: String, key: String) async throws -> JSONNode? {
        var request = HTTPClientRequest(url: "\(address)/kyc/1.0/connect/\(service)/\(path)")
        request.headers.add(name: "Authorization", value: key)
        let response = try await client.execute(request, timeout: .seconds(30))
        let body = Array(try await response.body.collect(upTo: 128 << 20).readableBytesView)
        guard response.status == .ok else { return nil }
        return try JSONDocument(parsing: body, limits: JSONLimits(maximumBytes: 128 << 20)).root["data"]
    }

    /// Every byte percent-encoded.
    static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
