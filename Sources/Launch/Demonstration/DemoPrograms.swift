internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import Wire

/// The merchant's programs of the demonstration: they speak the Dashboard API with a key, like any other.
struct DemoPrograms: Sendable {
    let client: HTTPClient
    let address: String
    let service: String

    private static let largestAnswer = 192 << 20

    /// The `data` of the answer about one candidate; `nil` for anything but a success.
    func candidate(_ refID: String, key: String) async throws -> JSONNode? {
        try await bytes(of: refID, key: key).flatMap { try Self.document($0) }
    }

    /// That answer as it comes; `nil` for anything but a success.
    func bytes(of refID: String, key: String) async throws -> [UInt8]? {
        try await send("kyc/1.0/connect/\(service)/refId/\(Self.encoded(refID))", key: key)
    }

    /// The first page of all candidates.
    func applicants(key: String) async throws -> JSONNode? {
        try await send("kyc/1.0/connect/\(service)/applicants?limit=100", key: key).flatMap { try Self.document($0) }
    }

    /// The record ids of those who are ready to be taken over.
    func ready(key: String) async throws -> [String] {
        let page = try await send("api/v1/services/\(service)/handover?limit=100", key: key)
        return try page.flatMap { try Self.document($0) }?["records"]?.elements.compactMap { $0["recordId"]?.string }
            ?? []
    }

    /// Takes one over: the answer as it comes.
    func takeOver(_ recordID: String, key: String) async throws -> [UInt8]? {
        try await send("api/v1/services/\(service)/handover/\(recordID)", key: key)
    }

    /// Says that one is safe.
    func acknowledge(_ taken: DemoReceiver.Taken, key: String) async throws -> JSONNode? {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("lease", taken.lease)
        writer.member("proof", taken.proof)
        writer.endObject()
        let path = "api/v1/services/\(service)/handover/\(taken.recordID)/ack"
        return try await send(path, key: key, body: writer.bytes).flatMap { try Self.document($0) }
    }

    private func send(_ path: String, key: String, body: [UInt8]? = nil) async throws -> [UInt8]? {
        var request = HTTPClientRequest(url: "\(address)/\(path)")
        request.headers.add(name: "Authorization", value: key)
        if let body {
            request.method = .POST
            request.body = .bytes(body)
        }
        let response = try await client.execute(request, timeout: .seconds(30))
        let answer = Array(try await response.body.collect(upTo: Self.largestAnswer).readableBytesView)
        return response.status == .ok ? answer : nil
    }

    /// The `data` of an answer.
    static func document(_ answer: [UInt8]) throws -> JSONNode? {
        try JSONDocument(parsing: answer, limits: JSONLimits(maximumBytes: largestAnswer)).root["data"]
    }

    /// Every byte percent-encoded.
    static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
