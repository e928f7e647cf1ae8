package import Domain
package import UseCases

/// An API key as its holder has it.
package struct HeldKey: Sendable {
    package let key: APIKey
    package let secret: String

    package init(key: APIKey, secret: String) {
        self.key = key
        self.secret = secret
    }
}

/// The people and programs of a test's world.
extension World {
    package func makeService(
        _ clientID: String = "acme_00001", settings: ServiceSettings = ServiceSettings()
    ) async throws -> Service {
        try await registry.createService(
            name: "Acme", clientID: ClientID(clientID), settings: settings, by: .localOperator)
    }

    package func makeKey(
        _ scope: Scope, of service: Service, archiveAfter seconds: Int64? = nil, mayWrite: Bool = false,
        networks: [Network] = [], expiresAt: Instant? = nil
    ) async throws -> HeldKey {
        var request = KeyRequest(description: "a test's key", scope: scope)
        request.archiveRule = try seconds.map { try ArchiveRule(seconds: $0) }
        request.mayWrite = mayWrite
        request.networks = networks
        request.expiresAt = expiresAt
        let made = try await registry.createKey(request, in: service.serviceID, by: .localOperator)
        return HeldKey(key: made.key, secret: made.secret.withExposed { $0 })
    }

    /// Shows the key, as every request does.
    package func caller(_ key: HeldKey, of service: Service, from address: String? = nil) throws(Failure) -> Caller {
        try registry.authenticate(
            authorization: key.secret, clientID: service.clientID.text, address: address.flatMap { IPAddress($0) }
        ).caller
    }

    @discardableResult
    package func submit(
        _ person: Person, to service: Service, form: SubmissionForm = .submission
    ) async throws -> (recordID: RecordID, outcome: SubmissionOutcome) {
        try await registry.submit(person.submission(), form: form, in: service.serviceID, by: .localOperator)
    }

    package func extract(_ refID: String, with key: HeldKey, of service: Service) async throws -> Extraction {
        try await registry.extract(
            .refID(RefID(refID)), in: service.serviceID, by: caller(key, of: service))
    }

    /// Extracts to the last byte.
    @discardableResult
    package func takeOver(_ refID: String, with key: HeldKey, of service: Service) async throws -> Extraction {
        let extraction = try await extract(refID, with: key, of: service)
        extraction.ticket.holdReaders()
        await extraction.ticket.complete(bytes: 1000)
        return extraction
    }

    package func candidate(_ refID: String, of service: Service) throws -> Candidate {
        try overview(refID, of: service).candidate
    }

    package func overview(_ refID: String, of service: Service) throws -> CandidateOverview {
        try registry.candidateOverview(.refID(RefID(refID)), in: service.serviceID, by: .localOperator)
    }
}

extension Extraction {
    /// A text attribute in the open; `nil` where there is none.
    package func text(_ slug: String) -> String? {
        attributes?.texts?.first { $0.name == slug }?.value.withExposed { $0 }
    }

    /// All of one picture.
    package func picture(_ slug: String) async throws -> [UInt8]? {
        guard let reader = pictures.first(where: { $0.slug.text == slug }) else { return nil }
        let source = try await reader.open()
        return try await source.read(0..<reader.segmentCount, into: { [UInt8]() }, { $0 += $1 })
    }
}

/// The failure that `body` ends with; `nil` when it ends well or with another error.
package func failure(_ body: () async throws -> Void) async -> Failure? {
    do {
        try await body()
        return nil
    } catch {
        return error as? Failure
    }
}

/// The same for what does not wait.
package func immediateFailure(_ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error as? Failure
    }
}
