internal import HTTPTypes
internal import Hummingbird

/// How much of a picture a request wants (RFC 9110, sections 13 and 14).
enum PictureRequest: Equatable {
    case whole
    case part(Range<Int>)
    /// The caller has it already.
    case known
    /// The range lies behind the end.
    case beyond

    init(_ headers: HTTPFields, size: Int, etag: String) {
        if let condition = headers[.ifNoneMatch], Self.names(condition, etag) {
            self = .known
            return
        }
        // A range of another version than the caller has would not fit; only a strong tag can tell.
        if let condition = headers[.ifRange], condition != etag {
            self = .whole
            return
        }
        self = headers[.range].map { Self.range($0, size: size) } ?? .whole
    }

    /// Whether a list of tags holds this one, by the weak comparison that `If-None-Match` wants.
    private static func names(_ list: String, _ etag: String) -> Bool {
        list.split(separator: ",").map { $0.drop { $0 == " " || $0 == "\t" } }.contains { tag in
            let bare = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
            let end = bare.lastIndex { $0 != " " && $0 != "\t" }
            return end.map { bare[...$0] == etag || bare[...$0] == "*" } ?? false
        }
    }

    /// One range of bytes. Anything that isn't one, also a list of several, is left unheard, as the standard allows.
    private static func range(_ text: String, size: Int) -> PictureRequest {
        guard text.hasPrefix("bytes=") else { return .whole }
        let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return .whole
        }
        guard let first = number(ends[0]) else {
            guard let count = number(ends[1]) else { return .whole }
            return count == 0 ? .beyond : .part(max(0, size - count)..<size)
        }
        let last = number(ends[1]) ?? size - 1
        guard ends[1].isEmpty || first <= last else { return .whole }
        return first < size ? .part(first..<min(last, size - 1) + 1) : .beyond
    }

    /// `nil` where nothing stands; what is too large for a number lies behind every end.
    private static func number(_ digits: Substring) -> Int? {
        digits.isEmpty ? nil : Int(digits).map { min($0, .max - 1) } ?? .max - 1
    }
}
