/// A merchant's service: what its keys, candidates and settings belong to.
package struct Service: Hashable, Sendable {
    package let serviceID: ServiceID
    package let clientID: ClientID
    package var name: String
    package var settings: ServiceSettings
    package let createdAt: Instant

    package init(
        serviceID: ServiceID, clientID: ClientID, name: String, settings: ServiceSettings, createdAt: Instant
    ) {
        self.serviceID = serviceID
        self.clientID = clientID
        self.name = name
        self.settings = settings
        self.createdAt = createdAt
    }

    package func checked() throws(Failure) -> Service {
        guard !name.isEmpty, name.fits(120), !name.upsetsWhatFollows else {
            throw .invalid(field: "name", "A service's name has 1 to 120 characters.")
        }
        try settings.check()
        return self
    }
}

/// What an operator can set for a service.
package struct ServiceSettings: Hashable, Sendable {
    /// Origins that browsers may call from, such as `https://app.example.com`; none by default.
    package var corsOrigins: [String] = []
    /// Requests a second that one key may make on the average; 0: no limit.
    package var requestsPerSecond = 200
    /// Requests that may come at once before the average counts.
    package var burst = 600
    package var ownAttributes: [OwnAttribute] = []
    /// Attributes a submission must have.
    package var requiredAttributes: [Slug] = []
    /// Whether the fingerprint of the e-mail outlives the archive.
    package var keepsEmailFingerprint = false
    /// For the team; at most 500 characters.
    package var summary = ""
    /// Days after which a candidate that nobody has decided on is archived; `nil`: never.
    package var undecidedDays: Int?
    /// Days from the decision until a candidate is archived; `nil`: never.
    package var decidedDays: Int?
    /// Whether only members with a second factor get in.
    package var requiresSecondFactor = false
    package var submission = SubmissionPageSettings()
    package var review = ReviewSettings()

    package static let retentionDays = 1...3650

    package init() {}

    /// Days that a candidate of this status is kept since its last change; `nil`: for good.
    package func keptDays(_ status: CandidateStatus) -> Int? {
        switch status {
        case .incomplete, .waiting, .inreview, .reviewRequested: undecidedDays
        case .approved, .rejected, .blocked: decidedDays
        }
    }

    /// When a candidate of this status that last changed at `changedAt` has been kept long enough; `nil`: never.
    package func keptUntil(_ status: CandidateStatus, changedAt: Instant) -> Instant? {
        keptDays(status).map { changedAt.adding(seconds: Int64($0) * 86_400) }
    }

    package var catalog: AttributeCatalog {
        ownAttributes.isEmpty ? .standard : AttributeCatalog(own: ownAttributes)
    }

    func check() throws(Failure) {
        for origin in corsOrigins where !Self.isOrigin(origin) {
            throw .invalid(field: "corsOrigins", "An origin is a scheme and a host, such as https://app.example.com.")
        }
        guard (0...1_000_000).contains(requestsPerSecond), (0...1_000_000).contains(burst) else {
            throw .invalid(field: "requestsPerSecond", "Rate and burst are 0 to 1,000,000.")
        }
        guard requestsPerSecond == 0 || burst > 0 else {
            throw .invalid(field: "burst", "With a rate, the burst is at least 1.")
        }
        guard summary.fits(500) else {
            throw .invalid(field: "summary", "A description has at most 500 characters.")
        }
        for (field, days) in [("undecidedDays", undecidedDays), ("decidedDays", decidedDays)] {
            guard days.map(Self.retentionDays.contains) ?? true else {
                throw .invalid(field: field, "A retention is 1 to 3650 days, or none.")
            }
        }
        for attribute in ownAttributes where AttributeCatalog.standard.kind(of: attribute.slug) != nil {
            throw .invalid(field: "ownAttributes", "A published attribute can't be declared again.")
        }
        guard Set(ownAttributes.map(\.slug)).count == ownAttributes.count, ownAttributes.count <= 64 else {
            throw .invalid(field: "ownAttributes", "Own attributes are at most 64, each declared once.")
        }
        for slug in requiredAttributes where catalog.kind(of: slug) == nil {
            throw .invalid(field: "requiredAttributes", "A required attribute is a published one or an own one.")
        }
        try checkIntake()
    }

    /// `scheme://host[:port]`, nothing behind it (RFC 6454, section 6.2).
    static func isOrigin(_ text: String) -> Bool {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let host = text.dropFirst(scheme.count)
            return !host.isEmpty && host.utf8.count <= 255
                && host.utf8.allSatisfy { character in
                    switch character {
                    case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D: true
                    default: false
                    }
                }
        }
        return false
    }
}
