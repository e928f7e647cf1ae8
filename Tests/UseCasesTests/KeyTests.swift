import Domain
import TestSupport
import Testing
import UseCases

struct KeyTests {
    @Test func oneAnswerForEveryKeyThatCannotBeUsed() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let good = try await world.makeKey(.text, of: service)
        let disabled = try await world.makeKey(.text, of: service)
        let deleted = try await world.makeKey(.text, of: service)
        let expired = try await world.makeKey(.text, of: service, expiresAt: world.clock.now.adding(seconds: 1))
        let stranger = try await World(seed: 9)
        let foreign = try await stranger.makeKey(.text, of: stranger.makeService())
        _ = try await world.registry.changeKey(disabled.key.keyID, by: .localOperator) { $0.isEnabled = false }
        try await world.registry.deleteKey(deleted.key.keyID, by: .localOperator)
        world.clock.advance(seconds: 1)
        var wrong = Array(good.secret)
        wrong.swapAt(30, 31)
        let bad: [String?] = [
            nil, "", " ", good.secret + "x", String(good.secret.dropLast()), String(wrong), disabled.secret,
            deleted.secret,
            expired.secret, foreign.secret, "Basic \(good.secret)", "Bearer ", "Bearer Bearer \(good.secret)",
            good.secret.uppercased(),
            "lethe_live_\(String(repeating: "0", count: 12))_\(String(repeating: "0", count: 49))",
        ]
        for text in bad {
            for clientID in [service.clientID.text, "nobody"] {
                let failed = immediateFailure {
                    _ = try world.registry.authenticate(authorization: text, clientID: clientID, address: nil)
                }
                #expect(failed == .unauthorized, "\(text?.count ?? -1) characters")
            }
        }
        for text in [good.secret, "Bearer \(good.secret)"] {
            let known = try world.registry.authenticate(
                authorization: text, clientID: service.clientID.text, address: nil)
            #expect(known.caller.grant?.key == good.key && known.service == service)
        }
    }

    @Test func anotherServiceAndAnotherNetworkAreForbidden() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let key = try await world.makeKey(
            .text, of: service, networks: [Network("192.0.2.0/24"), Network("2001:db8::/32")])
        for client in [other.clientID.text, "nobody", ""] {
            let failed = immediateFailure {
                _ = try world.registry.authenticate(
                    authorization: key.secret, clientID: client, address: IPAddress("192.0.2.1"))
            }
            #expect(failed?.httpStatus == 403)
        }
        for address in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"] {
            _ = try world.caller(key, of: service, from: address)
        }
        for address in ["192.0.3.7", "2001:db9::1", nil] {
            #expect(immediateFailure { _ = try world.caller(key, of: service, from: address) }?.httpStatus == 403)
        }
        let caller = try world.caller(key, of: service, from: "192.0.2.7")
        let crossing = await failure {
            _ = try await world.registry.list(status: nil, skip: 0, limit: 1, in: other.serviceID, by: caller)
        }
        #expect(crossing?.httpStatus == 403)
    }

    /// Every way to lose something, each before the change's own answer: new requests, callers at work, answers under way.
    @Test(arguments: 0..<7)
    func whatAKeyLosesItHasLost(way: Int) async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let key = try await world.makeKey(.pictures, of: service, archiveAfter: 0, mayWrite: true)
        let keyID = key.key.keyID
        let caller = try world.caller(key, of: service)
        let stream = try await world.extract("ada", with: key, of: service)
        let other = try await world.extract("ada", with: world.makeKey(.pictures, of: service), of: service)
        // A change that takes nothing away, in between, must not lose sight of who is at work.
        _ = try await world.registry.changeKey(keyID, by: .localOperator) { $0.description = "renamed" }
        #expect(!stream.ticket.mustStop)
        let soon = world.clock.now.adding(seconds: 100)
        if way < 6 {
            _ = try await world.registry.changeKey(keyID, by: .localOperator) { (key) throws(Failure) in
                try Self.narrow(&key, way, until: soon)
            }
        } else {
            try await world.registry.deleteKey(keyID, by: .localOperator)
        }
        #expect(stream.ticket.mustStop && !other.ticket.mustStop)
        let late = await failure {
            _ = try await world.registry.extract(.refID(RefID("ada")), in: service.serviceID, by: caller)
        }
        #expect(late == .unauthorized)
        let write = await failure {
            _ = try await world.registry.submit(Person("new").submission(), in: service.serviceID, by: caller)
        }
        #expect(write == .unauthorized)
        stream.ticket.holdReaders()
        await stream.ticket.complete(bytes: 1)
        #expect(try world.candidate("ada", of: service).dates.willArchive == nil, "nor does it archive anybody")
    }

    private static func narrow(_ key: inout APIKey, _ way: Int, until soon: Instant) throws(Failure) {
        switch way {
        case 0: key.isEnabled = false
        case 1: key.scope = .text
        case 2: (key.scope, key.archiveRule) = (.metadata, nil)
        case 3: key.mayWrite = false
        case 4: key.networks = [try Network("192.0.2.0/24")]
        default: key.expiresAt = soon
        }
    }

    @Test func whatAKeyGainsItHasGained() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let key = try await world.makeKey(.metadata, of: service)
        #expect(try await world.extract("ada", with: key, of: service).attributes == nil)
        _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.scope = .pictures }
        #expect(try await world.extract("ada", with: key, of: service).pictures.count == 2)
        _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.isEnabled = false }
        _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.isEnabled = true }
        #expect(try await world.extract("ada", with: key, of: service).pictures.count == 2)
        let bad = await failure {
            _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.description = "" }
        }
        #expect(bad?.field == "description")
        let next = try await world.killed()
        #expect(try await next.extract("ada", with: key, of: service).pictures.count == 2, "keys outlive a crash")
    }

    @Test func theSecretIsShownOnceAndKeptNowhere() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service)
        _ = try world.caller(key, of: service)
        world.clock.advance(seconds: 5)
        _ = try world.caller(key, of: service)
        await world.registry.flushRecords()
        let overview = try world.registry.keyOverview(key.key.keyID, by: .localOperator)
        #expect(overview.key == key.key && overview.lastUsedAt == world.clock.now)
        #expect(try world.registry.keys(of: service.serviceID, by: .localOperator).map(\.key) == [key.key])
        let secret = Array(key.secret.utf8)[24..<67]
        #expect(try Residue.occurrences(of: [Array(secret)], in: world.directory) == [])
        #expect(key.secret.contains(key.key.keyID.text) && key.secret.utf8.count == 73)
    }

    @Test func requestsThatMakeNoKey() async throws {
        let world = try await World()
        let service = try await world.makeService()
        var requests = [
            KeyRequest(description: "", scope: .text), KeyRequest(description: "a", scope: .metadata),
            KeyRequest(description: "a", scope: .text),
        ]
        requests[1].archiveRule = try ArchiveRule(seconds: 1)
        requests[2].expiresAt = world.clock.now
        for (request, field) in zip(requests, ["description", "archiveAfterSeconds", "expiresAt"]) {
            let failed = await failure {
                _ = try await world.registry.createKey(request, in: service.serviceID, by: .localOperator)
            }
            #expect(failed?.field == field)
        }
        let nowhere = await failure {
            _ = try await world.registry.createKey(requests[2], in: ServiceID(stored: "x"), by: .localOperator)
        }
        #expect(nowhere?.httpStatus == 404)
        #expect(try world.registry.keys(of: service.serviceID, by: .localOperator).isEmpty)
    }
}
