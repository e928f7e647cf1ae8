package import Domain

extension KeyStore {
    /// Seals what a member searches for, which may be somebody's name, under the members' key, bound to `place`. It is for
    /// memory only. Padded to steps of 256 bytes.
    package func sealSearch(_ text: Sensitive<String>, place: String) throws(VaultFailure) -> Sealed {
        let operation = "seal a search"
        var plain = [UInt8](repeating: 0, count: 4)
        defer { Memory.wipe(&plain) }
        text.withExposed { text in
            plain.reserveCapacity(4 + text.utf8.count + Self.searchStep)
            plain.append(contentsOf: text.utf8)
        }
        plain = try DocumentFormat.pad(plain, to: Self.searchStep, operation)
        return try TextSeal.search.seal(
            plain, dataKey: identity.seals, place: Array(place.utf8), nonce: random.take(Cipher.nonceBytes), operation)
    }

    /// Opens what `sealSearch` made.
    package func openSearch(_ sealed: Sealed, place: String) throws(VaultFailure) -> Sensitive<String> {
        let operation = "open a search"
        return try TextSeal.search.open(sealed, dataKey: identity.seals, place: Array(place.utf8), operation) {
            (plain) throws(VaultFailure) in
            let content = try DocumentFormat.unpad(plain, step: Self.searchStep, operation)
            guard let text = String(validating: content, as: UTF8.self) else {
                throw .format(operation, "The search is not text.")
            }
            return Sensitive(text)
        }
    }

    private static let searchStep = 256
}
