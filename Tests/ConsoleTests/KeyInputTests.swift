import Console
import Domain
import Testing
import UseCases

/// What is typed into the dialogs of a key, and what becomes of it.
@Suite struct KeyInputTests {
    private let now = Instant(milliseconds: 1_800_000_000_000)

    @Test(arguments: [
        ("10", Delay.Unit.seconds, Delay.Reading.seconds(10)), ("0", .seconds, .seconds(0)),
        ("5", .minutes, .seconds(300)),
        ("2", .hours, .seconds(7200)), ("365", .days, .seconds(31_536_000)),
        ("31536000", .seconds, .seconds(31_536_000)),
        ("31536001", .seconds, .outOfRange), ("366", .days, .outOfRange), ("", .days, .notWhole),
        ("-1", .days, .notWhole),
        ("1.5", .hours, .notWhole), ("1e3", .seconds, .notWhole), ("１", .seconds, .notWhole),
        (" 1", .seconds, .notWhole),
        ("9223372036854775807", .days, .outOfRange), ("99999999999999999999", .seconds, .outOfRange),
        ("007", .seconds, .seconds(7)),
    ])
    func readsDelays(number: String, unit: Delay.Unit, reading: Delay.Reading) {
        #expect(Delay(number: number, unit: unit).reading(within: ArchiveRule.allowedSeconds) == reading)
    }

    @Test func overlapHasItsOwnBounds() {
        #expect(Delay(number: "7", unit: .days).reading(within: APIKey.overlapSeconds) == .seconds(604_800))
        #expect(Delay(number: "8", unit: .days).reading(within: APIKey.overlapSeconds) == .outOfRange)
    }

    @Test(arguments: [
        (Int64(0), "0", Delay.Unit.seconds, "0 s"), (10, "10", .seconds, "10 s"), (60, "1", .minutes, "1 min"),
        (90, "90", .seconds, "90 s"), (7200, "2", .hours, "2 h"), (86_400, "1", .days, "1 day"),
        (2_592_000, "30", .days, "30 days"),
    ])
    func writesDelaysInTheLargestUnit(seconds: Int64, number: String, unit: Delay.Unit, words: String) {
        #expect(Delay(seconds: seconds) == Delay(number: number, unit: unit))
        #expect(Delay.words(seconds: seconds) == words)
    }

    @Test func unknownUnitCountsAsSeconds() {
        #expect(Delay(number: "3", unitText: "fortnights") == Delay(number: "3", unit: .seconds))
    }

    @Test func becomesARequest() throws {
        var input = KeyInput()
        input.description = "Back office"
        input.scope = .pictures
        input.archives = true
        input.delay = Delay(number: "5", unit: .minutes)
        input.expiry = "2027-01-31T18:00"
        input.networks = "192.0.2.0/24\r\n\r\n  2001:db8::/32  \r\n192.0.2.0/24"
        input.mayImport = true
        let request = try #require(KeyFields.read(input, at: now).fields).request
        #expect(request.description == "Back office")
        #expect(request.scope == .pictures)
        #expect(request.archiveRule?.seconds == 300)
        #expect(request.expiresAt == Instant(milliseconds: 1_801_418_400_000))
        #expect(request.networks.map(\.text) == ["192.0.2.0/24", "2001:db8::/32"])
        #expect(request.mayWrite)
    }

    @Test func emptyDialogAsksForNothingButADescription() {
        let answers = KeyFields.read(KeyInput(), at: now)
        #expect(answers.fields == nil)
        #expect(answers.problems.map(\.field) == ["description"])
    }

    @Test func saysEveryProblemInTheOrderOfTheDialog() {
        var input = KeyInput()
        input.description = String(repeating: "é", count: 81)
        input.scope = .text
        input.archives = true
        input.delay = Delay(number: "366", unit: .days)
        input.expiry = "2020-01-01T00:00"
        input.networks = "192.0.2.1\n\nnowhere"
        let problems = KeyFields.read(input, at: now).problems
        #expect(problems.map(\.field) == ["description", "delay", "expiresAt", "networks"])
        #expect(problems[0].message == "A description has at most 80 characters; this one has 81.")
        #expect(problems[1].message == "The delay is 0 seconds to 365 days.")
        #expect(problems[2].message == "The expiry lies in the past. Times here are UTC.")
        #expect(problems[3].message.hasPrefix("Line 3 is no network."))
    }

    @Test func delayCountsOnlyWhereTheKeyArchives() {
        var input = KeyInput()
        input.description = "a"
        input.scope = .text
        input.delay = Delay(number: "never", unit: .days)
        #expect(KeyFields.read(input, at: now).fields?.archiveRule == nil)
        #expect(KeyFields.read(input, at: now).problems.isEmpty)
    }

    @Test func metadataKeyCantArchive() {
        var input = KeyInput()
        input.description = "a"
        input.archives = true
        #expect(KeyFields.read(input, at: now).problems.map(\.field) == ["archives"])
        input.scope = nil
        #expect(KeyFields.read(input, at: now).problems.map(\.field) == ["scope", "archives"])
    }

    @Test(arguments: ["192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "example.com", "192.0.2.0/24, 198.51.100.0/24"])
    func namesTheLineOfABadNetwork(text: String) {
        var input = KeyInput()
        input.description = "a"
        input.networks = text
        let problems = KeyFields.read(input, at: now).problems
        #expect(problems.count == 1)
        #expect(problems.first?.message.hasPrefix("Line 1 is no network.") == true)
    }

    @Test func takesThirtyTwoNetworks() {
        var input = KeyInput()
        input.description = "a"
        input.networks = (1...32).map { "192.0.2.\($0)" }.joined(separator: "\n")
        #expect(KeyFields.read(input, at: now).fields?.networks.count == 32)
        input.networks += "\n192.0.2.33"
        #expect(
            KeyFields.read(input, at: now).problems.map(\.message) == ["A key has at most 32 networks; these are 33."])
    }

    @Test(arguments: ["2027-02-30T00:00", "2027-01-31", "31.1.2027 18:00", "2027-01-31T24:00", "tomorrow"])
    func refusesWhatIsNoTime(text: String) {
        var input = KeyInput()
        input.description = "a"
        input.expiry = text
        #expect(KeyFields.read(input, at: now).problems.map(\.field) == ["expiresAt"])
    }

    @Test func untouchedDialogChangesNothing() throws {
        let key = try key(
            expiresAt: Instant(milliseconds: 1_700_000_000_123), networks: ["192.0.2.0/24", "2001:db8::/32"])
        var changed = key
        try #require(KeyFields.read(KeyInput(key), changing: key, at: now).fields).apply(to: &changed)
        #expect(changed == key)
    }

    @Test func fingerprintTellsEveryChangeAndNothingElse() throws {
        let key = try key()
        let changes: [(inout APIKey) -> Void] = [
            { $0.description = "b" }, { $0.scope = .pictures }, { $0.mayWrite = true }, { $0.archiveRule = nil },
            { $0.expiresAt = Instant(milliseconds: 1) }, { $0.networks = (try? [Network("192.0.2.1")]) ?? [] },
            { $0.isEnabled = false }, { $0.refusesPlain = true }, { $0.handoverStatus = .waiting },
            { $0.archiveRule = ArchiveRule(stored: 10, trigger: .acknowledgement) },
        ]
        var seen: Set = [KeyFingerprint.of(key)]
        for change in changes {
            var other = key
            change(&other)
            #expect(seen.insert(KeyFingerprint.of(other)).inserted)
        }
        var rotated = key
        rotated.oldSecretEndsAt = now
        #expect(KeyFingerprint.of(rotated) == KeyFingerprint.of(key))
    }

    @Test func saysWhatStandsNow() throws {
        let key = try key()
        var input = KeyInput(key)
        input.description = "mine"
        input.isEnabled = false
        let fields = try #require(KeyFields.read(input, at: now).fields)
        let differences = KeyFingerprint.differences(between: fields, and: key)
        #expect(differences.map(\.name) == ["Description", "State"])
        #expect(differences.map(\.now) == ["a", "Enabled"])
    }

    @Test func saysWhatStandsNowOfAHandover() throws {
        var key = try key()
        key.refusesPlain = true
        key.handoverStatus = .waiting
        var input = KeyInput(key)
        input.trigger = .acknowledgement
        input.refusesPlain = false
        input.handoverStatus = .approved
        let fields = try #require(KeyFields.read(input, at: now).fields)
        let differences = KeyFingerprint.differences(between: fields, and: key)
        #expect(differences.map(\.name) == ["Archives", "Plain answers", "Ready for hand-over"])
        #expect(differences.map(\.now) == ["10 s after extraction", "Refused", "Waiting"])
    }

    @Test func aHandoverBecomesARequest() throws {
        var input = KeyInput()
        input.description = "a"
        input.scope = .text
        input.archives = true
        input.trigger = .acknowledgement
        input.refusesPlain = true
        input.handoverStatus = .waiting
        let request = try #require(KeyFields.read(input, at: now).fields).request
        #expect(request.archiveRule?.trigger == .acknowledgement)
        #expect(request.refusesPlain)
        #expect(request.handoverStatus == .waiting)
    }

    @Test func whatTheDialogDidNotAskForStays() throws {
        var key = try key()
        key.handoverStatus = .waiting
        var input = KeyInput(key)
        input.handoverStatus = nil
        let fields = try #require(KeyFields.read(input, at: now).fields)
        var changed = key
        fields.apply(to: &changed)
        #expect(changed == key)
        #expect(fields.request.handoverStatus == .approved)
        #expect(KeyFingerprint.differences(between: fields, and: key).isEmpty)
    }

    @Test func metadataKeyCantRefusePlain() {
        var input = KeyInput()
        input.description = "a"
        input.refusesPlain = true
        #expect(KeyFields.read(input, at: now).problems.map(\.field) == ["refusesPlain"])
    }

    @Test func allowingPlainAnswersAgainIsAWidening() throws {
        var key = try key()
        key.refusesPlain = true
        var input = KeyInput(key)
        #expect(try #require(KeyFields.read(input, at: now).fields).widens(key) == false)
        input.refusesPlain = false
        #expect(try #require(KeyFields.read(input, at: now).fields).widens(key))
        key.refusesPlain = false
        #expect(try #require(KeyFields.read(input, at: now).fields).widens(key) == false)
        input.scope = .pictures
        #expect(try #require(KeyFields.read(input, at: now).fields).widens(key))
    }

    private func key(expiresAt: Instant? = nil, networks: [String] = []) throws -> APIKey {
        try APIKey(
            keyID: KeyID(stored: "abcdefghijkl"), serviceID: ServiceID(stored: String(repeating: "1", count: 24)),
            description: "a", scope: .text, archiveRule: ArchiveRule(seconds: 10), expiresAt: expiresAt,
            networks: networks.map { try Network($0) }, createdAt: now)
    }
}
