/// Looks for the next byte that matters in a JSON string, eight bytes at a time.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The first index from `start` on whose byte JSON needs escaped (`"`, `\` or below 0x20); `bytes.count` if none.
    static func nextToEscape(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        next(in: bytes, from: start, alsoNonASCII: false)
    }

    /// The first index from `start` on that is not plain ASCII inside a JSON string: a quote, a backslash, a control
    /// character, or a byte from 0x80 on; `bytes.count` if there is none.
    static func nextSpecial(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        next(in: bytes, from: start, alsoNonASCII: true)
    }

    @inline(__always)
    private static func next(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, alsoNonASCII: Bool) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        let count = raw.count
        var index = start
        while index &+ 8 <= count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if holdsSpecial(word, alsoNonASCII: alsoNonASCII) { break }
            index &+= 8
        }
        while index < count {
            let byte = raw[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || (alsoNonASCII && byte >= 0x80) { return index }
            index &+= 1
        }
        return count
    }

    /// Whether one of eight bytes is special ("Bit Twiddling Hacks": a byte less than n, a byte equal to n).
    @inline(__always)
    private static func holdsSpecial(_ word: UInt64, alsoNonASCII: Bool) -> Bool {
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        var found = (word &- (ones &* 0x20)) & ~word
        found |= (quote &- ones) & ~quote
        found |= (backslash &- ones) & ~backslash
        if alsoNonASCII { found |= word }
        return found & highBits != 0
    }
}
