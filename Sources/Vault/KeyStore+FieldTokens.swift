import Crypto
package import Domain

extension KeyStore {
    /// What stands in the store for "this candidate has this choice of this drop-down": 32 bytes, HMAC-SHA-256 under a key
    /// derived from the root key. The same choice has the same token within one service, so that a list can be filtered by
    /// it; without the key neither the field nor the choice can be read from it or tried out.
    ///
    /// A name and a choice are what the settings have checked, or what came with an import: every byte counts, nothing is
    /// trimmed or folded.
    package func fieldToken(_ name: String, _ value: Sensitive<String>, _ service: ServiceID) -> [UInt8] {
        var code = HMAC<SHA256>(key: fieldKey)
        // A service's id has 24 characters. The name carries its length, so that no letter can move from it to the choice.
        code.update(data: Array(service.text.utf8))
        var field: [UInt8] = []
        field.append(bigEndian: UInt32(name.utf8.count))
        field += name.utf8
        code.update(data: field)
        value.withExposed { value in
            var plain = Array(value.utf8)
            defer { Memory.wipe(&plain) }
            code.update(data: plain)
        }
        return Array(code.finalize())
    }
}
