import Domain
import Testing

struct APIKeyTests {
    @Test func aKeyWithinTheRulesIsChecked() throws {
        for scope in Scope.allCases { #expect(try key(scope).checked() == key(scope)) }
        var longest = try key(.text)
        longest.description = String(repeating: "é", count: 80)
        longest.archiveRule = try ArchiveRule(seconds: 10)
        longest.networks = try (0..<32).map { try Network("10.0.0.\($0)") }
        #expect(try longest.checked() == longest)
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 81), "a\nb", "a\u{0}", "a\u{7F}", "\u{85}", "a\u{202E}b", "\u{2066}a",
        "e" + String(repeating: "\u{301}", count: 400),
    ])
    func descriptions(text: String) throws {
        var bad = try key(.text)
        bad.description = text
        #expect(refusal { _ = try bad.checked() }?.field == "description")
    }

    @Test func fieldsThatDoNotGoTogether() throws {
        var bad = try key(.metadata)
        bad.archiveRule = try ArchiveRule(seconds: 10)
        #expect(refusal { _ = try bad.checked() }?.field == "archiveAfterSeconds")
        bad = try key(.pictures)
        bad.networks = try (0..<33).map { try Network("10.0.0.\($0)") }
        #expect(refusal { _ = try bad.checked() }?.field == "networks")
    }

    @Test func archiveDelays() throws {
        for seconds in [0, 10, 31_536_000] as [Int64] { #expect(try ArchiveRule(seconds: seconds).seconds == seconds) }
        for seconds in [-1, 31_536_001, .min, .max] as [Int64] {
            #expect(refusal { _ = try ArchiveRule(seconds: seconds) }?.field == "archiveAfterSeconds")
        }
    }

    @Test func usableFromTheStartToTheExpiry() throws {
        var timed = try key(.text)
        #expect(timed.isUsable(at: Instant(milliseconds: .max)))
        timed.expiresAt = Instant(milliseconds: 100)
        #expect(timed.isUsable(at: Instant(milliseconds: 99)) && !timed.isUsable(at: Instant(milliseconds: 100)))
        timed.isEnabled = false
        #expect(!timed.isUsable(at: Instant(milliseconds: 1)))
    }

    @Test func networksThatMayUseIt() throws {
        var bound = try key(.text)
        #expect(bound.allows(nil) && bound.allows(IPAddress("192.0.2.1")))
        bound.networks = [try Network("192.0.2.0/24"), try Network("2001:db8::/32")]
        #expect(bound.allows(IPAddress("192.0.2.1")) && bound.allows(IPAddress("2001:db8::1")))
        #expect(!bound.allows(IPAddress("192.0.3.1")) && !bound.allows(nil))
    }

    @Test func whatCountsAsLosing() throws {
        let wide = try key(.pictures) { $0.mayWrite = true }
        let losses: [(inout APIKey) throws -> Void] = [
            { $0.isEnabled = false }, { $0.scope = .text }, { $0.scope = .metadata }, { $0.mayWrite = false },
            { $0.networks = [try Network("10.0.0.0/8")] }, { $0.expiresAt = Instant(milliseconds: 100) },
        ]
        for change in losses {
            let narrow = try key(.pictures) {
                $0.mayWrite = true
                try change(&$0)
            }
            #expect(narrow.narrows(wide), "\(narrow)")
        }
        #expect(!wide.narrows(wide))
        let rest: [(inout APIKey) throws -> Void] = [
            { $0.description = "other" }, { $0.archiveRule = try ArchiveRule(seconds: 1) }, { $0.isEnabled = true },
        ]
        for change in rest {
            let other = try key(.pictures) {
                $0.mayWrite = true
                try change(&$0)
            }
            #expect(!other.narrows(wide))
        }
        #expect(try !key(.pictures).narrows(key(.text)) && !key(.text) { $0.mayWrite = true }.narrows(key(.text)))
        let timed = try key(.text) { $0.expiresAt = Instant(milliseconds: 100) }
        #expect(try key(.text) { $0.expiresAt = Instant(milliseconds: 99) }.narrows(timed))
        #expect(
            try !key(.text) { $0.expiresAt = Instant(milliseconds: 101) }.narrows(timed) && !key(.text).narrows(timed))
    }

    @Test func scopesContainEachOther() {
        #expect(Scope.metadata < .text && Scope.text < .pictures && !(Scope.pictures < .pictures))
        #expect(Scope.allCases.map(\.readsAttributes) == [false, true, true])
        #expect(Scope.allCases.map(\.readsPictures) == [false, false, true])
        #expect(Scope.allCases.map(\.rawValue) == ["metadata", "text", "pictures"])
    }

    private func key(_ scope: Scope, _ change: (inout APIKey) throws -> Void = { _ in }) throws -> APIKey {
        var key = APIKey(
            keyID: KeyID(stored: "0123456789Az"), serviceID: ServiceID(stored: "s"), description: "a key", scope: scope,
            createdAt: Instant(milliseconds: 1))
        try change(&key)
        return key
    }
}
