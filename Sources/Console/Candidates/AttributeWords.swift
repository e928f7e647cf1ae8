package import Domain

/// An attribute's name as people say it.
package enum AttributeWords {
    private static let whole = [
        "dob": "Date of birth", "eth": "ETH", "id": "ID", "btc": "BTC", "bsc": "BSC", "matic": "MATIC",
        "arb": "ARB",
        "avax": "AVAX",
    ]

    /// Such as "Passport date of birth" for `passport_dob`.
    package static func text(_ slug: Slug) -> String {
        var words: [String] = []
        for part in slug.text.utf8.split(separator: UInt8(ascii: "_")) {
            let part = String(decoding: part, as: UTF8.self)
            guard let known = whole[part] else {
                words.append(part)
                continue
            }
            words.append(
                words.isEmpty || known.utf8.allSatisfy { $0 < 0x61 } ? known : known.lowercased())
        }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
