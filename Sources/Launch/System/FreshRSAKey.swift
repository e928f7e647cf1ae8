internal import CryptoExtras
internal import Dispatch

/// A new RSA key, on a thread of its own: looking for its primes takes a processor for a second or so.
enum FreshRSAKey {
    private static let queue = DispatchQueue(label: "lethe.rsa", qos: .utility)

    /// - Returns: the DER of PKCS#1 of a key of 3072 bits.
    static func make() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        Array(try _RSA.Encryption.PrivateKey(keySize: .bits3072).derRepresentation)
                    })
            }
        }
    }
}
