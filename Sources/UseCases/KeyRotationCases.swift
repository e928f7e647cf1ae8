package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Gives a key a new secret. The old one works on for `overlap` seconds, 0 to 604,800; 0 ends it before this returns,
    /// answers under way included. A secret that was old already ends now.
    ///
    /// - Throws: 422 for `overlap`.
    package func rotateKey(
        _ keyID: KeyID, overlap seconds: Int64, by caller: Caller
    ) async throws(Failure) -> (key: APIKey, secret: Sensitive<String>) {
        let serviceID = try keyOverview(keyID, by: caller).key.serviceID
        guard APIKey.overlapSeconds.contains(seconds) else {
            throw .invalid(field: "overlap", "The old secret may live on for 0 seconds to 7 days.")
        }
        guard let standing = try read({ try $0.first(APIKeyByID(keyID)) }) else { throw Self.noSuchKey }
        let made: (text: Sensitive<String>, keyID: KeyID, secret: APIKeySecret)
        do {
            let environment: APIKeySecret.Environment = standing.isForTests ? .test : .live
            made = try APIKeySecret.make(environment: environment, for: keyID, random: parts.random)
        } catch {
            throw Failure(wrapping: error)
        }
        let digest = parts.keyStore.digest(of: made.secret, keyID: keyID)
        let key = try await perform(.manageKeys, by: caller, in: serviceID) { [self] work in
            guard let record = try work.transaction.first(APIKeyByID(keyID)) else { throw Self.noSuchKey }
            var key = record.key
            if key.scope.readsPictures { try requireConfirmation(caller) }
            key.oldSecretEndsAt = seconds == 0 ? nil : work.now.adding(seconds: seconds)
            let old = key.oldSecretEndsAt.map { (digest: record.digest, endsAt: $0) }
            try work.transaction.run(PutKeyDigests(of: keyID, digest, old: old))
            try work.record(.keyRotated, detail: "\(keyID.text) \(seconds)")
            return key
        }
        try directory.reload(from: parts.database)
        return (key, made.text)
    }

    /// Ends the old secret of a rotated key before its time; answers under way with it end too.
    package func endOldSecret(of keyID: KeyID, by caller: Caller) async throws(Failure) -> APIKey {
        let serviceID = try keyOverview(keyID, by: caller).key.serviceID
        let key = try await perform(.manageKeys, by: caller, in: serviceID) { work in
            guard let record = try work.transaction.first(APIKeyByID(keyID)) else { throw Self.noSuchKey }
            try work.endOldSecret(of: record)
            var key = record.key
            key.oldSecretEndsAt = nil
            return key
        }
        try directory.reload(from: parts.database)
        return key
    }

    /// Takes the digests of old secrets whose time is over out of the store, so that no clock that is set back makes one
    /// good again.
    package func forgetEndedSecrets() async throws(Failure) {
        let at = now
        let ended = directory.keysWithEndedSecret(at: at)
        guard !ended.isEmpty else { return }
        for key in ended {
            try await perform(.manageKeys, by: .lethe, in: key.serviceID) { work in
                guard let record = try work.transaction.first(APIKeyByID(key.keyID)),
                    let end = record.key.oldSecretEndsAt, end <= at
                else { return work.leaveUnchanged() }
                try work.endOldSecret(of: record)
            }
        }
        try directory.reload(from: parts.database)
    }
}

extension Work {
    fileprivate mutating func endOldSecret(of record: APIKeyRecord) throws {
        guard record.oldDigest != nil else { return leaveUnchanged() }
        try transaction.run(PutKeyDigests(of: record.key.keyID, record.digest, old: nil))
        try self.record(.oldSecretEnded, detail: record.key.keyID.text)
    }
}
