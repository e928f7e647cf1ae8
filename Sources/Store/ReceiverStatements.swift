package import Domain
package import SQLCore

/// A receiver key that waits for the proof that somebody can open what is sealed to it.
package struct ReceiverOfferRecord: Hashable, Sendable {
    package let jwk: String
    /// Of what answers the challenge.
    package let digest: [UInt8]
    package let endsAt: Instant

    package init(jwk: String, digest: [UInt8], endsAt: Instant) {
        self.jwk = jwk
        self.digest = digest
        self.endsAt = endsAt
    }
}

/// The offer of a key; no row when none waits.
package struct ReceiverOfferOf: Statement {
    package static let text: SQLText = """
        SELECT offered_key, offered_digest, offer_ends_at FROM api_key WHERE key_id = $1 AND offered_key IS NOT NULL
        """
    let keyID: KeyID

    package init(_ keyID: KeyID) { self.keyID = keyID }
    package func bind(to inputs: inout Inputs) { inputs.append(keyID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ReceiverOfferRecord {
        try ReceiverOfferRecord(jwk: row.text(), digest: row.blob(), endsAt: row.instant())
    }
}

/// Takes the place of an earlier offer; `nil` withdraws it.
package struct PutReceiverOffer: Statement {
    package static let text: SQLText = """
        UPDATE api_key SET offered_key = $2, offered_digest = $3, offer_ends_at = $4 WHERE key_id = $1
        """
    let keyID: KeyID
    let offer: ReceiverOfferRecord?

    package init(_ offer: ReceiverOfferRecord?, for keyID: KeyID) {
        self.keyID = keyID
        self.offer = offer
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(keyID)
        inputs.append(offer?.jwk)
        inputs.append(offer?.digest)
        inputs.append(offer?.endsAt)
    }
}
