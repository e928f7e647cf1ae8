/// Standard base64 with padding (RFC 4648, section 4): no line breaks, no `data:` prefix.
package enum Base64 {
    /// How many characters `count` bytes become.
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Writes the characters of `source` to the start of `destination` and returns how many there are:
    /// `encodedCount(source.count)`, for which `destination` must have room. The two must not overlap.
    /// Segments whose length is divisible by three may be encoded one after the other and joined.
    package static func encode(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
    ) -> Int {
        let total = encodedCount(source.count)
        precondition(destination.count >= total, "no room for the characters")
        guard total > 0 else { return 0 }
        Base64Tables.pairs.withUnsafeBufferPointer { pairs in
            let (read, written) = encodeBlocks(source, into: destination, pairs)
            encodeRest(source, from: read, into: destination, at: written, pairs)
        }
        return total
    }

    /// The characters of `bytes`.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        let total = encodedCount(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
            count = bytes.withUnsafeBytes { encode($0, into: UnsafeMutableRawBufferPointer(buffer)) }
        }
    }

    /// The bytes that `text` stands for; nil unless it is base64 in its one canonical form: padded to a multiple of
    /// four, the bits after the last byte zero, nothing else in between.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard text.count > 0 else { return [] }
        var isCanonical = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 8) { buffer, count in
            let output = UnsafeMutableRawBufferPointer(buffer)
            isCanonical = Base64Tables.values.withUnsafeBufferPointer { values in
                guard decodeBlocks(text, into: output, values),
                    let rest = decodeLast(text, into: output, values)
                else { return false }
                count = text.count / 4 * 3 - 3 + rest
                return true
            }
            if !isCanonical { count = 0 }
        }
        return isCanonical ? bytes : nil
    }

    /// The same for a part of an array, without copying it.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? { text.withUnsafeBytes { decode($0) } }

    /// The same for an array.
    package static func decode(_ text: [UInt8]) -> [UInt8]? { text.withUnsafeBytes { decode($0) } }

    /// Six bytes at a time, read as one big-endian word of which the last two bytes are not used yet.
    private static func encodeBlocks(
        _ source: UnsafeRawBufferPointer,
        into destination: UnsafeMutableRawBufferPointer,
        _ pairs: UnsafeBufferPointer<UInt16>
    ) -> (read: Int, written: Int) {
        var read = 0
        var written = 0
        while read &+ 26 <= source.count {
            for _ in 0..<4 {
                let word = UInt64(bigEndian: source.loadUnaligned(fromByteOffset: read, as: UInt64.self))
                let characters =
                    UInt64(pairs[Int(word >> 52)])
                    | UInt64(pairs[Int(word >> 40 & 0xFFF)]) << 16
                    | UInt64(pairs[Int(word >> 28 & 0xFFF)]) << 32
                    | UInt64(pairs[Int(word >> 16 & 0xFFF)]) << 48
                destination.storeBytes(of: characters.littleEndian, toByteOffset: written, as: UInt64.self)
                read &+= 6
                written &+= 8
            }
        }
        return (read, written)
    }

    private static func encodeRest(
        _ source: UnsafeRawBufferPointer,
        from start: Int,
        into destination: UnsafeMutableRawBufferPointer,
        at place: Int,
        _ pairs: UnsafeBufferPointer<UInt16>
    ) {
        var read = start
        var written = place
        while read < source.count {
            let count = min(3, source.count - read)
            var word = Int(source[read]) << 16
            if count > 1 { word |= Int(source[read + 1]) << 8 }
            if count > 2 { word |= Int(source[read + 2]) }
            let left = pairs[word >> 12]
            let right = pairs[word & 0xFFF]
            destination[written] = UInt8(truncatingIfNeeded: left)
            destination[written + 1] = UInt8(truncatingIfNeeded: left >> 8)
            destination[written + 2] = count > 1 ? UInt8(truncatingIfNeeded: right) : UInt8(ascii: "=")
            destination[written + 3] = count > 2 ? UInt8(truncatingIfNeeded: right >> 8) : UInt8(ascii: "=")
            read += count
            written += 4
        }
    }

    /// All groups of four but the last, which alone may be padded. False if one holds a foreign character.
    private static func decodeBlocks(
        _ text: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer,
        _ values: UnsafeBufferPointer<UInt32>
    ) -> Bool {
        let end = text.count - 4
        var read = 0
        var written = 0
        var seen: UInt32 = 0
        while read &+ 8 <= end {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: read, as: UInt64.self))
            let first = group(UInt32(truncatingIfNeeded: word), values)
            let second = group(UInt32(truncatingIfNeeded: word >> 32), values)
            seen |= first | second
            let bytes = UInt64(first) | UInt64(second) << 24
            output.storeBytes(of: bytes.littleEndian, toByteOffset: written, as: UInt64.self)
            read &+= 8
            written &+= 6
        }
        if read < end {
            let first = group(UInt32(littleEndian: text.loadUnaligned(fromByteOffset: read, as: UInt32.self)), values)
            seen |= first
            output.storeBytes(of: first.littleEndian, toByteOffset: written, as: UInt32.self)
        }
        return seen & Base64Tables.foreign == 0
    }

    /// The last group of four; returns how many bytes it holds, nil if it is not canonical.
    private static func decodeLast(
        _ text: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer,
        _ values: UnsafeBufferPointer<UInt32>
    ) -> Int? {
        let start = text.count - 4
        var word = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        var count = 3
        if text[start + 3] == UInt8(ascii: "=") {
            count = text[start + 2] == UInt8(ascii: "=") ? 1 : 2
            // "A" stands for six zero bits: what remains beyond the bytes counted must be zero too.
            let padding = UInt32(UInt8(ascii: "A"))
            word = word & 0x00FF_FFFF | padding << 24
            if count == 1 { word = word & 0xFF00_FFFF | padding << 16 }
        }
        let bytes = group(word, values)
        guard bytes >> (8 * UInt32(count)) == 0 else { return nil }
        output.storeBytes(of: bytes.littleEndian, toByteOffset: start / 4 * 3, as: UInt32.self)
        return count
    }

    /// Three bytes, the first in the lowest place, from four characters; `foreign` bits set if one has no value.
    @inline(__always)
    private static func group(_ word: UInt32, _ values: UnsafeBufferPointer<UInt32>) -> UInt32 {
        values[Int(word & 0xFF)]
            | values[256 &+ Int(word >> 8 & 0xFF)]
            | values[512 &+ Int(word >> 16 & 0xFF)]
            | values[768 &+ Int(word >> 24)]
    }
}
