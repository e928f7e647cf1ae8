import Extraction
import Glibc
import Wire

/// A folder of its own for a test, removed with it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/lethe-extraction-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Fault() }
        path = String(cString: made)
    }

    deinit { Self.remove(path) }

    struct Fault: Error {}

    func place(_ name: String) -> String { "\(path)/\(name)" }

    /// All names below a folder, sorted, hidden ones too.
    func names(_ folder: String = "") -> [String] { Self.names(folder.isEmpty ? path : place(folder)) }

    func bytes(_ name: String) -> [UInt8]? {
        let file = open(place(name), O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &piece, piece.count)
            guard count > 0 else { return all }
            all += piece[..<count]
        }
    }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws { try write(name, Array(text.utf8), mode) }

    func write(_ name: String, _ bytes: [UInt8], _ mode: mode_t = 0o600) throws {
        let file = open(place(name), O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Fault() }
        fchmod(file, mode)
        close(file)
    }

    func makeFolder(_ name: String) { mkdir(place(name), 0o700) }

    func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat(place(name), &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private static func names(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(path) {
            let inner = "\(path)/\(name)"
            if unlink(inner) != 0 { remove(inner) }
        }
        rmdir(path)
    }
}

/// Documents of an invented person.
enum Sample {
    static let id = "65a0c0de0000000000000001"
    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 4, 5]
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 9]

    static func record(_ text: String = id) throws -> RecordName {
        guard let record = RecordName(text) else { throw Scratch.Fault() }
        return record
    }

    static func picture(_ bytes: [UInt8]) -> String { String(decoding: Base64.encode(bytes), as: UTF8.self) }

    static func identities(name: String = "Ada", selfie: [UInt8] = jpeg) -> String {
        #"{"given_name":{"type":"string","value":"\#(name)"},"selfie":{"type":"base64","value":"\#(picture(selfie))"},"#
            + #""passport":{"type":"base64","value":"\#(picture(png))"}}"#
    }

    /// The answer of a server.
    static func answer(
        id: String = id, count: Int = 1, identities: String? = identities(), handover: String? = nil, more: String = ""
    ) -> [UInt8] {
        let attributes = identities.map { #","identities":\#($0)"# } ?? ""
        let lease = handover.map { #","handover":\#($0)"# } ?? ""
        return Array(
            (#"{"status":"success","data":{"status":"approved","recordId":"\#(id)","refId":"r-1","isArchived":false,"#
                + #""submitCount":\#(count)\#(more)\#(attributes)\#(lease)}}"#).utf8)
    }

    static func candidate(
        id: String = id, count: Int = 1, identities: String? = identities(), handover: String? = nil, more: String = ""
    ) throws -> ReceivedCandidate {
        try ReceivedCandidate(
            text: answer(id: id, count: count, identities: identities, handover: handover, more: more),
            expected: record(id))
    }
}

extension Sample {
    /// Randomness for names of temporary files.
    static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}
