/// The public name of a service, as it stands in every path: a lower-case slug such as `acme_3f9c1`.
package struct ClientID: Hashable, Sendable {
    package let text: String

    /// Reads a client id: 2 to 64 of `a-z 0-9 _ -`, beginning with a letter.
    package init(_ text: String) throws(Failure) {
        let characters = Array(text.utf8)
        let isSlug =
            (2...64).contains(characters.count) && (0x61...0x7A).contains(characters[0])
            && characters.allSatisfy(Self.isAllowed)
        guard isSlug else {
            throw .invalid(
                field: "clientId",
                "A client id is 2 to 64 lower-case letters, digits, underscores or hyphens and begins with a letter."
            )
        }
        self.text = text
    }

    package init(stored text: String) {
        self.text = text
    }

    /// Proposes a client id for a service's name: its letters and digits, then five hexadecimal characters.
    package static func proposed(for name: String, random: [UInt8]) -> ClientID {
        var slug = ""
        for character in name.lowercased().unicodeScalars where slug.utf8.count < 40 {
            switch character {
            case "a"..."z": slug.unicodeScalars.append(character)
            case "0"..."9": slug.unicodeScalars.append(character)
            default: if let last = slug.last, last != "_" { slug.append("_") }
            }
        }
        while slug.last == "_" { slug.removeLast() }
        let beginsWithLetter = slug.unicodeScalars.first.map { ("a"..."z").contains($0) } ?? false
        let tail = Hexadecimal.text(random.prefix(3)).prefix(5)
        return ClientID(stored: "\(beginsWithLetter ? slug : "service" + (slug.isEmpty ? "" : "_" + slug))_\(tail)")
    }

    private static func isAllowed(_ character: UInt8) -> Bool {
        switch character {
        case 0x61...0x7A, 0x30...0x39, 0x5F, 0x2D: true
        default: false
        }
    }
}
