internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Stylesheet, script and mark, under names that change with their content, so that browsers may keep them for good.
struct Assets: Sendable {
    private struct Asset: Sendable {
        let bytes: ByteBuffer
        let mediaType: String
    }

    let stylesheet: String
    let script: String
    let mark: String
    private let assets: [String: Asset]

    init(files: [String: String]) {
        var assets: [String: Asset] = [:]
        func add(_ stem: String, _ suffix: String, _ mediaType: String) -> String {
            let text = files["\(stem).\(suffix)"] ?? ""
            let name = "\(stem)-\(Self.fingerprint(of: text)).\(suffix)"
            assets[name] = Asset(bytes: ByteBuffer(string: text), mediaType: mediaType)
            return "/assets/\(name)"
        }
        stylesheet = add("console", "css", "text/css; charset=utf-8")
        script = add("console", "js", "text/javascript; charset=utf-8")
        mark = add("mark", "svg", "image/svg+xml")
        self.assets = assets
    }

    func answer(_ name: String) throws(Failure) -> Response {
        guard let asset = assets[name] else { throw .notFound("There is nothing at this address.") }
        return Response(
            status: .ok,
            headers: [.contentType: asset.mediaType, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: asset.bytes))
    }

    /// FNV-1a, 64 bits: tells versions of our own files apart and protects nothing.
    private static func fingerprint(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
