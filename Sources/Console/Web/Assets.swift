internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Stylesheet, script and mark, under names that change with their content, so that browsers may keep them for good.
struct Assets: Sendable {
    private struct Asset: Sendable {
        let plain: ByteBuffer
        let packed: ByteBuffer?
        let mediaType: String
    }

    var stylesheet: String { path(of: "console.css") }
    var script: String { path(of: "console.js") }
    var mark: String { path(of: "mark.svg") }
    private let paths: [String: String]
    private let assets: [String: Asset]

    /// - Parameter folder: the address below which they are answered.
    init(files: [String: String], at folder: String = "/assets") {
        var assets: [String: Asset] = [:]
        var paths: [String: String] = [:]
        for (file, text) in files {
            guard let dot = file.lastIndex(of: "."), let mediaType = Self.mediaTypes[file[file.index(after: dot)...]]
            else { continue }
            let name = "\(file[..<dot])-\(Fingerprint.of(text))\(file[dot...])"
            assets[name] = Asset(
                plain: ByteBuffer(string: text), packed: Gzip.pack(Array(text.utf8)).map { ByteBuffer(bytes: $0) },
                mediaType: mediaType)
            paths[file] = "\(folder)/\(name)"
        }
        self.assets = assets
        self.paths = paths
    }

    private static let mediaTypes: [Substring: String] = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// Where a browser gets a file of ours, such as `review.js`; "" when there is no such file.
    func path(of file: String) -> String { paths[file] ?? "" }

    /// Packed for whoever takes it so. Pages never are: beside what somebody else can write into a page, the length of a
    /// packed one would tell of its secrets (BREACH).
    func answer(_ name: String, accepting encodings: String?) throws(Failure) -> Response {
        guard let asset = assets[name] else { throw .notFound("There is nothing at this address.") }
        var headers: HTTPFields = [
            .contentType: asset.mediaType, .cacheControl: "public, max-age=31536000, immutable",
            .vary: "Accept-Encoding",
        ]
        guard let packed = asset.packed, Self.takesGzip(encodings) else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.plain))
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: packed))
    }

    /// Whether `Accept-Encoding` names gzip without refusing it (RFC 9110, section 12.5.3).
    static func takesGzip(_ encodings: String?) -> Bool {
        (encodings ?? "").lowercased().split(separator: ",").contains { encoding in
            let parts = encoding.split(separator: ";").map { $0.filter { $0 != " " } }
            return parts.first == "gzip"
                && !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }
}
