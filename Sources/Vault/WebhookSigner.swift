internal import Crypto
package import Domain

/// Signs what a webhook's receiver gets, in the published way and after the Standard Webhooks specification 1.0.
///
/// While a rotation overlaps there are two secrets. A receiver of the published contract knows one signature only, so
/// `X-Hub-Signature` goes on with the old secret until the overlap ends, and `X-Hub-Signature-Next` carries that of the
/// new one. `webhook-signature` is a list: both, the new one first.
package struct WebhookSigner: Sendable {
    private let current: Keys
    private let old: Keys?
    private let oldEndsAt: Instant

    /// - Parameter old: the secret before the last rotation and when it ends.
    package init(_ secret: WebhookSecret, old: (secret: WebhookSecret, endsAt: Instant)? = nil) {
        current = Keys(secret)
        self.old = old.map { Keys($0.secret) }
        oldEndsAt = old?.endsAt ?? Instant(milliseconds: 0)
    }

    /// The signing headers of an attempt at `now`.
    ///
    /// - Parameter guid: `webhook-id`, the same at every attempt.
    package func headers(of body: [UInt8], guid: String, at now: Instant) -> [(name: String, value: String)] {
        let timestamp = String(now.milliseconds / 1000)
        let old = now < oldEndsAt ? self.old : nil
        var headers: [(name: String, value: String)] = [("X-Hub-Signature", (old ?? current).hub(body))]
        if old != nil { headers.append(("X-Hub-Signature-Next", current.hub(body))) }
        let signatures = [current, old].compactMap { $0?.standard(body, guid: guid, timestamp: timestamp) }
        return headers + Self.standard(guid, timestamp) + [("webhook-signature", signatures.joined(separator: " "))]
    }

    /// What a webhook without a secret carries.
    package static func unsigned(guid: String, at now: Instant) -> [(name: String, value: String)] {
        standard(guid, String(now.milliseconds / 1000))
    }

    private static func standard(_ guid: String, _ timestamp: String) -> [(name: String, value: String)] {
        [("webhook-id", guid), ("webhook-timestamp", timestamp)]
    }

    private struct Keys: Sendable {
        private let hubKey: SymmetricKey
        private let standardKey: SymmetricKey

        init(_ secret: WebhookSecret) {
            hubKey = SymmetricKey(data: secret.hubKey())
            standardKey = SymmetricKey(data: secret.standardKey())
        }

        /// Lower-case hexadecimal HMAC-SHA256 of the body, no prefix.
        func hub(_ body: [UInt8]) -> String {
            Hexadecimal.text(Array(HMAC<SHA256>.authenticationCode(for: body, using: hubKey)))
        }

        /// `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
        func standard(_ body: [UInt8], guid: String, timestamp: String) -> String {
            let message = Array("\(guid).\(timestamp).".utf8) + body
            return "v1," + StandardBase64.text(Array(HMAC<SHA256>.authenticationCode(for: message, using: standardKey)))
        }
    }
}
