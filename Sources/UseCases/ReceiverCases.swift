package import Domain
internal import JOSE
internal import SQLCore
internal import Store
internal import Vault

/// A receiver key that waits for the proof that somebody can open what is sealed to it.
package struct ReceiverOffer: Sendable {
    /// RFC 7638.
    package let thumbprint: String
    /// A JWE to the key; its plain text is the answer.
    package let challenge: String
    package let endsAt: Instant
}

extension Registry {
    /// An offer must be answered within an hour.
    package static let offerSeconds: Int64 = 3600

    /// Takes a receiver's public key for trial: nothing changes until the challenge is answered (contract 2.2).
    ///
    /// - Parameter text: a JWK or a PEM public key.
    /// - Throws: 422 for `receiverKey` when it is weak, private or of another kind.
    package func offerReceiver(
        _ text: String, for keyID: KeyID, by caller: Caller
    ) async throws(Failure) -> ReceiverOffer {
        let key = try keyOverview(keyID, by: caller).key
        guard key.scope.readsAttributes else {
            throw .invalid(field: "receiverKey", "A key that reads metadata only has nothing to seal.")
        }
        let receiver = try Self.receiver(text)
        let answer = parts.keyStore.makeNonce()
        let endsAt = now.adding(seconds: Self.offerSeconds)
        let challenge: String
        do throws(JOSEFailure) {
            let sealed = try JWE.seal(Array(answer.utf8), to: receiver, contentType: "text", random: parts.random.bytes)
            challenge = String(decoding: sealed.bytes, as: UTF8.self)
        } catch {
            throw .internal("challenge: \(error)")
        }
        guard let digest = parts.keyStore.digest(ofToken: answer, for: .receiver) else {
            throw .internal("a challenge has no digest")
        }
        let offer = ReceiverOfferRecord(
            jwk: String(decoding: receiver.json, as: UTF8.self), digest: digest, endsAt: endsAt)
        try await perform(.manageKeys, by: caller, in: key.serviceID) { work in
            guard try work.transaction.run(PutReceiverOffer(offer, for: keyID)) == 1 else { throw Self.noSuchKey }
            try work.record(.receiverOffered, detail: "\(keyID.text) \(receiver.thumbprint)")
        }
        return ReceiverOffer(thumbprint: receiver.thumbprint, challenge: challenge, endsAt: endsAt)
    }

    /// Binds the key to the receiver whose challenge this answers. From here on every answer with attributes is sealed,
    /// and streams that began in the open are cut. Taking the place of another receiver is a widening for a member: it
    /// takes the password.
    ///
    /// - Parameter answer: what the challenge holds; white space around it is no part of it.
    /// - Throws: 422 for `answer`; 409 when no offer waits.
    package func answerChallenge(
        _ answer: String, for keyID: KeyID, by caller: Caller
    ) async throws(Failure) -> APIKey {
        let serviceID = try keyOverview(keyID, by: caller).key.serviceID
        let bare = String(answer.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        let digest = parts.keyStore.digest(ofToken: bare, for: .receiver) ?? KeyStore.noDigest
        let key = try await perform(.manageKeys, by: caller, in: serviceID) { [self] work in
            guard let record = try work.transaction.first(APIKeyByID(keyID)),
                let offer = try work.transaction.first(ReceiverOfferOf(keyID)), work.now < offer.endsAt
            else {
                throw Failure.conflict(field: "receiverKey", "No receiver key waits for an answer. Offer it again.")
            }
            guard ConstantTime.equal(offer.digest, digest) else {
                throw Failure.invalid(field: "answer", "This is not what the challenge holds.")
            }
            let receiver = try Self.receiver(offer.jwk)
            if record.key.receiver != nil { try requireConfirmation(caller) }
            var key = record.key
            key.receiver = ReceiverKey(jwk: offer.jwk, thumbprint: receiver.thumbprint)
            key = try key.checked()
            try work.transaction.run(UpdateAPIKey(key))
            try work.transaction.run(PutReceiverOffer(nil, for: keyID))
            try work.record(.receiverBound, detail: "\(keyID.text) \(receiver.thumbprint)")
            return key
        }
        try directory.reload(from: parts.database)
        return key
    }

    /// Lets the key's answers leave in the open again. For a member that is a widening: it takes the password.
    package func removeReceiver(of keyID: KeyID, by caller: Caller) async throws(Failure) -> APIKey {
        let serviceID = try keyOverview(keyID, by: caller).key.serviceID
        try requireConfirmation(caller)
        let key = try await perform(.manageKeys, by: caller, in: serviceID) { work in
            guard let record = try work.transaction.first(APIKeyByID(keyID)) else {
                throw Self.noSuchKey
            }
            guard let receiver = record.key.receiver else {
                throw Failure.conflict(field: "receiverKey", "This key is bound to no receiver.")
            }
            var key = record.key
            key.receiver = nil
            try work.transaction.run(UpdateAPIKey(key))
            try work.record(.receiverRemoved, detail: "\(keyID.text) \(receiver.thumbprint)")
            return key
        }
        try directory.reload(from: parts.database)
        return key
    }

    private static func receiver(_ text: String) throws(Failure) -> JWK {
        do throws(JOSEFailure) {
            return text.contains("-----BEGIN") ? try JWK(pem: text) : try JWK(parsing: Array(text.utf8))
        } catch {
            throw .invalid(field: "receiverKey", error.description)
        }
    }
}
