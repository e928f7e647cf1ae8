/// What an API key is, told to whoever presents it. It holds neither the secret nor its digest.
package struct WhoAmIDocument: Equatable, Sendable {
    /// The key's public id: 12 characters of base62.
    package var id: String
    /// What the merchant calls it.
    package var description: String
    /// `metadata`, `text` or `pictures`.
    package var scope: String
    /// What it may do, such as `read` and `write`.
    package var permissions: [String]
    /// When it stops working, in milliseconds since 1970; nil if never.
    package var expiresAt: Int64?
    /// How long after `archiveAfter` the candidate is archived; nil if never.
    package var archiveAfterSeconds: Int?
    /// What starts that time: `extraction` or `acknowledgement`; nil without a rule.
    package var archiveAfter: String?
    /// Whether attributes are answered encrypted only.
    package var refusesPlain: Bool
    /// RFC 7638 thumbprint of the receiver's key that answers are sealed to; nil if there is none.
    package var receiverThumbprint: String?
    /// Candidates of this status are ready for it.
    package var handoverStatus: String
    /// The networks it may be used from, as CIDR; empty for any.
    package var networks: [String]
    /// Whether it works at all.
    package var enabled: Bool

    /// A key.
    package init(
        id: String,
        description: String,
        scope: String,
        permissions: [String],
        expiresAt: Int64? = nil,
        archiveAfterSeconds: Int? = nil,
        archiveAfter: String? = nil,
        refusesPlain: Bool = false,
        receiverThumbprint: String? = nil,
        handoverStatus: String = "approved",
        networks: [String] = [],
        enabled: Bool = true
    ) {
        self.id = id
        self.description = description
        self.scope = scope
        self.permissions = permissions
        self.expiresAt = expiresAt
        self.archiveAfterSeconds = archiveAfterSeconds
        self.archiveAfter = archiveAfter
        self.refusesPlain = refusesPlain
        self.receiverThumbprint = receiverThumbprint
        self.handoverStatus = handoverStatus
        self.networks = networks
        self.enabled = enabled
    }

    /// The whole answer.
    package func answer() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.member("id", id)
        writer.member("description", description)
        writer.member("scope", scope)
        writer.member("permissions", permissions)
        writer.memberIfPresent("expiresAt", milliseconds: expiresAt)
        writer.memberIfPresent("archiveAfterSeconds", archiveAfterSeconds)
        writer.memberIfPresent("archiveAfter", archiveAfter)
        writer.member("refusesPlain", refusesPlain)
        writer.memberIfPresent("receiverThumbprint", receiverThumbprint)
        writer.member("handoverStatus", handoverStatus)
        writer.member("networks", networks)
        writer.member("enabled", enabled)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
