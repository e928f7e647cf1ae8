import Crypto
package import Domain

/// The secret part of an API key (contract 2.1): 256 random bits. It exists while a key is made or presented; what is
/// stored is its digest.
///
/// A key reads `lethe_<live|test>_<id: 12 base62>_<secret: 43 base62><check: 6 base62>`. The secret is a big-endian
/// integer; the check is the CRC-32 of the 67 characters before it.
package struct APIKeySecret: Sendable, Undisclosed {
    package enum Environment: String, Sendable, CaseIterable {
        case live
        case test
    }

    /// What the key says it is for. It is part of what the digest binds.
    package let environment: Environment
    let key: SymmetricKey

    private static let (secretBytes, secretDigits, checkDigits) = (32, 43, 6)
    private static let textBytes = 73

    /// Makes a new key: its text, shown once to whoever it is for, its public id, and its secret, to be digested.
    ///
    /// - Parameter known: the id of a key that gets another secret; `nil`: a new id.
    package static func make(
        environment: Environment, for known: KeyID? = nil, random: RandomSource
    ) throws(VaultFailure) -> (text: Sensitive<String>, keyID: KeyID, secret: APIKeySecret) {
        let keyID = if let known { known } else { try newID(random) }
        var bytes = try random.take(secretBytes)
        defer { Memory.wipe(&bytes) }
        var text = Array("lethe_\(environment.rawValue)_\(keyID.text)_".utf8)
        text += Base62Number.digits(of: bytes, width: secretDigits)
        text += check(of: text[...])
        defer { Memory.wipe(&text) }
        let secret = APIKeySecret(environment: environment, key: SymmetricKey(data: bytes))
        return (Sensitive(String(decoding: text, as: UTF8.self)), keyID, secret)
    }

    private static func newID(_ random: RandomSource) throws(VaultFailure) -> KeyID {
        // 16 random bytes for 71.5 bits: the digits' bias is below 2^-56.
        let digits = Base62Number.digits(of: try random.take(16), width: KeyID.length)
        return KeyID(stored: String(decoding: digits, as: UTF8.self))
    }

    /// Reads what a program presented; `nil` unless shape and check are right. Whether the key is good is another question.
    package static func parse(_ text: some StringProtocol) -> (keyID: KeyID, secret: APIKeySecret)? {
        guard text.utf8.count == textBytes else { return nil }
        var characters = Array(text.utf8)
        defer { Memory.wipe(&characters) }
        guard characters.starts(with: "lethe_".utf8), characters[10] == UInt8(ascii: "_"),
            characters[23] == UInt8(ascii: "_"),
            let environment = Environment(rawValue: String(decoding: characters[6..<10], as: UTF8.self)),
            let keyID = KeyID(String(decoding: characters[11..<23], as: UTF8.self)),
            characters[67...].elementsEqual(check(of: characters[..<67])),
            var bytes = Base62Number.bytes(of: characters[24..<67], byteCount: secretBytes)
        else { return nil }
        defer { Memory.wipe(&bytes) }
        return (keyID, APIKeySecret(environment: environment, key: SymmetricKey(data: bytes)))
    }

    private static func check(of text: ArraySlice<UInt8>) -> [UInt8] {
        var crc: [UInt8] = []
        crc.append(bigEndian: CRC32.checksum(text))
        return Base62Number.digits(of: crc, width: checkDigits)
    }
}
