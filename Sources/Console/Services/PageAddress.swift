/// An address of ours with a query.
enum PageAddress {
    /// Leaves out what is empty.
    static func text(_ path: String, _ query: [(name: String, value: String)]) -> String {
        let pairs = query.filter { !$0.value.isEmpty }.map { "\($0.name)=\(encode($0.value))" }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }

    /// Everything but the unreserved characters of RFC 3986, section 2.3.
    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
