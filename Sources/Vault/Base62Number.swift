import Domain

/// Big-endian integers as base 62 digits of fixed width, the most significant first.
enum Base62Number {
    /// The last `width` digits of a number.
    static func digits(of bytes: [UInt8], width: Int) -> [UInt8] {
        var number = bytes
        defer { Memory.wipe(&number) }
        var digits = [UInt8](repeating: Base62.digits[0], count: width)
        for position in digits.indices.reversed() {
            var remainder = 0
            for index in number.indices {
                let value = remainder << 8 | Int(number[index])
                number[index] = UInt8(value / 62)
                remainder = value % 62
            }
            digits[position] = Base62.digits[remainder]
        }
        return digits
    }

    /// The number, `byteCount` bytes long; `nil` for another character or a number that is too large.
    static func bytes(of digits: some Collection<UInt8>, byteCount: Int) -> [UInt8]? {
        var number = [UInt8](repeating: 0, count: byteCount)
        for digit in digits {
            guard var carry = value(of: digit) else { return nil }
            for index in number.indices.reversed() {
                let value = Int(number[index]) * 62 + carry
                number[index] = UInt8(truncatingIfNeeded: value)
                carry = value >> 8
            }
            guard carry == 0 else { return nil }
        }
        return number
    }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case 0x30...0x39: Int(digit) - 0x30
        case 0x41...0x5A: Int(digit) - 0x41 + 10
        case 0x61...0x7A: Int(digit) - 0x61 + 36
        default: nil
        }
    }
}
