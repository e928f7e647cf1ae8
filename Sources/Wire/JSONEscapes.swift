/// Resolves the escapes of a string that `JSONParser` has accepted.
enum JSONEscapes {
    /// The UTF-8 that the text between the quotes stands for.
    static func resolve(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index] == UInt8(ascii: "\\") else {
                bytes.append(text[index])
                index += 1
                continue
            }
            let letter = text[index + 1]
            index += 2
            if letter == UInt8(ascii: "u") {
                index = appendScalar(text, at: index, to: &bytes)
            } else {
                bytes.append(resolve(letter))
            }
        }
        return bytes
    }

    /// The value of four hexadecimal digits at `index`; nil if they are not all there.
    static func codeUnit(in bytes: ArraySlice<UInt8>, at index: Int) -> UInt16? {
        guard index + 4 <= bytes.endIndex else { return nil }
        var unit: UInt16 = 0
        for digit in bytes[index..<(index + 4)] {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return unit
    }

    private static func resolve(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: letter
        }
    }

    /// Reads one code unit, or a pair of surrogates, whose digits begin at `index`; returns the index after it.
    private static func appendScalar(_ text: ArraySlice<UInt8>, at index: Int, to bytes: inout [UInt8]) -> Int {
        let unit = codeUnit(in: text, at: index) ?? 0xFFFD
        if UTF16.isLeadSurrogate(unit), let trail = codeUnit(in: text, at: index + 6) {
            bytes.append(contentsOf: UTF16.decode(UTF16.EncodedScalar([unit, trail])).utf8)
            return index + 10
        }
        bytes.append(contentsOf: (Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
        return index + 4
    }
}

extension Unicode.Scalar {
    fileprivate var utf8: some Sequence<UInt8> { UTF8.encode(self) ?? UTF8.encodedReplacementCharacter }
}
