import Domain
import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

/// Rules that hold whatever program writes.
struct ConstraintTests {
    @Test func archivedMeansNoKeyAndNoText() async throws {
        let shelf = try await Shelf()
        let bad: [(inout CandidateRecord) -> Void] = [
            { $0.keySlot = nil }, { $0.sealedText = nil },
            { $0.candidate.archivedAt = Instant(milliseconds: 1) },
            {
                $0.candidate.archivedAt = Instant(milliseconds: 1)
                $0.keySlot = nil
            },
            {
                $0.candidate.archivedAt = Instant(milliseconds: 1)
                $0.sealedText = nil
            },
            { $0.candidate.submitCount = 0 }, { $0.candidate.statusBeforeBlock = .waiting },
            { $0.candidate.status = .blocked },
        ]
        for change in bad {
            let failed = await refusal { try await shelf.insert(shelf.record(1, change: change), arrival: 1) }
            #expect(failed != nil && failed?.isUniqueViolation == false)
        }
        try await shelf.insert(shelf.record(1), arrival: 1)
        try await shelf.insert(shelf.record(2, status: .blocked), arrival: 2)
        let archived = shelf.record(3) {
            $0.candidate.archivedAt = Instant(milliseconds: 1)
            $0.keySlot = nil
            $0.sealedText = nil
        }
        try await shelf.insert(archived, arrival: 3)
        for change in bad.prefix(5) {
            #expect(await refusal { try await shelf.run(UpdateCandidate(shelf.record(1, change: change))) } != nil)
        }
    }

    @Test func whatIsUnique() async throws {
        let shelf = try await Shelf()
        try await shelf.insert(shelf.record(1), arrival: 1)
        let one = shelf.record(1).candidate
        let twins = [
            (shelf.record(2) { $0.keySlot = 1 }, 2), (shelf.record(2), 1),
            (copy(of: shelf.record(2), recordID: one.recordID), 2),
            (copy(of: shelf.record(2), supportID: one.supportID), 2),
            (copy(of: shelf.record(2), refID: one.refID), 2),
        ]
        for (twin, arrival) in twins {
            let failed = await refusal { try await shelf.insert(twin, arrival: Int64(arrival)) }
            #expect(failed?.isUniqueViolation == true)
        }
        try await shelf.insert(copy(of: shelf.record(2), refID: RefID(stored: "REF-1")), arrival: 2)
        try await shelf.insert(copy(of: shelf.record(3), refID: nil), arrival: 3)
        try await shelf.insert(copy(of: shelf.record(4), refID: nil), arrival: 4)
    }

    @Test func everyRowBelongsSomewhere() async throws {
        let shelf = try await Shelf()
        let stranger = copy(of: shelf.record(1), serviceID: ServiceID(stored: "nobody"))
        #expect(await refusal { try await shelf.insert(stranger, arrival: 1) } != nil)
        let picture = PictureRecord(slug: Slug(stored: "selfie"), file: "aa", mediaType: .png, byteCount: 1)
        #expect(await refusal { try await shelf.run(PutPicture(picture, of: RecordID(stored: "nobody"))) } != nil)
        try await shelf.insert(shelf.record(1), arrival: 1)
        let recordID = shelf.record(1).candidate.recordID
        try await shelf.run(PutPicture(picture, of: recordID))
        #expect(
            await refusal { try await shelf.run(DeleteCandidate(recordID)) } != nil, "its picture's file would be lost")
        try await shelf.run(DeletePictures(of: recordID))
        try await shelf.run(DeleteCandidate(recordID))
    }

    @Test func aRowComesBackAsItWas() async throws {
        let shelf = try await Shelf()
        func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
        let full = shelf.record(1, status: .blocked) {
            $0.candidate.statusBeforeBlock = .reviewRequested
            $0.candidate.submitCount = 3
            $0.candidate.dates = CandidateDates(
                submitted: at(1), waiting: at(2), inReview: at(3), approved: at(4), reviewRequested: at(5),
                willArchive: at(6))
            $0.armed = .init(archiveAt: at(6), due: Uptime(boot: "b", milliseconds: 7))
            $0.sealedKept = Sealed(bytes: [])
            $0.emailIndex = [0, 255]
        }
        try await shelf.insert(full, arrival: 1)
        let read = try shelf.database.read { transaction in
            (
                try transaction.first(CandidateByRecordID(full.candidate.recordID, of: shelf.serviceID)),
                try transaction.first(CandidateByRefID(RefID(stored: "ref-1"), of: shelf.serviceID)),
                try transaction.first(CandidateByRefID(RefID(stored: "Ref-1"), of: shelf.serviceID)),
                try transaction.first(CandidateByRecordID(full.candidate.recordID, of: ServiceID(stored: "other")))
            )
        }
        #expect(read.0 == full && read.1 == full && read.2 == nil && read.3 == nil)
        let bare = shelf.record(1)
        try await shelf.run(UpdateCandidate(bare))
        let again = try shelf.database.read { transaction in
            try transaction.first(CandidateByRefID(RefID(stored: "ref-1"), of: shelf.serviceID))
        }
        #expect(again?.revision == 1, "each write counts")
        #expect(again?.candidate == bare.candidate && again?.emailIndex == nil && again?.reviewer == nil)
    }

    private func copy(
        of record: CandidateRecord, recordID: RecordID? = nil, supportID: SupportID? = nil, serviceID: ServiceID? = nil,
        refID: RefID?? = .none
    ) -> CandidateRecord {
        var copy = record
        let old = record.candidate
        copy.candidate = Candidate(
            recordID: recordID ?? old.recordID, supportID: supportID ?? old.supportID,
            serviceID: serviceID ?? old.serviceID,
            refID: refID ?? old.refID, status: old.status, submitCount: 1, dates: old.dates)
        return copy
    }
}
