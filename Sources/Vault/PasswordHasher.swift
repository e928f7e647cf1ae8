import Crypto
import CryptoExtras
import Dispatch
package import Domain
import Synchronization

/// Does the work that passwords cost, one at a time and on a thread of its own: however many sign in at once, it takes one
/// core and the memory of one.
package final class PasswordHasher: Sendable {
    /// Those who may wait; whoever comes then is sent away (`isBusy`).
    package static let capacity = 32

    private struct State: Sendable {
        var waiting = 0
        var runs = 0
    }

    package let cost: PasswordCost
    private let keyStore: KeyStore
    private let queue = DispatchQueue(label: "lethe.vault.passwords")
    private let state = Mutex(State())

    package init(keyStore: KeyStore, cost: PasswordCost = .standard) {
        self.keyStore = keyStore
        self.cost = cost
    }

    /// How often scrypt ran, for measurements.
    package var runCount: Int { state.withLock { $0.runs } }

    package func hash(_ password: Sensitive<String>, of member: MemberID) async throws(VaultFailure) -> PasswordHash {
        let salt = try keyStore.random.take(PasswordHash.saltBytes)
        let digest = try await digest(password, of: member, salt: salt, cost: cost)
        return PasswordHash(cost: cost, salt: salt, digest: digest)
    }

    /// Whether the password is the one that was hashed.
    ///
    /// - Parameter hash: `nil` for a member that isn't there: the same work at the present cost, and always false.
    package func verify(
        _ password: Sensitive<String>, against hash: PasswordHash?, of member: MemberID
    ) async throws(VaultFailure) -> Bool {
        let salt = hash?.salt ?? [UInt8](repeating: 0, count: PasswordHash.saltBytes)
        let digest = try await digest(password, of: member, salt: salt, cost: hash?.cost ?? cost)
        return ConstantTime.equal(digest, hash?.digest ?? KeyStore.noDigest) && hash != nil
    }

    private func digest(
        _ password: Sensitive<String>, of member: MemberID, salt: [UInt8], cost: PasswordCost
    ) async throws(VaultFailure) -> [UInt8] {
        let hasRoom = state.withLock { state in
            guard state.waiting < Self.capacity else { return false }
            state.waiting += 1
            return true
        }
        guard hasRoom else { throw .busy("check a password") }
        let answer: Result<[UInt8], VaultFailure> = await withCheckedContinuation { continuation in
            queue.async { [self] in
                let answer: Result<[UInt8], VaultFailure>
                do throws(VaultFailure) {
                    let output = try password.withExposed { (password) throws(VaultFailure) in
                        try Self.scrypt(password, salt: salt, cost: cost)
                    }
                    answer = .success(keyStore.digest(ofPassword: output, member: member))
                } catch {
                    answer = .failure(error)
                }
                state.withLock { state in
                    state.waiting -= 1
                    state.runs += 1
                }
                continuation.resume(returning: answer)
            }
        }
        return try answer.get()
    }

    /// scrypt (RFC 7914) to 32 bytes, by CryptoExtras.
    package static func scrypt(
        _ password: String, salt: [UInt8], cost: PasswordCost
    ) throws(VaultFailure) -> [UInt8] {
        try scrypt(Array(password.utf8), salt: salt, cost: cost, byteCount: 32)
    }

    package static func scrypt(
        _ password: [UInt8], salt: [UInt8], cost: PasswordCost, byteCount: Int
    ) throws(VaultFailure) -> [UInt8] {
        var password = password
        defer { Memory.wipe(&password) }
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: byteCount, rounds: 1 << Int(cost.logRounds),
                blockSize: Int(cost.blockSize), parallelism: Int(cost.parallelism))
            return key.withUnsafeBytes(Array.init)
        } catch {
            throw .io("hash a password", "scrypt refused its parameters or the memory")
        }
    }
}

extension KeyStore {
    fileprivate func digest(ofPassword output: [UInt8], member: MemberID) -> [UInt8] {
        var code = HMAC<SHA256>(key: identity.passwords)
        // An id has 24 characters and the output 32 bytes: nothing needs a length.
        code.update(data: Array(member.text.utf8))
        code.update(data: output)
        return Array(code.finalize())
    }
}
