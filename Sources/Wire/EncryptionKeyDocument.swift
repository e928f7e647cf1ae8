/// A service's public key (contract 1.12): `{"status":"success","data":{"kid","jwk":{…},"pem"}}`.
package struct EncryptionKeyDocument: Equatable, Sendable {
    private let keyID: String
    private let pem: String
    private let jwk: [UInt8]

    /// - Parameter jwk: JSON.
    package init(keyID: String, pem: String, jwk: [UInt8]) {
        self.keyID = keyID
        self.pem = pem
        self.jwk = jwk
    }

    package func answer() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 2048)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.member("kid", keyID)
        writer.key("jwk")
        writer.raw(jwk)
        writer.member("pem", pem)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
