import Console
import Domain
import Testing
import UseCases

@Suite("The activity in words")
struct ActivityWordsTests {
    private static let ada = MemberID(stored: String(repeating: "a", count: 24))
    private static let grace = MemberID(stored: String(repeating: "b", count: 24))
    private static let key = KeyID(stored: "warehouse123")

    private static let names: ActivityNames = {
        var names = ActivityNames()
        names.keys[key] = "warehouse"
        names.members = [ada: "Ada", grace: "Grace"]
        return names
    }()

    private static func line(
        _ actor: HistoryEvent.Actor, _ kind: String, _ detail: String = "", bytes: Int64? = nil
    ) -> String {
        let sentence = ActivitySentence(actor: actor, kind: kind, detail: detail, bytes: bytes, names: names)
        return "\(sentence.who) \(sentence.what)"
    }

    @Test("every kind has words of its own, and a sentence", arguments: HistoryEvent.Kind.allCases)
    func everyKind(_ kind: HistoryEvent.Kind) {
        let words = ActivityKind.words(for: kind)
        #expect(!words.isEmpty && words != kind.rawValue)
        #expect(HistoryEvent.Kind.allCases.filter { ActivityKind.words(for: $0) == words } == [kind])
        #expect(ActivityKind.all.contains { $0.code == kind.rawValue && $0.words == words })
        let sentence = Self.line(.member(Self.ada), kind.rawValue, "")
        #expect(sentence.hasPrefix("Ada ") && !sentence.contains(kind.rawValue) || kind == .refused)
    }

    @Test("every act that can be refused has words", arguments: Act.allCases)
    func everyAct(_ act: Act) {
        let line = Self.line(.key(Self.key), "refused", act.rawValue)
        #expect(line == "Key “warehouse” asked \(ActivityKind.words(for: act)) and was refused")
        #expect(!line.contains(act.rawValue))
    }

    @Test("every status has a word and a known dot", arguments: CandidateStatus.allCases)
    func everyStatus(_ status: CandidateStatus) {
        let word = StatusWord(status)
        #expect(!word.words.contains("_") && word.words.first?.isUppercase == true)
        #expect(["good", "warning", "danger", "quiet"].contains(word.state))
    }

    @Test(
        "lines read like sentences",
        arguments: [
            ("key.created", "warehouse123 metadata", "Ada made the key “warehouse” (metadata)"),
            ("key.created", "gone56789012 pictures", "Ada made the key gone56789012 (text and pictures)"),
            (
                "key.changed", "warehouse123 scope(wider) networks",
                "Ada changed the key “warehouse”: widened its scope, changed its networks"
            ),
            ("key.changed", "warehouse123 disabled", "Ada changed the key “warehouse”: disabled it"),
            ("key.rotated", "warehouse123 0", "Ada gave the key “warehouse” a new secret; the old one ended at once"),
            (
                "key.rotated", "warehouse123 172800",
                "Ada gave the key “warehouse” a new secret; the old one works for 2 days more"
            ),
            (
                "key.rotated", "warehouse123 90",
                "Ada gave the key “warehouse” a new secret; the old one works for 90 seconds more"
            ),
            ("service.changed", "name rate", "Ada changed settings: name, rate limit"),
            ("candidate.submitted", "1", "Ada submitted a candidate"),
            ("candidate.submitted", "3", "Ada submitted a candidate again (submission 3)"),
            ("candidate.status", "waiting inreview", "Ada started the review of a candidate"),
            ("candidate.status", "inreview approved", "Ada approved a candidate"),
            ("candidate.status", "approved blocked", "Ada blocked a candidate, which was approved"),
            ("candidate.status", "blocked approved", "Ada unblocked a candidate, which is approved again"),
            ("candidate.listed", "metadata 1", "Ada listed 1 candidate, metadata"),
            ("candidate.listed", "text 20", "Ada listed 20 candidates, text"),
            (
                "candidate.archiveArmed", "1763899200000",
                "Ada planned the archive of a candidate for 2025-11-23 12:00:00 UTC"
            ),
            ("team.invited", "manager", "Ada invited somebody as manager"),
            ("team.invited", "read-only", "Ada invited somebody as read-only"),
            ("member.signedIn", "", "Ada signed in"),
            ("member.signInRefused", "password", "Ada was refused at the sign-in: wrong password"),
            ("member.signInRefused", "code", "Ada gave the right password and a wrong code at the sign-in"),
            ("member.recoveryCodeUsed", "", "Ada used up a recovery code"),
            ("team.joined", "aaaaaaaaaaaaaaaaaaaaaaaa owner", "Ada joined the team as owner"),
            (
                "team.roleChanged", "bbbbbbbbbbbbbbbbbbbbbbbb reviewer manager",
                "Ada changed Grace from reviewer to manager"
            ),
            (
                "team.removed", "cccccccccccccccccccccccc owner",
                "Ada removed a former member from the team, who was owner"
            ),
            ("refused", "network", "Ada was refused: the key doesn’t allow the caller’s network"),
        ])
    func sentences(_ kind: String, _ detail: String, _ sentence: String) {
        #expect(Self.line(.member(Self.ada), kind, detail) == sentence)
    }

    @Test("an extraction says what was read, how much, and whether it arrived")
    func extraction() {
        let whole = Self.line(.key(Self.key), "candidate.extracted", "pictures", bytes: 1_234_567)
        #expect(whole == "Key “warehouse” read one candidate, text and pictures, 1.2 MB")
        let cut = Self.line(.key(Self.key), "candidate.extracted", "text")
        #expect(cut == "Key “warehouse” read one candidate, text, the answer has not arrived whole")
    }

    @Test("who acted: a name where there is one, never a gap")
    func subjects() {
        #expect(Self.line(.lethe, "candidate.archived") == "Lethe archived a candidate for good")
        #expect(Self.line(.localOperator, "candidate.deleted") == "The operator at the machine deleted a candidate")
        #expect(
            Self.line(.key(KeyID(stored: "gone56789012")), "candidate.listed", "text 2").hasPrefix("Key gone56789012 "))
        let former = MemberID(stored: String(repeating: "c", count: 24))
        #expect(Self.line(.member(former), "candidate.archived").hasPrefix("A former member "))
    }

    @Test("only a wider scope stands out")
    func standsOut() {
        func standsOut(_ kind: String, _ detail: String) -> Bool {
            ActivitySentence(actor: .member(Self.ada), kind: kind, detail: detail, names: Self.names).standsOut
        }
        #expect(standsOut("key.changed", "warehouse123 description scope(wider)"))
        #expect(!standsOut("key.changed", "warehouse123 scope(narrower)"))
        #expect(!standsOut("key.created", "warehouse123 pictures"))
    }

    @Test(
        "sizes have one decimal below ten, and no unit that reads 1,000",
        arguments: [
            (Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1949, "1.9 kB"), (9949, "9.9 kB"), (9950, "10 kB"),
            (999_499, "999 kB"), (999_500, "1.0 MB"), (52_428_800, "52 MB"), (1_500_000_000, "1.5 GB"),
        ])
    func sizes(_ bytes: Int64, _ text: String) {
        #expect(ActivitySentence.size(bytes) == text)
    }
}
