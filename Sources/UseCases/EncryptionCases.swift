package import Domain
package import JOSE
internal import SQLCore
internal import Store
internal import Vault

/// How an answer leaves.
package enum AnswerForm: Sendable {
    case plain
    case sealed(AnswerSealer)

    package var sealer: AnswerSealer? {
        if case .sealed(let sealer) = self { sealer } else { nil }
    }
}

/// Seals an answer to those who may read it: the receiver's key (contract 2.2), or one that the caller chose (1.12).
package struct AnswerSealer: Sendable {
    fileprivate let sealer: JWESealer
    fileprivate let random: RandomSource

    /// A JWE of the JSON text.
    package func seal(_ text: [UInt8]) throws(Failure) -> SealedJWE {
        do throws(JOSEFailure) {
            return try sealer.seal(text, contentType: "json", random: random.bytes)
        } catch {
            throw .internal("answer: \(error)")
        }
    }
}

/// A service's public key, for callers who choose how their answer is encrypted.
package struct ServiceEncryptionKey: Sendable {
    /// RFC 7638 thumbprint.
    package let keyID: String
    package let publicKey: JWK
    package let pem: String
}

extension Registry {
    /// How answers with attributes leave for this caller. What the key or the request demands and can't be had is refused:
    /// nothing that was to be encrypted ever leaves in the open.
    ///
    /// - Parameter encryptionKey: the header `X-Encryption-Key`: `<kid>.<base64url of RSA-OAEP-SHA256(32 bytes)>`.
    package func answerForm(
        encryptionKey: String?, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> AnswerForm {
        guard let key = caller.grant?.key else { throw .forbidden("An answer needs an API key.") }
        if let form = try await chosenForm(encryptionKey: encryptionKey, in: serviceID, by: caller) { return form }
        if let receiver = key.receiver {
            let sealer = JWESealer(to: try Self.publicKey(of: receiver))
            return .sealed(AnswerSealer(sealer: sealer, random: parts.random))
        }
        guard !key.refusesPlain || !key.scope.readsAttributes else { throw Self.plainRefused }
        return .plain
    }

    /// The form that the request itself asks for, also where an answer has no attributes; `nil` when it asks for none.
    package func chosenForm(
        encryptionKey: String?, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> AnswerForm? {
        guard let encryptionKey else { return nil }
        guard caller.grant?.key.receiver == nil else {
            throw Self.unusable("This key's answers are sealed to its receiver key already. Leave the header out.")
        }
        return .sealed(AnswerSealer(sealer: try await sealer(encryptionKey, in: serviceID), random: parts.random))
    }

    /// The service's public key; made on the first call, unless the sweep was earlier.
    package func encryptionKey(of serviceID: ServiceID) async throws(Failure) -> ServiceEncryptionKey {
        let record = try await serviceKey(of: serviceID)
        do throws(JOSEFailure) {
            let key = try JWK(parsing: record.publicKey)
            return ServiceEncryptionKey(keyID: record.thumbprint, publicKey: key, pem: try key.pem())
        } catch {
            throw .internal("service key: \(error)")
        }
    }

    /// Makes the pairs of services that have none yet; called soon after a service was made.
    package func makeMissingServiceKeys() async throws(Failure) {
        for serviceID in directory.serviceIDs { _ = try await serviceKey(of: serviceID) }
    }

    private func serviceKey(of serviceID: ServiceID) async throws(Failure) -> ServiceKeyRecord {
        if let record = try read({ try $0.first(ServiceKeyOf(serviceID)) }) { return record }
        do {
            return try await serviceKeys.value(of: serviceID) { [self] in try await makeServiceKey(of: serviceID) }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private func makeServiceKey(of serviceID: ServiceID) async throws -> ServiceKeyRecord {
        let slot = SlotNumber(value: try serviceRecord(serviceID).keySlot)
        let pair: PrivateJWK
        let exposed: String
        do {
            pair = try PrivateJWK.rsa(pkcs1: await parts.makeRSAKey())
            exposed = String(decoding: try pair.exposedJSON(), as: UTF8.self)
        } catch {
            throw Failure.internal("service key: \(error)")
        }
        let record = ServiceKeyRecord(
            serviceID: serviceID, thumbprint: pair.publicKey.thumbprint, publicKey: pair.publicKey.json,
            sealedPrivate: try parts.keyStore.sealNote(
                Sensitive(exposed), slot: slot, record: RecordID(stored: serviceID.text), context: Self.keyContext),
            createdAt: now)
        // Who came first wins; the other's pair was never told to anybody.
        return try await parts.database.write { transaction in
            try transaction.run(InsertServiceKey(record))
            return try transaction.first(ServiceKeyOf(serviceID)) ?? record
        }
    }

    private static let keyContext = "service encryption key"

    private func sealer(_ header: String, in serviceID: ServiceID) async throws(Failure) -> JWESealer {
        let pair = try open(try await serviceKey(of: serviceID))
        do throws(JOSEFailure) {
            return try JWESealer(wrappedKey: header, for: pair)
        } catch .parts {
            throw Self.unusable("X-Encryption-Key is the key id, a dot, and base64url of the encrypted AES key.")
        } catch .unknownKey {
            throw Self.unusable("X-Encryption-Key names another key than the service's. Fetch encryption-key again.")
        } catch {
            throw Self.unusable("X-Encryption-Key holds no 256-bit AES key encrypted to the service's key.")
        }
    }

    private func open(_ record: ServiceKeyRecord) throws(Failure) -> PrivateJWK {
        do {
            let slot = SlotNumber(value: try serviceRecord(record.serviceID).keySlot)
            let exposed = try parts.keyStore.openNote(
                record.sealedPrivate, slot: slot, record: RecordID(stored: record.serviceID.text),
                context: Self.keyContext)
            return try exposed.withExposed { try PrivateJWK(parsing: Array($0.utf8)) }
        } catch let failure as JOSEFailure {
            throw .internal("service key: \(failure)")
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static let plainRefused = Failure.forbidden("This key refuses plain answers. Send X-Encryption-Key.")

    private static func unusable(_ message: String) -> Failure {
        .badRequest(field: "X-Encryption-Key", message)
    }

    private static func publicKey(of receiver: ReceiverKey) throws(Failure) -> JWK {
        do throws(JOSEFailure) {
            return try JWK(parsing: Array(receiver.jwk.utf8))
        } catch {
            throw .internal("receiver key: \(error)")
        }
    }
}
