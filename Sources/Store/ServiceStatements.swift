package import Domain
package import SQLCore

/// A service with what only the store and the Vault need of it.
package struct ServiceRecord: Hashable, Sendable {
    package let service: Service
    /// The slot of the service's own data key, under which certificates and custom fields are sealed.
    package let keySlot: Int64

    package init(service: Service, keySlot: Int64) {
        self.service = service
        self.keySlot = keySlot
    }
}

private let serviceColumns = """
    service_id, client_id, name, key_slot, created_at, cors_origins, requests_per_second, burst, own_attributes,
    required_attributes, keeps_email_fingerprint, summary, undecided_days, decided_days, requires_second_factor,
    submission_page, consent_text, optional_attributes, frame_origins, status_texts, feedback_texts, custom_fields,
    approving_certificates, needs_four_eyes
    """

extension ServiceRecord {
    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        let serviceID = try row.serviceID()
        let clientID = try ClientID(stored: row.text())
        let name = try row.text()
        let keySlot = try row.integer()
        let createdAt = try row.instant()
        var settings = ServiceSettings()
        settings.corsOrigins = try row.lines()
        settings.requestsPerSecond = Int(try row.integer())
        settings.burst = Int(try row.integer())
        settings.ownAttributes = try row.lines().compactMap { line in
            let parts = line.split(separator: ":")
            guard parts.count == 2, let kind = AttributeKind(rawValue: String(parts[1])) else { return nil }
            return OwnAttribute(slug: Slug(stored: String(parts[0])), kind: kind)
        }
        settings.requiredAttributes = try row.lines().map { Slug(stored: $0) }
        settings.keepsEmailFingerprint = try row.boolean()
        settings.summary = try row.text()
        settings.undecidedDays = try row.optionalInteger().map { Int($0) }
        settings.decidedDays = try row.optionalInteger().map { Int($0) }
        settings.requiresSecondFactor = try row.boolean()
        settings.submission = try SubmissionPageSettings(&row)
        settings.review = try ReviewSettings(&row)
        let service = Service(
            serviceID: serviceID, clientID: clientID, name: name, settings: settings, createdAt: createdAt)
        self.init(service: service, keySlot: keySlot)
    }
}

extension Inputs {
    fileprivate mutating func append(_ settings: ServiceSettings) {
        append(lines: settings.corsOrigins)
        append(settings.requestsPerSecond)
        append(settings.burst)
        append(lines: settings.ownAttributes.map { "\($0.slug.text):\($0.kind.rawValue)" })
        append(lines: settings.requiredAttributes.map(\.text))
        append(settings.keepsEmailFingerprint)
        append(settings.summary)
        append(settings.undecidedDays.map(Int64.init))
        append(settings.decidedDays.map(Int64.init))
        append(settings.requiresSecondFactor)
        let (submission, review) = (settings.submission, settings.review)
        append(submission.isOn)
        append(StoredText.line(submission.consentText))
        append(lines: submission.optionalAttributes.map(\.text))
        append(lines: submission.frameOrigins)
        let statuses = CandidateStatus.allCases.compactMap { status in
            submission.statusTexts[status].map { "\(status.rawValue):\($0)" }
        }
        append(texts: statuses)
        append(texts: review.feedbackTexts)
        append(texts: review.fields.map { ([$0.name] + $0.options).joined(separator: "\n") })
        append(texts: review.approvingCertificates)
        append(review.needsFourEyes)
    }
}

extension SubmissionPageSettings {
    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        self.init()
        isOn = try row.boolean()
        consentText = StoredText.plain(try row.text())
        optionalAttributes = try row.lines().map { Slug(stored: $0) }
        frameOrigins = try row.lines()
        for text in try row.texts() {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let status = CandidateStatus(rawValue: String(parts[0])) else { continue }
            statusTexts[status] = String(parts[1])
        }
    }
}

extension ReviewSettings {
    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        self.init()
        feedbackTexts = try row.texts()
        fields = try row.texts().map { text in
            let parts = text.split(separator: "\n").map(String.init)
            return FieldDefinition(name: parts.first ?? "", options: Array(parts.dropFirst()))
        }
        approvingCertificates = try row.texts()
        needsFourEyes = try row.boolean()
    }
}

package struct AllServices: Statement {
    package static let text: SQLText = "SELECT \(serviceColumns) FROM service ORDER BY created_at, service_id"

    package init() {}
    package func bind(to inputs: inout Inputs) {}
    package static func row(_ row: inout Row) throws(SQLFailure) -> ServiceRecord { try ServiceRecord(&row) }
}

package struct ServiceByID: Statement {
    package static let text: SQLText = "SELECT \(serviceColumns) FROM service WHERE service_id = $1"
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> ServiceRecord { try ServiceRecord(&row) }
}

package struct InsertService: Statement {
    package static let text: SQLText = """
        INSERT INTO service (\(serviceColumns)) VALUES
            ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24)
        """
    let record: ServiceRecord

    package init(_ record: ServiceRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.service.serviceID)
        inputs.append(record.service.clientID.text)
        inputs.append(record.service.name)
        inputs.append(record.keySlot)
        inputs.append(record.service.createdAt)
        inputs.append(record.service.settings)
    }
}

package struct UpdateService: Statement {
    package static let text: SQLText = """
        UPDATE service SET name = $2, cors_origins = $3, requests_per_second = $4, burst = $5, own_attributes = $6,
            required_attributes = $7, keeps_email_fingerprint = $8, summary = $9, undecided_days = $10,
            decided_days = $11, requires_second_factor = $12, submission_page = $13, consent_text = $14,
            optional_attributes = $15, frame_origins = $16, status_texts = $17, feedback_texts = $18,
            custom_fields = $19, approving_certificates = $20, needs_four_eyes = $21
        WHERE service_id = $1
        """
    let service: Service

    package init(_ service: Service) { self.service = service }

    package func bind(to inputs: inout Inputs) {
        inputs.append(service.serviceID)
        inputs.append(service.name)
        inputs.append(service.settings)
    }
}

/// Gives out the next place in a service's list. Arrivals only grow: a newcomer never shifts a page.
package struct NextArrival: Statement {
    package static let text: SQLText = """
        UPDATE service SET last_arrival = last_arrival + 1 WHERE service_id = $1 RETURNING last_arrival
        """
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> Int64 { try row.integer() }
}

/// Keeps count of the candidates of one status, and of what shifts the pages of a list.
package struct AdjustTally: Statement {
    package enum Event: Sendable {
        /// A newcomer, at the end of every list.
        case arrival
        /// A candidate came from another status, into the middle of the list.
        case entry
        /// A candidate went to another status.
        case departure
        case deletion
        /// A candidate was archived, where it stands.
        case archive
        /// An archived candidate was submitted again and has its status still.
        case revival
    }

    package static let text: SQLText = """
        INSERT INTO candidate_tally (service_id, status, candidates, moves, deletions, archived)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service_id, status) DO UPDATE SET candidates = candidate_tally.candidates + excluded.candidates,
            moves = candidate_tally.moves + excluded.moves, deletions = candidate_tally.deletions + excluded.deletions,
            archived = candidate_tally.archived + excluded.archived
        """
    let event: Event
    let serviceID: ServiceID
    let status: CandidateStatus
    let isArchived: Bool

    /// - Parameter isArchived: whether the one that comes, leaves or is deleted is archived.
    package init(_ event: Event, in serviceID: ServiceID, _ status: CandidateStatus, isArchived: Bool = false) {
        self.event = event
        self.serviceID = serviceID
        self.status = status
        self.isArchived = isArchived
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(status.rawValue)
        let (candidates, moves) =
            switch event {
            case .arrival: (1, 0)
            case .entry: (1, 1)
            case .departure, .deletion: (-1, 1)
            case .archive, .revival: (0, 0)
            }
        inputs.append(candidates)
        inputs.append(moves)
        inputs.append(event == .deletion ? 1 : 0)
        inputs.append(archived)
    }

    private var archived: Int {
        switch event {
        case .archive: 1
        case .revival: -1
        case .arrival, .entry: isArchived ? 1 : 0
        case .departure, .deletion: isArchived ? -1 : 0
        }
    }
}

/// The count of one status.
package struct Tally: Hashable, Sendable {
    package let status: CandidateStatus
    package let count: Int
    /// Grows with everything that shifts a page of this status's list.
    package let moves: Int
    /// Grows with everything that shifts a page of the whole list.
    package let deletions: Int
    /// How many of `count` are archived.
    package let archived: Int
}

package struct Tallies: Statement {
    package static let text: SQLText =
        "SELECT status, candidates, moves, deletions, archived FROM candidate_tally WHERE service_id = $1"
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Tally {
        try Tally(
            status: row.word(CandidateStatus.self), count: Int(row.integer()), moves: Int(row.integer()),
            deletions: Int(row.integer()), archived: Int(row.integer()))
    }
}
