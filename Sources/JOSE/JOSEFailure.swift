/// Why a JWE or a key was refused. A closed list; no case carries anything that came in but numbers, so that every
/// description may be logged and sent.
package enum JOSEFailure: Error, Hashable, Sendable {
    /// The five parts of a compact serialisation (RFC 7516, section 7.1).
    package enum Part: String, Sendable {
        case header
        case encryptedKey = "encrypted key"
        case initializationVector = "initialization vector"
        case ciphertext
        case authenticationTag = "authentication tag"
    }

    /// What is wrong with a key.
    package enum KeyFault: Hashable, Sendable {
        /// Not a JSON object, or one with a member twice.
        case syntax
        /// The member is missing, or isn't what it must be: type, canonical base64url, length, no leading zero.
        case member(String)
        /// Neither RSA nor EC nor OKP.
        case kind
        /// Neither P-256 nor X25519.
        case curve
        /// `use`, `key_ops` or `alg` say that the key is for something else.
        case purpose
        /// The modulus is shorter than 3072 bits, longer than 8192, or not whole bytes.
        case modulusBits(Int)
        /// The modulus is even.
        case evenModulus
        /// The exponent is even, below 65,537, or longer than 32 bits.
        case exponent
        /// The point isn't on the curve.
        case notOnCurve
        /// A point of low order: anybody knows what is agreed with it.
        case lowOrder
        /// The private half doesn't belong to the public one, or isn't a key at all.
        case mismatch
        /// A private key stands where a public one was asked for.
        case isPrivate
        /// A public key stands where a private one was asked for.
        case isPublic
        /// Not one PEM block of a kind that is read, or not DER.
        case pem
        /// Two keys of a set have one name.
        case repeatedName
    }

    /// Not five parts with dots between them.
    case parts
    /// The part isn't base64url in its one canonical form: no padding, no other character, unused bits zero.
    case encoding(Part)
    /// The part has a length that the algorithm doesn't have.
    case length(Part)
    /// The token or the plain text is larger than the caller allows.
    case tooLarge(maximumBytes: Int)
    /// The header isn't a JSON object as it must be: syntax, size, or a member twice.
    case headerSyntax
    /// The header's member is missing, or isn't what it must be.
    case headerMember(String)
    /// The header holds a member that is never accepted: `zip` or `crit`.
    case headerRefused(String)
    /// `alg` isn't one that may be used here.
    case algorithmRefused
    /// `enc` isn't A256GCM.
    case encryptionRefused
    /// There is an encrypted key, where the algorithm has none (RFC 7516, section 5.2, step 10).
    case encryptedKeyPresent
    /// There is no encrypted key, where the algorithm has one.
    case encryptedKeyMissing
    /// The header names a key that isn't there.
    case unknownKey
    /// The header names no key, and more than one would do.
    case unnamedKey
    /// The key isn't of the kind, or not on the curve, that the header asks for.
    case unsuitableKey
    /// The sender's ephemeral key can't be used.
    case ephemeralKey(KeyFault)
    /// A key that was given can't be used.
    case key(KeyFault)
    /// Changed, or sealed for another key. Which of the two, and in which part, is never told.
    case notAuthentic
    /// The source of randomness answered something else than it was asked for.
    case randomness
    /// The library refused to seal.
    case sealing
}

extension JOSEFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .parts: "The text isn't a JWE in compact serialisation: it needs five parts."
        case .encoding(let part): "The \(part.rawValue) isn't canonical base64url."
        case .length(let part): "The \(part.rawValue) has the wrong length."
        case .tooLarge(let maximum): "It is larger than \(maximum) bytes."
        case .headerSyntax: "The header isn't a JSON object, is too large, or has a member twice."
        case .headerMember(let name): "The header's member `\(name)` is missing or isn't usable."
        case .headerRefused(let name): "The header's member `\(name)` isn't accepted."
        case .algorithmRefused: "The header's `alg` isn't accepted here."
        case .encryptionRefused: "The header's `enc` must be A256GCM."
        case .encryptedKeyPresent: "There is an encrypted key where the algorithm has none."
        case .encryptedKeyMissing: "There is no encrypted key where the algorithm has one."
        case .unknownKey: "The header names a key that isn't here."
        case .unnamedKey: "The header names no key, and more than one would do."
        case .unsuitableKey: "The key isn't of the kind that the algorithm needs."
        case .ephemeralKey(let fault): "The sender's ephemeral key can't be used. \(fault)"
        case .key(let fault): "The key can't be used. \(fault)"
        case .notAuthentic: "It was changed, or sealed for another key."
        case .randomness: "The source of randomness failed."
        case .sealing: "Sealing failed."
        }
    }
}

extension JOSEFailure.KeyFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .syntax: "It isn't a JSON object, is too large, or has a member twice."
        case .member(let name): "Its member `\(name)` is missing or isn't usable."
        case .kind: "It is neither RSA nor P-256 nor X25519."
        case .curve: "Its curve is neither P-256 nor X25519."
        case .purpose: "Its `use`, `key_ops` or `alg` say that it isn't for this."
        case .modulusBits(let bits): "Its modulus has \(bits) bits; it needs 3072 to 8192, in whole bytes."
        case .evenModulus: "Its modulus is even."
        case .exponent: "Its exponent must be odd, at least 65,537, and have 32 bits at most."
        case .notOnCurve: "Its point isn't on the curve."
        case .lowOrder: "Its point is of low order: it would keep no secret."
        case .mismatch: "Its private half isn't valid, or doesn't belong to its public half."
        case .isPrivate: "It is a private key; only the public half is wanted."
        case .isPublic: "It is a public key; the private half is wanted."
        case .pem: "It isn't one PEM block of a kind that is read."
        case .repeatedName: "Two keys have the same name."
        }
    }
}
