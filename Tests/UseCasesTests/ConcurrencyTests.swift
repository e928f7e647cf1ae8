import Domain
import TestSupport
import Testing
import UseCases

struct ConcurrencyTests {
    @Test func manyAtOnceUnderOneRefIDMakeOneCandidate() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let outcomes = await withTaskGroup(of: SubmissionOutcome?.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let person = Person(
                        "ada", marker: "try-\(index)", email: "ada@people.example", hasPictures: index % 5 == 0)
                    return try? await world.submit(person, to: service).outcome
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .created }.count == 1)
        #expect(outcomes.filter { $0 == .unchanged }.isEmpty)
        let count = try world.candidate("ada", of: service).submitCount
        #expect(count == outcomes.compactMap { $0 }.count, "each that was acknowledged counts, and no other")
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0, "\(found)")
    }

    @Test func differentPeopleAtOnceAllArrive() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        let ids = try await withThrowingTaskGroup(of: RecordID.self) { group in
            for index in 0..<60 {
                group.addTask {
                    try await world.submit(Person("p\(index)", hasPictures: index % 3 == 0), to: service).recordID
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(ids).count == 60)
        for index in 0..<60 {
            let seen = try await world.extract("p\(index)", with: key, of: service)
            #expect(
                seen.text("given_name") == "Given Marker-p\(index)" && seen.pictures.count == (index % 3 == 0 ? 2 : 0))
        }
    }

    /// An answer is the candidate before the archive or the one after it, never a mixture and never a fault of ours.
    @Test func extractingWhileArchivingGivesNoHalfAnswer() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        for round in 0..<40 {
            let name = "p\(round)"
            try await world.submit(Person(name, hasPictures: true), to: service)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await world.archive(name, of: service) }
                for _ in 0..<4 { group.addTask { try await expectNoHalf(name, world, key, service) } }
                group.addTask {
                    let caller = try world.caller(key, of: service)
                    let list = try await world.registry.list(
                        status: nil, skip: round, limit: 1, in: service.serviceID, by: caller)
                    for row in list.records { #expect(row.candidate.isArchived == (row.attributes?.texts == nil)) }
                }
                try await group.waitForAll()
            }
            #expect(try await world.extract(name, with: key, of: service).candidate.isArchived)
        }
    }

    /// Somebody comes again, goes, or is archived between the look at his row and the answer: the answer is of afterwards.
    @Test func whatWasReadTooEarlyIsReadAgain() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        for name in ["again", "archived", "deleted"] {
            try await world.submit(Person(name, hasPictures: true), to: service)
        }
        let again = try await world.interrupting(
            with: { try await world.submit(Person("again", marker: "new", hasPictures: true), to: service) },
            { try await world.extract("again", with: key, of: service) })
        #expect(again.text("given_name") == "Given new" && !again.ticket.mustStop)
        let archived = try await world.interrupting(
            with: { try await world.archive("archived", of: service) },
            { try await world.extract("archived", with: key, of: service) })
        #expect(archived.candidate.isArchived && archived.attributes?.texts == nil && archived.pictures.isEmpty)
        let deleted = try await world.interrupting(
            with: {
                try await world.registry.delete(.refID(RefID("deleted")), in: service.serviceID, by: .localOperator)
            },
            { await failure { _ = try await world.extract("deleted", with: key, of: service) } })
        #expect(deleted?.isNotFound == true)
    }

    /// Who comes back while he is being archived is archived and live again, or live and then archived; never an error of
    /// ours, never half.
    @Test func resubmittingWhileArchiving() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        for round in 0..<40 {
            let name = "p\(round)"
            try await world.submit(Person(name, hasPictures: true), to: service)
            async let archiving: Void = world.archive(name, of: service)
            async let again = world.submit(Person(name, marker: "again", hasPictures: true), to: service)
            try await archiving
            #expect(try await again.outcome == .resubmitted)
            try await expectNoHalf(name, world, key, service)
        }
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0, "\(found)")
    }

    @Test func oneClientIDIsGivenOnce() async throws {
        let world = try await World()
        let results = await withTaskGroup(of: Failure?.self) { group in
            for _ in 0..<10 { group.addTask { await failure { _ = try await world.makeService("same_1") } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { $0 == nil }.count == 1)
        #expect(results.compactMap { $0 }.allSatisfy { $0.httpStatus == 409 && $0.field == "clientId" })
        #expect(try await world.registry.discrepancies(by: .localOperator).isClean)
    }

    /// No request that began after the disable's answer is served.
    @Test func disablingUnderLoad() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let key = try await world.makeKey(.text, of: service)
        let isOver = Flag()
        async let load: Void = withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while !isOver.isSet {
                        if let seen = try? await world.extract("ada", with: key, of: service) {
                            seen.ticket.cut(bytes: 0)
                        }
                        await Task.yield()
                    }
                }
            }
        }
        for _ in 0..<60 {
            _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.isEnabled = false }
            for _ in 0..<5 {
                #expect(await failure { _ = try await world.extract("ada", with: key, of: service) } == .unauthorized)
            }
            _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.isEnabled = true }
            try await world.extract("ada", with: key, of: service).ticket.cut(bytes: 0)
        }
        isOver.set()
        await load
    }
}

private func expectNoHalf(_ name: String, _ world: World, _ key: HeldKey, _ service: Service) async throws {
    let seen = try await world.extract(name, with: key, of: service)
    defer { seen.ticket.cut(bytes: 0) }
    if seen.candidate.isArchived {
        #expect(seen.attributes?.texts == nil && seen.pictures.isEmpty)
    } else {
        #expect(seen.attributes?.texts?.count == 4 && seen.pictures.count == 2)
        for reader in seen.pictures {
            let bytes = try? await seen.picture(reader.slug.text)
            #expect(bytes != nil || seen.ticket.mustStop, "a picture that went away means an answer that must end")
        }
    }
}
