/// Percent-encoding of paths and queries (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// The text behind it; `nil` for a broken escape or what isn't UTF-8. A `+` stays a `+`.
    package static func decode(_ text: some StringProtocol) -> String? {
        guard text.utf8.contains(0x25) else { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var characters = text.utf8.makeIterator()
        while let character = characters.next() {
            guard character == 0x25 else {
                bytes.append(character)
                continue
            }
            guard let high = characters.next().flatMap(digit), let low = characters.next().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
