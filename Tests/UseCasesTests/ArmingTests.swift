import Domain
import Foundation
import Store
import TestSupport
import Testing
import UseCases

/// When the archive clock starts (contract 1.7).
struct ArmingTests {
    @Test func onlyAWholeAnswerWithAttributesStartsIt() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let rule = try await world.makeKey(.text, of: service, archiveAfter: 10)
        let bare = try await world.makeKey(.pictures, of: service)
        let metadata = try await world.makeKey(.metadata, of: service)
        func planned() throws -> Instant? { try world.candidate("ada", of: service).dates.willArchive }

        for key in [bare, metadata] {
            let seen = try await world.takeOver("ada", with: key, of: service)
            #expect(seen.willArchive == nil && !seen.ticket.startsClock)
            #expect(try planned() == nil)
        }
        let listed = try await world.registry.list(
            status: nil, skip: 0, limit: 9, in: service.serviceID, by: world.caller(rule, of: service))
        #expect(listed.records.count == 1)
        #expect(try planned() == nil)

        let cut = try await world.extract("ada", with: rule, of: service)
        #expect(cut.ticket.startsClock && cut.willArchive == world.clock.now.adding(seconds: 10))
        #expect(try planned() == nil, "nothing starts before the last byte")
        cut.ticket.holdReaders()
        cut.ticket.cut(bytes: 5)
        #expect(try planned() == nil)

        let whole = try await world.extract("ada", with: rule, of: service)
        world.clock.advance(seconds: 30)
        whole.ticket.holdReaders()
        await whole.ticket.complete(bytes: 99)
        #expect(try planned() == world.clock.now.adding(seconds: 10), "from the last byte, not from the first")
        world.clock.advance(milliseconds: 9_999)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
        world.clock.advance(milliseconds: 1)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
        let archived = try world.candidate("ada", of: service)
        #expect(archived.isArchived && archived.dates.willArchive != nil && archived.status == .waiting)
        let late = try await world.takeOver("ada", with: rule, of: service)
        #expect(!late.ticket.startsClock && late.willArchive == archived.dates.willArchive)
    }

    @Test func aLaterOneNeverPostponesAnEarlierOneBringsForward() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let slow = try await world.makeKey(.text, of: service, archiveAfter: 1000)
        let fast = try await world.makeKey(.text, of: service, archiveAfter: 10)
        try await world.takeOver("ada", with: slow, of: service)
        let first = world.clock.now.adding(seconds: 1000)
        world.clock.advance(seconds: 5)
        let again = try await world.takeOver("ada", with: slow, of: service)
        #expect(again.willArchive == first)
        #expect(try world.candidate("ada", of: service).dates.willArchive == first)
        let sooner = try await world.takeOver("ada", with: fast, of: service)
        #expect(sooner.willArchive == world.clock.now.adding(seconds: 10))
        #expect(try world.candidate("ada", of: service).dates.willArchive == world.clock.now.adding(seconds: 10))
        let kinds = try world.overview("ada", of: service).history.map(\.kind)
        #expect(kinds == [.submitted, .archiveArmed, .archiveArmed], "what changed nothing is no event")
        world.clock.advance(seconds: 10)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
    }

    @Test func aDelayOfNothingArchivesAtOnce() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.takeOver("ada", with: world.makeKey(.text, of: service, archiveAfter: 0), of: service)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
    }

    @Test func aResubmissionBetweenTheFirstAndTheLastByteIsNotArchived() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let key = try await world.makeKey(.text, of: service, archiveAfter: 0)
        let old = try await world.extract("ada", with: key, of: service)
        try await world.submit(Person("ada", marker: "new"), to: service)
        #expect(old.ticket.mustStop, "what it carries is no longer what stands there")
        old.ticket.holdReaders()
        await old.ticket.complete(bytes: 9)
        #expect(try world.candidate("ada", of: service).dates.willArchive == nil)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)

        try await world.takeOver("ada", with: key, of: service)
        try await world.submit(Person("ada", marker: "newer"), to: service)
        #expect(try world.candidate("ada", of: service).dates.willArchive == nil, "a resubmission is live again")
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
    }

    @Test func aStatusChangeLeavesTheClockAlone() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.takeOver("ada", with: world.makeKey(.text, of: service, archiveAfter: 10), of: service)
        let planned = try world.candidate("ada", of: service).dates.willArchive
        for change in [StatusChange.startReview, .approve, .block, .unblock, .requestReview] {
            try await world.change(change, "ada", of: service)
            #expect(try world.candidate("ada", of: service).dates.willArchive == planned)
        }
        world.clock.advance(seconds: 10)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
    }

    /// Whoever comes when the last byte is out sees the planned archive, however early he comes.
    @Test func readersWaitForTheClockThatIsBeingStarted() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service, archiveAfter: 100)
        let metadata = try await world.makeKey(.metadata, of: service)
        for round in 0..<30 {
            let refID = "ada-\(round)"
            try await world.submit(Person(refID), to: service)
            let answer = try await world.extract(refID, with: key, of: service)
            answer.ticket.holdReaders()
            let readers = (0..<4).map { _ in
                Task { try await world.extract(refID, with: metadata, of: service).willArchive }
            }
            if round % 3 == 0 { usleep(2000) }
            await answer.ticket.complete(bytes: 1)
            for reader in readers { #expect(try await reader.value != nil) }
        }
    }

    /// The same for one who had read already when the last byte was out, and looked whether he must wait when all was over.
    @Test func whoReadTooEarlyReadsAgain() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let answer = try await world.extract(
            "ada", with: world.makeKey(.text, of: service, archiveAfter: 100), of: service)
        let metadata = try await world.makeKey(.metadata, of: service)
        answer.ticket.holdReaders()
        let seen = try await world.interrupting(
            with: { await answer.ticket.complete(bytes: 1) },
            { try await world.extract("ada", with: metadata, of: service).willArchive })
        #expect(seen != nil)
    }

    @Test func aCutAnswerLetsTheReadersGo() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let key = try await world.makeKey(.text, of: service, archiveAfter: 100)
        let metadata = try await world.makeKey(.metadata, of: service)
        let answers = [
            try await world.extract("ada", with: key, of: service),
            try await world.extract("ada", with: key, of: service),
        ]
        for answer in answers { answer.ticket.holdReaders() }
        let reader = Task { try await world.extract("ada", with: metadata, of: service).willArchive }
        usleep(5000)
        answers[0].ticket.cut(bytes: 1)
        await answers[0].ticket.complete(bytes: 1)
        answers[1].ticket.cut(bytes: 1)
        answers[1].ticket.releaseReaders()
        _ = try await reader.value
        // None of that may confuse the counting: the next clock holds its readers again.
        try await world.submit(Person("bob"), to: service)
        let next = try await world.extract("bob", with: key, of: service)
        next.ticket.holdReaders()
        let waiting = Task { try await world.extract("bob", with: metadata, of: service).willArchive }
        usleep(5000)
        await next.ticket.complete(bytes: 1)
        #expect(try await waiting.value != nil)
    }
}
