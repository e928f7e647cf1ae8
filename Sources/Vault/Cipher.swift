package import Crypto

/// AES-256-GCM as the Vault uses it (NIST SP 800-38D): 12-byte nonces, 16-byte tags behind the ciphertext, and always
/// bound to the place the data belongs to.
package enum Cipher {
    package static let nonceBytes = 12
    package static let tagBytes = 16

    /// Appends ciphertext and tag to `output`.
    ///
    /// - Parameter nonce: 12 bytes that were never used with this key before.
    package static func seal(
        _ plain: UnsafeRawBufferPointer, key: SymmetricKey, nonce: [UInt8], binding: [UInt8],
        to output: inout [UInt8], _ operation: String
    ) throws(VaultFailure) {
        do {
            let box = try AES.GCM.seal(
                plain, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: binding)
            append(box.ciphertext, to: &output)
            append(box.tag, to: &output)
        } catch {
            throw .io(operation, "sealing failed")
        }
    }

    /// Lends the plain bytes for the length of `body` and overwrites them afterwards.
    ///
    /// - Parameter sealed: ciphertext and tag.
    package static func open<Result>(
        _ sealed: UnsafeRawBufferPointer, key: SymmetricKey, nonce: [UInt8], binding: [UInt8], _ operation: String,
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws(VaultFailure) -> Result {
        guard sealed.count >= tagBytes else { throw .tampered(operation) }
        let end = sealed.count - tagBytes
        return try open(key: key, binding: binding, operation, body) {
            try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce), ciphertext: UnsafeRawBufferPointer(rebasing: sealed[..<end]),
                tag: UnsafeRawBufferPointer(rebasing: sealed[end...]))
        }
    }

    /// The same for what has its nonce right before it.
    ///
    /// - Parameter sealed: nonce, ciphertext and tag.
    package static func open<Result>(
        withNonce sealed: UnsafeRawBufferPointer, key: SymmetricKey, binding: [UInt8], _ operation: String,
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws(VaultFailure) -> Result {
        guard sealed.count >= nonceBytes + tagBytes else { throw .tampered(operation) }
        return try open(key: key, binding: binding, operation, body) { try AES.GCM.SealedBox(combined: sealed) }
    }

    private static func open<Result>(
        key: SymmetricKey, binding: [UInt8], _ operation: String,
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result, _ box: () throws -> AES.GCM.SealedBox
    ) throws(VaultFailure) -> Result {
        do {
            var plain = try AES.GCM.open(box(), using: key, authenticating: binding)
            defer { Memory.wipe(opened: &plain) }
            return try lend(plain, body)
        } catch let failure as VaultFailure {
            throw failure
        } catch {
            throw .tampered(operation)
        }
    }

    /// Copies in one go: what Crypto answers is a `Data`, and appending that walks it byte by byte.
    private static func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        if bytes.withContiguousStorageIfAvailable({ output.append(contentsOf: $0) }) == nil {
            output.append(contentsOf: bytes)
        }
    }

    private static func lend<Result>(
        _ plain: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws -> Result {
        if let result = try plain.withContiguousStorageIfAvailable({ try body(UnsafeRawBufferPointer($0)) }) {
            return result
        }
        return try Array(plain).withUnsafeBytes { try body($0) }
    }
}
