/// The public part of an API key: 12 characters of base 62. It is no secret and may stand in logs.
package struct KeyID: Hashable, Sendable {
    package let text: String

    package static let length = 12

    package init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Base62.isDigit) else { return nil }
        self.text = text
    }

    package init(stored text: String) {
        self.text = text
    }
}

/// The public key of the receiver that a key is bound to: every answer with attributes is sealed to it (contract 2.2).
package struct ReceiverKey: Hashable, Sendable {
    /// A public JWK.
    package let jwk: String
    /// RFC 7638.
    package let thumbprint: String

    package init(jwk: String, thumbprint: String) {
        self.jwk = jwk
        self.thumbprint = thumbprint
    }
}

/// A program's right to take candidates over: everything about a key but its secret.
package struct APIKey: Hashable, Sendable {
    package static let descriptionLimit = 80

    package let keyID: KeyID
    package let serviceID: ServiceID
    package var description: String
    package var scope: Scope
    /// The permission *write*: may import candidates. Every key may read.
    package var mayWrite: Bool
    package var archiveRule: ArchiveRule?
    package var expiresAt: Instant?
    /// Empty: every network.
    package var networks: [Network]
    package var isEnabled: Bool
    package let createdAt: Instant
    /// Until when the secret before the last rotation still works; `nil`: there is none.
    package var oldSecretEndsAt: Instant?
    /// Whether attributes leave encrypted only: for the receiver, or under a key that the caller chose.
    package var refusesPlain = false
    /// Set and taken away by a round trip of its own, never with the other fields.
    package var receiver: ReceiverKey?
    /// Candidates of this status are ready to be handed over to this key (contract 2.3).
    package var handoverStatus = CandidateStatus.approved

    /// Seconds that an old secret may live on after a rotation.
    package static let overlapSeconds: ClosedRange<Int64> = 0...604_800

    package init(
        keyID: KeyID, serviceID: ServiceID, description: String, scope: Scope, mayWrite: Bool = false,
        archiveRule: ArchiveRule? = nil, expiresAt: Instant? = nil, networks: [Network] = [], isEnabled: Bool = true,
        createdAt: Instant, oldSecretEndsAt: Instant? = nil
    ) {
        self.keyID = keyID
        self.serviceID = serviceID
        self.description = description
        self.scope = scope
        self.mayWrite = mayWrite
        self.archiveRule = archiveRule
        self.expiresAt = expiresAt
        self.networks = networks
        self.isEnabled = isEnabled
        self.createdAt = createdAt
        self.oldSecretEndsAt = oldSecretEndsAt
    }

    /// Whether the key works at `now`.
    package func isUsable(at now: Instant) -> Bool {
        isEnabled && expiresAt.map { now < $0 } ?? true
    }

    package func allows(_ address: IPAddress?) -> Bool {
        networks.isEmpty || address.map { address in networks.contains { $0.contains(address) } } ?? false
    }

    /// Holds the rules that bind the fields to each other.
    package func checked() throws(Failure) -> APIKey {
        guard !description.isEmpty, description.fits(Self.descriptionLimit) else {
            throw .invalid(field: "description", "A description has 1 to 80 characters.")
        }
        guard !description.upsetsWhatFollows else {
            throw .invalid(field: "description", "A description has no control characters.")
        }
        guard archiveRule == nil || scope.readsAttributes else {
            throw .invalid(
                field: "archiveAfterSeconds", "A key that reads metadata only can't archive. Choose a wider scope.")
        }
        guard !refusesPlain || scope.readsAttributes else {
            throw .invalid(
                field: "refusesPlain", "A key that reads metadata only has nothing to encrypt. Choose a wider scope.")
        }
        guard receiver == nil || scope.readsAttributes else {
            throw .invalid(
                field: "scope", "This key is bound to a receiver, and metadata needs none. Remove the receiver first.")
        }
        guard networks.count <= 32 else {
            throw .invalid(field: "networks", "A key has at most 32 networks.")
        }
        return self
    }

    /// Whether no extraction by this key starts a clock, only an acknowledgement.
    package var waitsForAcknowledgement: Bool { archiveRule?.trigger == .acknowledgement }

    /// Whether a program that was allowed something by `earlier` may have lost it: streams under way must end.
    package func narrows(_ earlier: APIKey) -> Bool {
        !isEnabled && earlier.isEnabled || scope < earlier.scope || !mayWrite && earlier.mayWrite
            || networks != earlier.networks || receiver != earlier.receiver
            || refusesPlain && !earlier.refusesPlain || waitsForAcknowledgement && !earlier.waitsForAcknowledgement
            || expiresAt.map { now in earlier.expiresAt.map { now < $0 } ?? true } ?? false
    }
}
