internal import Wire

/// Which attributes a certificate vouches for, as far as its JSON text says so.
///
/// It names them in one of its outermost members: `attributes`, a list of slugs, or `claims` or `credentialSubject` (W3C
/// Verifiable Credentials Data Model, section 4.8), objects whose members are slugs. A member that is a text vouches for
/// this very value only, one that is `false` or `null` for none. A certificate without such members vouches for nothing, like
/// one that is not JSON, one that says `revoked`, and one whose `validUntil` or `expirationDate` (the same in version 1.1
/// of that model) is past or is no date in UTC that we can read. Whether it is genuine is not looked at.
package struct VouchedAttributes: Sendable {
    private enum Claim: Sendable {
        case any
        case value(String)
    }

    private static let limits = JSONLimits(maximumDepth: 32, maximumBytes: 64 << 10, maximumValues: 8192)
    private var claims: [String: [Claim]] = [:]

    /// - Parameter now: milliseconds since 1970.
    package init(of json: String, at now: Int64) {
        guard let document = try? JSONDocument(parsing: Array(json.utf8), limits: Self.limits),
            Self.isGood(document.root, at: now)
        else { return }
        for slug in document.root["attributes"]?.elements.compactMap(\.string) ?? [] {
            claims[slug, default: []].append(.any)
        }
        for name in ["claims", "credentialSubject"] {
            for (slug, node) in document.root[name]?.members ?? [] where !node.isNull && node.boolean != false {
                claims[slug, default: []].append(node.string.map { .value($0) } ?? .any)
            }
        }
    }

    private static func isGood(_ certificate: JSONNode, at now: Int64) -> Bool {
        if let revoked = certificate["revoked"], !revoked.isNull, revoked.boolean != false { return false }
        return ["validUntil", "expirationDate"].allSatisfy { name in
            guard let end = certificate[name], !end.isNull else { return true }
            return end.string.flatMap { WireDate.parse($0) }.map { now < $0 } ?? false
        }
    }

    /// - Parameter value: of a text; `nil` for a picture, which no text can be compared with.
    package func contain(_ slug: String, value: String?) -> Bool {
        (claims[slug] ?? []).contains { claim in
            switch claim {
            case .any: true
            case .value(let claimed): value.map { $0.utf8.elementsEqual(claimed.utf8) } ?? true
            }
        }
    }
}
