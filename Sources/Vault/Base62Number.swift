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
        var (gathered, scale) = (0, 1)
        for (place, digit) in digits.enumerated() {
            guard let value = value(of: digit) else { return nil }
            (gathered, scale) = (gathered * 62 + value, scale * 62)
            // Eight digits are carried through the number at once.
            guard place % 8 == 7 || place == digits.count - 1 else { continue }
            guard multiply(&number, by: scale, adding: gathered) else { return nil }
            (gathered, scale) = (0, 1)
        }
        return number
    }

    /// `false` when the product doesn't fit.
    private static func multiply(_ number: inout [UInt8], by factor: Int, adding addend: Int) -> Bool {
        var carry = addend
        for index in number.indices.reversed() {
            let value = Int(number[index]) * factor + carry
            number[index] = UInt8(truncatingIfNeeded: value)
            carry = value >> 8
        }
        return carry == 0
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
