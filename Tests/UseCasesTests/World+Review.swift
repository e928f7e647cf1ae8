import Domain
import SQLCore
import Store
import TestSupport
import UseCases
import Vault

extension World {
    @discardableResult
    func change(
        _ change: StatusChange, _ refID: String, of service: Service, reason: String? = nil
    ) async throws -> Candidate {
        try await registry.changeStatus(
            change, of: .refID(RefID(refID)), in: service.serviceID, reason: reason.map { Sensitive($0) },
            by: .localOperator)
    }

    func review(
        _ slug: String, of refID: String, as decision: AttributeDecision, in service: Service, reason: String? = nil
    ) async throws {
        try await registry.reviewAttribute(
            Slug(stored: slug), of: .refID(RefID(refID)), as: decision, reason: reason.map { Sensitive($0) },
            in: service.serviceID, by: .localOperator)
    }

    func archive(_ refID: String, of service: Service) async throws {
        _ = try await registry.archiveNow(.refID(RefID(refID)), in: service.serviceID, by: .localOperator)
    }

    func record(_ refID: String, in service: Service) throws -> CandidateRecord? {
        try database.read { try $0.first(CandidateByRefID(RefID(stored: refID), of: service.serviceID)) }
    }

    func slot(of refID: String, in service: Service) throws -> Int64? { try record(refID, in: service)?.keySlot }

    /// The 64 bytes of a slot as they lie in the file.
    func slotBytes(_ slot: Int64) throws -> [UInt8] {
        Array(try directory.bytes(of: "keystore/keys.bin").dropFirst(Int(slot) * 64).prefix(64))
    }

    func extractions(of recordID: RecordID) async throws -> [ExtractionRecord] {
        await registry.flushRecords()
        return try database.read { try $0.all(ExtractionsOfCandidate(recordID)) }
    }
}

extension Person {
    func named(_ refID: String) -> Person {
        var copy = Person(refID, marker: marker, hasPictures: hasPictures)
        copy.email = email
        return copy
    }
}
