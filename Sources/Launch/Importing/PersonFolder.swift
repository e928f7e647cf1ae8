internal import Domain
internal import WebCore
internal import Wire

/// One person's folder: `candidate.json`, and pictures as `<slug>.jpg` or `<slug>.png` (contract 3.1).
struct PersonFolder {
    let path: String

    private static let largestFile = 16 << 20

    /// The candidate as one line, the pictures in it.
    func line() throws(Failure) -> [UInt8] {
        guard let bytes = SmallFile.bytes("\(path)/\(ImportSource.document)", limit: Self.largestFile) else {
            throw .invalid(field: ImportSource.document, "The file is missing, can't be read or is larger than 16 MiB.")
        }
        let pictures = try pictures()
        do throws(WireFailure) {
            return try write(JSONDocument(parsing: bytes), pictures: pictures)
        } catch {
            throw Failure(error)
        }
    }

    private func pictures() throws(Failure) -> [(slug: String, file: String)] {
        var pictures: [(slug: String, file: String)] = []
        for name in ImportSource.names(in: path) where name != ImportSource.document {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, ["jpg", "jpeg", "png"].contains(parts[1].lowercased()),
                (try? Slug(parts[0])) != nil
            else {
                throw .invalid(
                    field: "files",
                    "The folder holds a file that is neither candidate.json nor a picture <slug>.jpg or <slug>.png.")
            }
            pictures.append((parts[0], "\(path)/\(name)"))
        }
        return pictures
    }

    /// The document again, with the pictures among its identities.
    private func write(
        _ document: JSONDocument, pictures: [(slug: String, file: String)]
    ) throws(WireFailure) -> [UInt8] {
        let root = document.root
        let candidate = root["status"]?.string == "success" ? root["data"] ?? root : root
        guard candidate.kind == .object else { throw .field("", "must be an object") }
        var writer = JSONWriter(reservingCapacity: 1 << 16)
        writer.beginObject()
        for (name, node) in candidate.members where name != "identities" {
            writer.key(name)
            writer.raw(Self.onOneLine(node.source))
        }
        writer.key("identities")
        writer.beginObject()
        guard let identities = candidate["identities"] else { throw .field("identities", "is missing") }
        guard identities.kind == .object else { throw .field("identities", "must be an object") }
        for (slug, node) in identities.members {
            writer.key(slug)
            writer.raw(Self.onOneLine(node.source))
        }
        for (slug, file) in pictures {
            guard identities[slug] == nil else {
                throw .field("identities.\(slug)", "is given both in candidate.json and as a file")
            }
            try Self.write(slug, file, into: &writer)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ slug: String, _ file: String, into writer: inout JSONWriter) throws(WireFailure) {
        guard let bytes = SmallFile.bytes(file, limit: AttributeLimits.pictureBytes) else {
            throw WireFailure.field("identities.\(slug)", "can't be read or is larger than 10 MiB").asTooLarge()
        }
        writer.key(slug)
        writer.beginObject()
        writer.member("type", "base64")
        writer.key("value")
        writer.raw([UInt8(ascii: "\"")] + Base64.encode(bytes) + [UInt8(ascii: "\"")])
        writer.endObject()
    }

    /// Between tokens a line break is a space like any other; inside a string JSON has none.
    private static func onOneLine(_ json: ArraySlice<UInt8>) -> [UInt8] {
        json.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }
}
