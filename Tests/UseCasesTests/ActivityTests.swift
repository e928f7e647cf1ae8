import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

struct ActivityTests {
    private static let members = (1...3).map { MemberID(stored: "aa000000000000000000000\($0)") }
    private static let keys = ["AAAAAAAAAAAA", "AAAAAAAAAAAB", "BBBBBBBBBBBB"].map { KeyID(stored: $0) }

    /// One line as the test knows it.
    private struct Line: Hashable {
        let id: String
        let actor: HistoryEvent.Actor
        let kind: String
        let detail: String
        var isAbout: KeyID?
    }

    /// Thousands of lines of everything at once, many within one millisecond: of the service, of the house, of another
    /// service. Returns what the service's activity holds, newest first.
    private static func fill(_ world: World, _ service: Service, _ other: Service) async throws -> [Line] {
        var (events, extractions, lines): ([HistoryEvent], [ExtractionRecord], [Line]) = ([], [], [])
        for index in 0..<6000 {
            let at = Instant(milliseconds: 1_800_000_000_000 + Int64(index / 37) * 11)
            // Ids grow, but not with the order of the streams.
            let tail = [UInt8(index % 37)] + (0..<5).map { _ in UInt8(truncatingIfNeeded: world.random.next()) }
            let (member, key) = (members[index % 3], keys[index / 7 % 3])
            let serviceID = index % 11 == 0 ? other.serviceID : index % 13 == 0 ? .house : service.serviceID
            if index % 2 == 0, serviceID != .house {
                let record = ExtractionRecord(
                    extractionID: ExtractionID(at: at, random: tail), serviceID: serviceID,
                    recordID: RecordID(stored: "record-\(index % 5)"), keyID: key, scope: .text, form: .single, at: at,
                    bytes: 9, completedAt: index % 4 == 0 ? at : nil)
                extractions.append(record)
                guard serviceID == service.serviceID else { continue }
                lines.append(
                    Line(
                        id: record.extractionID.text, actor: .key(key), kind: "candidate.extracted", detail: "text",
                        isAbout: key))
                continue
            }
            let kinds: [HistoryEvent.Kind] = [
                .submitted, .keyChanged, .refused, .memberInvited, .roleChanged, .keyRotated,
            ]
            let kind = kinds[index / 5 % kinds.count]
            let isAboutKey = kind == .keyChanged || kind == .keyRotated
            let actor: HistoryEvent.Actor = kind == .refused || kind == .submitted ? .key(key) : .member(member)
            let event = HistoryEvent(
                eventID: HistoryEventID(at: at, random: tail), serviceID: serviceID, recordID: nil, at: at,
                actor: actor,
                kind: kind, detail: isAboutKey ? "\(key.text) x" : "")
            events.append(event)
            let isShown = serviceID == service.serviceID || serviceID == .house && kind.rawValue.hasPrefix("team.")
            guard isShown else { continue }
            let isAbout = isAboutKey || actor == .key(key) ? key : nil
            lines.append(
                Line(
                    id: event.eventID.text, actor: actor, kind: kind.rawValue, detail: event.detail, isAbout: isAbout))
        }
        try await world.database.write { [events, extractions] transaction in
            for event in events { try transaction.run(InsertHistoryEvent(event)) }
            for record in extractions { try transaction.run(InsertExtraction(record)) }
        }
        return lines
    }

    private static func walk(
        _ filter: ActivityFilter, limit: Int, _ world: World, _ service: Service
    ) throws -> (lines: [Line], pages: Int) {
        var (lines, before, pages): ([Line], String?, Int) = ([], nil, 0)
        repeat {
            let page = try world.registry.activity(
                filter, before: before, limit: limit, in: service.serviceID, by: .localOperator)
            #expect(page.lines.count <= limit)
            lines += page.lines.map { Line(id: $0.id, actor: $0.actor, kind: $0.kind, detail: $0.detail) }
            before = page.next
            pages += 1
        } while before != nil
        return (lines, pages)
    }

    /// Every filter, every page size: exactly the lines that a plain search would find, in their order, once each.
    @Test func pagesOfMixedStreamsLoseAndRepeatNothing() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        world.clock.setWallClock(aheadBySeconds: -1000)
        let created = try world.registry.activity(
            ActivityFilter(), before: nil, limit: 9, in: service.serviceID, by: .localOperator)
        #expect(created.lines.map(\.kind) == ["service.created"] && created.next == nil)
        let filled = try await Self.fill(world, service, other)
        let all = filled + created.lines.map { Line(id: $0.id, actor: $0.actor, kind: $0.kind, detail: $0.detail) }
        let kinds: [String?] = [
            nil, "candidate.extracted", "key.changed", "key.rotated", "team.invited", "refused", "service.created",
            "candidate.deleted", "no.such.kind",
        ]
        for kind in kinds {
            for member in [nil, Self.members[1], MemberID(stored: "aa0000000000000000000009")] {
                for key in [nil, Self.keys[0], Self.keys[2], KeyID(stored: "CCCCCCCCCCCC")] {
                    var filter = ActivityFilter()
                    (filter.kind, filter.member, filter.keyID) = (kind, member, key)
                    let wanted = all.filter { line in
                        (kind == nil || line.kind == kind)
                            && (member == nil || line.actor == member.map { .member($0) })
                            && (key == nil || line.isAbout == key)
                    }.map(\.id).sorted(by: >)
                    for limit in [7, 200] {
                        let found = try Self.walk(filter, limit: limit, world, service)
                        #expect(found.lines.map(\.id) == wanted, "\(kind ?? "-") \(member == nil) \(key?.text ?? "-")")
                    }
                }
            }
        }
    }

    /// A filter that finds next to nothing among very many ends a page rather than read on.
    @Test func aPageHasAnEndAlsoWhenItFindsNothing() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let (member, at) = (Self.members[0], world.clock.now)
        let events = (0..<5000).map { index in
            HistoryEvent(
                eventID: HistoryEventID(at: at, random: [1, UInt8(index >> 8), UInt8(index & 255), 0, 0, 0]),
                serviceID: service.serviceID, recordID: nil, at: at, actor: .member(member),
                kind: index == 3 ? .keyDeleted : .refused, detail: "")
        }
        try await world.database.write { for event in events { try $0.run(InsertHistoryEvent(event)) } }
        var filter = ActivityFilter()
        (filter.member, filter.kind) = (member, "key.deleted")
        let first = try world.registry.activity(
            filter, before: nil, limit: 20, in: service.serviceID, by: .localOperator)
        #expect(first.lines.isEmpty && first.next != nil)
        let walked = try Self.walk(filter, limit: 20, world, service)
        #expect(walked.lines.map(\.id) == [events[3].eventID.text] && walked.pages <= 4)
    }

    @Test func anExtractionTellsItsBytesOnceItsEndWasAcknowledged() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let recordID = try await world.submit(Person("ada"), to: service).recordID
        let key = try await world.makeKey(.text, of: service)
        try await world.takeOver("ada", with: key, of: service)
        world.clock.advance(seconds: 1)
        let cut = try await world.extract("ada", with: key, of: service)
        cut.ticket.cut(bytes: 7)
        await world.registry.flushRecords()
        let reader = Caller.member(roles: [service.serviceID: .readOnly])
        let lines = try world.registry.extractions(of: recordID, limit: 9, in: service.serviceID, by: reader)
        #expect(lines.map(\.bytes) == [nil, 1000] && lines.map(\.detail) == ["text", "text"])
        #expect(lines.allSatisfy { $0.recordID == recordID && $0.actor == .key(key.key.keyID) })
        #expect(try world.registry.extractions(of: recordID, limit: 1, in: service.serviceID, by: reader).count == 1)
        let other = try await world.makeService("other_00001")
        let abroad = immediateFailure {
            _ = try world.registry.extractions(of: recordID, limit: 9, in: other.serviceID, by: .member(house: .owner))
        }
        #expect(abroad?.isNotFound == true)
    }

    @Test func whoMaySeeActivity() async throws {
        let world = try await World()
        let service = try await world.makeService()
        func see(_ caller: Caller, before: String? = nil) -> Failure? {
            immediateFailure {
                _ = try world.registry.activity(
                    ActivityFilter(), before: before, limit: 9, in: service.serviceID, by: caller)
            }
        }
        for role in Role.allCases {
            let failed = see(.member(roles: [service.serviceID: role]))
            #expect(failed?.isForbidden ?? false == !role.rights.contains(.seeActivity), "\(role)")
            #expect(see(.member(roles: [ServiceID(stored: "other"): role]))?.isForbidden == true)
        }
        let key = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        #expect(see(key)?.isForbidden == true)
        for bad in ["", "x", "'; --", String(repeating: "A", count: 24)] {
            #expect(see(.localOperator, before: bad)?.field == "before")
        }
    }
}
