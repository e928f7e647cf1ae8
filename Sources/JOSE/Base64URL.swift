internal import Wire

/// Base64 for URLs without padding (RFC 4648, section 5; RFC 7515, section 2), over `Wire`'s fast tables. Each way there
/// is exactly one text for the same bytes.
package enum Base64URL {
    /// How many characters `count` bytes become.
    package static func encodedCount(_ count: Int) -> Int { count / 3 * 4 + (count % 3 == 0 ? 0 : count % 3 + 1) }

    /// Appends the characters of `source`. Segments whose length is divisible by three may be joined.
    package static func encode(_ source: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]) {
        let encoded = [UInt8](unsafeUninitializedCapacity: Base64.encodedCount(source.count)) { buffer, count in
            let room = UnsafeMutableRawBufferPointer(buffer)
            _ = Base64.encode(source, into: room)
            count = encodedCount(source.count)
            exchange(UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
        }
        if output.isEmpty { output = encoded } else { output.append(contentsOf: encoded) }
    }

    /// The characters of `bytes`.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        Array(bytes).withUnsafeBytes { encode($0, appendingTo: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the bytes that `text` stands for; false if it isn't canonical, and then `output` is worth nothing.
    package static func decode(_ text: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]) -> Bool {
        guard text.count % 4 != 1 else { return false }
        output.reserveCapacity(output.count + text.count / 4 * 3 + 2)
        for start in stride(from: 0, to: text.count, by: segmentCharacters) {
            let part = UnsafeRawBufferPointer(rebasing: text[start..<min(start + segmentCharacters, text.count)])
            // What fills up is added here; brought along, it would make a second text for the same bytes.
            guard part.last != UInt8(ascii: "=") else { return false }
            let segment = [UInt8](unsafeUninitializedCapacity: part.count + 3) { buffer, count in
                let room = UnsafeMutableRawBufferPointer(buffer)
                room.copyMemory(from: part)
                exchange(UnsafeMutableRawBufferPointer(rebasing: room[..<part.count]))
                count = (part.count + 3) / 4 * 4
                for place in part.count..<count { room[place] = UInt8(ascii: "=") }
            }
            guard let bytes = Base64.decode(segment) else { return false }
            output.append(contentsOf: bytes)
        }
        return true
    }

    /// The bytes that `text` stands for; nil if it isn't canonical.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        let isDecoded =
            text.withContiguousStorageIfAvailable { decode(UnsafeRawBufferPointer($0), appendingTo: &bytes) }
            ?? Array(text).withUnsafeBytes { decode($0, appendingTo: &bytes) }
        return isDecoded ? bytes : nil
    }

    /// A multiple of four, small enough for the processor's cache.
    private static let segmentCharacters = 64 << 10

    /// Exchanges the two characters in which the alphabets differ. Both ways it is the same, and a character of the wrong
    /// alphabet becomes one that the other doesn't have. Written without a branch, so that the compiler makes vectors of it.
    private static func exchange(_ bytes: UnsafeMutableRawBufferPointer) {
        let (plus, minus) = (UInt8(ascii: "+"), UInt8(ascii: "-"))
        let (slash, underscore) = (UInt8(ascii: "/"), UInt8(ascii: "_"))
        bytes.withMemoryRebound(to: UInt8.self) { characters in
            for place in 0..<characters.count {
                let character = characters[place]
                let first: UInt8 = (character == plus) != (character == minus) ? plus ^ minus : 0
                let second: UInt8 = (character == slash) != (character == underscore) ? slash ^ underscore : 0
                characters[place] = character ^ first ^ second
            }
        }
    }
}
