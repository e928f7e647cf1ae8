internal import CryptoExtras

/// One RSA key for all tests of a process, made when the first asks: making one takes a second.
package enum TestRSAKey {
    private static let made = Task {
        Array(try _RSA.Encryption.PrivateKey(keySize: .bits3072).derRepresentation)
    }

    package static func pkcs1() async throws -> [UInt8] { try await made.value }
}
