/// The name of an attribute: `[a-z][a-z0-9_]{0,63}` (contract 1.5).
package struct Slug: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String, field: String = "slug") throws(Failure) {
        let characters = Array(text.utf8)
        let isSlug =
            (1...64).contains(characters.count) && (0x61...0x7A).contains(characters[0])
            && characters.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
            }
        guard isSlug else {
            throw .invalid(
                field: field,
                "A slug is 1 to 64 lower-case letters, digits or underscores and begins with a letter."
            )
        }
        self.text = text
    }

    package init(stored text: String) {
        self.text = text
    }

    package static func < (left: Slug, right: Slug) -> Bool { left.text < right.text }

    package static let email = Slug(stored: "email")
}

/// What an attribute is: text, or a picture.
package enum AttributeKind: String, Sendable, CaseIterable {
    case text
    case picture
}

/// The attributes a service knows: the published ones and its own.
package struct AttributeCatalog: Sendable {
    private let kinds: [Slug: AttributeKind]
    private let ranks: [Slug: Int]

    /// The published attributes (contract 1.5) in the order in which they are answered, then the service's own.
    package init(own: [OwnAttribute] = []) {
        let all = Self.published + own.map { ($0.slug, $0.kind) }
        kinds = Dictionary(all, uniquingKeysWith: { first, _ in first })
        ranks = Dictionary(all.enumerated().map { ($1.0, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func kind(of slug: Slug) -> AttributeKind? { kinds[slug] }

    /// All slugs in the order of the catalogue.
    package var slugs: [Slug] { kinds.keys.sorted(by: precedes) }

    /// Sorts slugs into the order of the catalogue.
    package func precedes(_ left: Slug, _ right: Slug) -> Bool {
        let ranks = (ranks[left] ?? .max, ranks[right] ?? .max)
        return ranks.0 == ranks.1 ? left < right : ranks.0 < ranks.1
    }

    package static let standard = AttributeCatalog()

    package static let published: [(Slug, AttributeKind)] = {
        let person = ["given_name", "family_name", "email", "dob", "phone", "address"]
        let coins = ["eth", "btc", "bsc", "matic", "solana", "cardano", "arb", "avax"].map { "crypto_address_" + $0 }
        let parts = ["number", "issuing_country", "dob", "expiration", "given_name", "family_name"]
        let documents = ["passport", "national_id", "driving_license"].flatMap { document in
            parts.map { "\(document)_\($0)" }
        }
        let pictures = [
            "passport", "national_id", "driving_license", "selfie", "selfie_national_id", "proof_of_address",
        ]
        return (person + coins + documents).map { (Slug(stored: $0), .text) }
            + pictures.map { (Slug(stored: $0), .picture) }
    }()
}

/// An attribute that a service declares beyond the published ones.
package struct OwnAttribute: Hashable, Sendable {
    package let slug: Slug
    package let kind: AttributeKind

    package init(slug: Slug, kind: AttributeKind) {
        self.slug = slug
        self.kind = kind
    }
}

/// What a single attribute may be at most (issue "Limits").
package enum AttributeLimits {
    /// Bytes of UTF-8 of one text value.
    package static let textBytes = 8 * 1024
    /// Bytes of one picture file.
    package static let pictureBytes = 10 * 1024 * 1024
    /// Width times height, as the picture's header states them.
    package static let picturePixels = 50_000_000
}

/// A decision of a reviewer about one attribute.
package enum AttributeDecision: String, Sendable, CaseIterable {
    case accepted
    case rejected
}
