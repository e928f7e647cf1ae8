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
        guard (1...Self.descriptionLimit).contains(description.count) else {
            throw .invalid(field: "description", "A description has 1 to 80 characters.")
        }
        guard !description.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .invalid(field: "description", "A description has no control characters.")
        }
        guard archiveRule == nil || scope.readsAttributes else {
            throw .invalid(
                field: "archiveAfterSeconds", "A key that reads metadata only can't archive. Choose a wider scope.")
        }
        guard networks.count <= 32 else {
            throw .invalid(field: "networks", "A key has at most 32 networks.")
        }
        return self
    }

    /// Whether a program that was allowed something by `earlier` may have lost it: streams under way must end.
    package func narrows(_ earlier: APIKey) -> Bool {
        !isEnabled && earlier.isEnabled || scope < earlier.scope || !mayWrite && earlier.mayWrite
            || networks != earlier.networks
            || expiresAt.map { now in earlier.expiresAt.map { now < $0 } ?? true } ?? false
    }
}
