internal import Crypto
internal import Wire

/// Seals texts to one reader: the owner of a public key, or whoever holds a content key.
package struct JWESealer: Sendable, Discreet {
    private enum Reader: Sendable {
        case owner(JWK)
        case holder(SymmetricKey)
    }

    private let reader: Reader

    /// Seals to a receiver's public key.
    package init(to key: JWK) {
        reader = .owner(key)
    }

    /// Seals under the content key that a caller chose and sent in `X-Encryption-Key`.
    package init(wrappedKey text: String, for pair: PrivateJWK) throws(JOSEFailure) {
        reader = .holder(try WrappedContentKey.open(text, with: [pair]))
    }

    /// - Parameter random: as for `JWE.seal`.
    package func seal(
        _ plaintext: [UInt8], contentType: String, random: (Int) -> [UInt8]
    ) throws(JOSEFailure) -> SealedJWE {
        switch reader {
        case .owner(let key): try JWE.seal(plaintext, to: key, contentType: contentType, random: random)
        case .holder(let key):
            try JWE.seal(plaintext, withContentKey: key, contentType: contentType, random: random)
        }
    }
}
