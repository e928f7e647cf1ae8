import Console
import Domain
import TestSupport
import Testing
import UseCases

/// How the table and the preview speak of a key.
@Suite struct KeyWordsTests {
    private let now = Instant(milliseconds: 1_800_000_000_000)

    @Test func archiveRules() throws {
        #expect(KeyWords.archiveRule(nil) == "Never")
        #expect(try KeyWords.archiveRule(ArchiveRule(seconds: 10)) == "10 s after extraction")
        #expect(try KeyWords.archiveRule(ArchiveRule(seconds: 0)) == "At once after extraction")
        #expect(try KeyWords.archiveRule(ArchiveRule(seconds: 86_400)) == "1 day after extraction")
    }

    @Test func archiveRulesThatWaitForTheReceiver() throws {
        let rule = try ArchiveRule(seconds: 10, trigger: .acknowledgement)
        #expect(KeyWords.archiveRule(rule) == "10 s after acknowledgement")
        #expect(
            KeyWords.archiveRule(try ArchiveRule(seconds: 0, trigger: .acknowledgement))
                == "At once after acknowledgement")
        let words = KeyWords.consequence(of: rule, isArchived: false)
        #expect(words.contains("does not archive it") && words.contains("proves") && words.contains("10 s later"))
        #expect(!KeyWords.consequence(of: try ArchiveRule(seconds: 10), isArchived: false).contains("not archive"))
    }

    @Test func sealing() {
        var key = key
        #expect(KeyWords.sealing(key) == nil)
        #expect(KeyWords.sealingSentence(key) == nil)
        key.refusesPlain = true
        #expect(KeyWords.sealing(key) == "refuses plain answers")
        #expect(KeyWords.sealingSentence(key)?.contains("X-Encryption-Key") == true)
        key.receiver = ReceiverKey(jwk: "{}", thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        #expect(KeyWords.sealing(key) == "sealed to NzbLsXh8…")
        #expect(KeyWords.sealingSentence(key)?.contains("NzbLsXh8…") == true)
    }

    @Test func handovers() {
        #expect(KeyWords.handover(.approved) == nil)
        #expect(KeyWords.handover(.reviewRequested) == "takes over when review requested")
        #expect(KeyWords.stuck(1) == "1 candidate failed to be taken over 5 times or more")
        #expect(KeyWords.stuck(1200) == "1,200 candidates failed to be taken over 5 times or more")
    }

    @Test func states() throws {
        var key = key
        #expect(KeyState(key, at: now).word == "Enabled")
        #expect(KeyState(key, at: now).note == nil)
        key.expiresAt = now.adding(seconds: 3 * 86_400 + 5)
        #expect(KeyState(key, at: now).note == "expires in 3 days")
        #expect(KeyState(key, at: now).tone == "warning")
        key.expiresAt = now.adding(seconds: 40 * 86_400)
        #expect(KeyState(key, at: now).tone == "good")
        key.isEnabled = false
        #expect(KeyState(key, at: now).word == "Disabled")
        key.expiresAt = now
        #expect(KeyState(key, at: now).word == "Expired")
        #expect(KeyState(key, at: now).note == "and disabled")
    }

    @Test func networks() throws {
        #expect(KeyWords.networks([]) == nil)
        #expect(try KeyWords.networks([Network("192.0.2.0/24")]) == "from 192.0.2.0/24 only")
        #expect(try KeyWords.networks([Network("192.0.2.1"), Network("192.0.2.2")]) == "from 2 networks only")
    }

    @Test func descriptionIsTypedLetterByLetter() {
        #expect(KeyWords.isSame("Back office", "Back  office"))
        #expect(!KeyWords.isSame("back office", "Back office"))
        #expect(!KeyWords.isSame("", "Back office"))
    }

    @Test func chartHasItsWords() {
        var counts = Array(repeating: 0, count: 30)
        #expect(ExtractionChart(counts: counts, now: now).bars.isEmpty)
        #expect(ExtractionChart(counts: counts, now: now).words == "No extractions in 30 days")
        #expect(ExtractionChart(counts: [], now: now).total == 0)
        counts[0] = 1
        counts[27] = 230
        counts[29] = 23
        let chart = ExtractionChart(counts: counts, now: now)
        #expect(chart.total == 254)
        #expect(chart.words == "254 extractions in 30 days; most on 2027-01-13: 230; latest today")
        #expect(chart.bars.map(\.x) == [0, 108, 116])
        #expect(chart.bars.map(\.height) == [2, 23, 2])
        #expect(chart.bars.allSatisfy { $0.y + $0.height == ExtractionChart.height - 1 })
    }

    @Test func oneExtractionIsSingular() {
        #expect(
            ExtractionChart(counts: [0, 1], now: now).words == "1 extraction in 30 days; most today: 1; latest today")
    }

    @Test func indentsWithoutTouchingValues() {
        let json = #"{"a":{},"b":[],"c":{"d":"{\"e\":[1,2]}, \\","f":[true,{"g":null}]}}"#
        #expect(
            ReadableJSON.indented(Array(json.utf8)) == #"""
                {
                  "a": {},
                  "b": [],
                  "c": {
                    "d": "{\"e\":[1,2]}, \\",
                    "f": [
                      true,
                      {
                        "g": null
                      }
                    ]
                  }
                }
                """#)
    }

    private var key: APIKey {
        APIKey(
            keyID: KeyID(stored: "abcdefghijkl"), serviceID: ServiceID(stored: String(repeating: "1", count: 24)),
            description: "a", scope: .text, createdAt: now)
    }
}
