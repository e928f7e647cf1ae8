import Domain
import TestSupport
import UseCases
import Vault

/// What a receiver has of one hand-over.
struct Received: Sendable {
    let recordID: RecordID
    let submitCount: Int
    let lease: String
    let proof: String
    /// What the answer said of the person.
    let name: String
}

extension World {
    func makeKey(
        _ scope: Scope = .text, of service: Service, after trigger: ArchiveRule.Trigger, seconds: Int64
    ) async throws -> HeldKey {
        var request = KeyRequest(description: "a receiver", scope: scope)
        request.archiveRule = try ArchiveRule(seconds: seconds, trigger: trigger)
        let made = try await registry.createKey(request, in: service.serviceID, by: .localOperator)
        return HeldKey(key: made.key, secret: made.secret.withExposed { $0 })
    }

    /// Submits and approves.
    @discardableResult
    func approve(_ person: Person, in service: Service) async throws -> RecordID {
        let recordID = try await submit(person, to: service).recordID
        for change in [StatusChange.startReview, .approve] {
            _ = try await registry.changeStatus(
                change, of: .recordID(recordID), in: service.serviceID, by: .localOperator)
        }
        return recordID
    }

    /// Takes a candidate over; what the answer's text would be is only its name here.
    ///
    /// - Parameter end: what becomes of the answer on the server's side once it is bound to its text.
    func handOver(
        _ recordID: RecordID, to key: HeldKey, of service: Service,
        end: (ExtractionTicket) async -> Void = { await $0.complete(bytes: 9) }
    ) async throws -> Received {
        let (extraction, lease) = try await registry.takeOver(
            recordID, in: service.serviceID, by: caller(key, of: service))
        let name = extraction.text("given_name") ?? ""
        let text = Array("\(name) \(lease.nonce)".utf8)
        do {
            try await lease.bind(to: SentText(of: text))
        } catch {
            extraction.ticket.cut(bytes: 0)
            throw error
        }
        if extraction.ticket.startsClock { extraction.ticket.holdReaders() }
        await end(extraction.ticket)
        let proof = HandoverProof.make(nonce: lease.nonce, recordID: recordID, text: TextDigest(of: text))
        return Received(
            recordID: recordID, submitCount: extraction.candidate.submitCount, lease: lease.leaseID.text,
            proof: Hexadecimal.text(proof), name: name)
    }

    @discardableResult
    func acknowledge(
        _ received: Received, with key: HeldKey, of service: Service, lease: String? = nil, proof: String? = nil
    ) async throws -> Instant? {
        try await registry.acknowledge(
            received.recordID, lease: lease ?? received.lease, proof: proof ?? received.proof, in: service.serviceID,
            by: caller(key, of: service))
    }

    func ready(for key: HeldKey, of service: Service, after: Int64 = 0, limit: Int = 100) throws -> [ReadyCandidate] {
        try registry.readyCandidates(
            after: after, limit: limit, in: service.serviceID, by: caller(key, of: service))
    }
}
