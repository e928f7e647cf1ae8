import Extraction
import Glibc
import JOSE
import Testing

@Suite struct FolderSinkTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func sink(_ name: String = "sink") throws -> FolderSink {
        try FolderSink(SinkFolder(scratch.place(name)), random: Sample.random)
    }

    private func keep(_ candidate: ReceivedCandidate, _ sink: any Sink) throws -> (Kept, [ExtractionStep]) {
        var steps: [ExtractionStep] = []
        let kept = try sink.keep(candidate) { steps.append($0) }
        return (kept, steps)
    }

    @Test func writesAFolderOfTheContract() throws {
        let candidate = try Sample.candidate()
        let (kept, steps) = try keep(candidate, sink())
        #expect(steps == [.written, .renamed, .synced])
        #expect(scratch.names("sink") == [".lock", Sample.id])
        #expect(scratch.names("sink/\(Sample.id)") == ["candidate.json", "passport.png", "selfie.jpg"])
        #expect(scratch.bytes("sink/\(Sample.id)/selfie.jpg") == Sample.jpeg)
        #expect(scratch.bytes("sink/\(Sample.id)/passport.png") == Sample.png)
        let document = candidate.document(withPictures: false)
        #expect(scratch.bytes("sink/\(Sample.id)/candidate.json") == document)
        #expect(kept == .written(bytes: document.count + Sample.jpeg.count + Sample.png.count))
        for (name, mode) in [
            ("", 0o700), ("/\(Sample.id)", 0o700), ("/\(Sample.id)/selfie.jpg", 0o600), ("/.lock", 0o600),
        ] {
            #expect(scratch.mode("sink" + name) == mode)
        }
    }

    @Test func theSameAgainIsAlreadyThere() throws {
        let sink = try sink()
        _ = try keep(Sample.candidate(), sink)
        // What isn't the person's may have changed meanwhile.
        let again = try Sample.candidate(more: #","willArchiveAtDate":"2026-01-01T00:00:00.000Z""#)
        let (kept, steps) = try keep(again, sink)
        #expect(kept == .alreadyThere && steps.isEmpty)
        #expect(scratch.text("sink/\(Sample.id)/candidate.json")?.contains("willArchive") == false)
        #expect(try sink.submitCount(of: Sample.record()) == 1)
        #expect(try sink.submitCount(of: Sample.record("65a0c0de0000000000000002")) == nil)
    }

    @Test func aNewerSubmissionTakesThePlace() throws {
        let sink = try sink()
        _ = try keep(Sample.candidate(), sink)
        let newer = try Sample.candidate(count: 2, identities: #"{"dob":{"type":"string","value":"01/02/1990"}}"#)
        let (_, steps) = try keep(newer, sink)
        #expect(steps == [.written, .renamed, .synced])
        #expect(scratch.names("sink") == [".lock", Sample.id])
        #expect(scratch.names("sink/\(Sample.id)") == ["candidate.json"])
        #expect(try sink.submitCount(of: Sample.record()) == 2)
    }

    /// The same submission with more in it (a key that may read pictures now) is not lost.
    @Test func otherAttributesTakeThePlace() throws {
        let sink = try sink()
        _ = try keep(Sample.candidate(identities: #"{"given_name":{"type":"string","value":"Ada"}}"#), sink)
        guard case (.written, _) = try keep(Sample.candidate(), sink) else {
            Issue.record("pictures were not written")
            return
        }
        #expect(scratch.names("sink/\(Sample.id)").count == 3)
    }

    @Test func otherCustomFieldsTakeThePlace() throws {
        let sink = try sink()
        _ = try keep(Sample.candidate(more: #","customFields":{"RiskLevel":"Low"}"#), sink)
        _ = try keep(Sample.candidate(more: #","customFields":{"RiskLevel":"High"}"#), sink)
        #expect(scratch.text("sink/\(Sample.id)/candidate.json")?.contains("High") == true)
    }

    @Test(arguments: ["missing", "short", "foreign", "noDocument"])
    func whatIsNotWholeIsReplaced(damage: String) throws {
        let sink = try sink()
        _ = try keep(Sample.candidate(), sink)
        let folder = "sink/\(Sample.id)"
        switch damage {
        case "missing": unlink(scratch.place("\(folder)/selfie.jpg"))
        case "short": try scratch.write("\(folder)/selfie.jpg", Array(Sample.jpeg.dropLast()))
        case "foreign": try scratch.write("\(folder)/notes.txt", "x")
        default: try scratch.write("\(folder)/candidate.json", "{\"recordId\":")
        }
        guard case (.written, _) = try keep(Sample.candidate(), sink) else {
            Issue.record("the damage was taken for the candidate")
            return
        }
        #expect(scratch.names(folder) == ["candidate.json", "passport.png", "selfie.jpg"])
        #expect(scratch.bytes("\(folder)/selfie.jpg") == Sample.jpeg)
    }

    @Test func aStartRemovesWhatACrashLeft() throws {
        scratch.makeFolder("sink")
        scratch.makeFolder("sink/.incoming-0011")
        try scratch.write("sink/.incoming-0011/candidate.json", "{}")
        try scratch.write("sink/.incoming-22", "half a token")
        try scratch.write("sink/mine.txt", "stays")
        _ = try sink()
        #expect(scratch.names("sink") == [".lock", "mine.txt"])
    }

    /// On file systems that can't swap names, a crash between the two renames gives the older one back.
    @Test func whatWasSetAsideComesBack() throws {
        scratch.makeFolder("sink")
        scratch.makeFolder("sink/.replaced-\(Sample.id)")
        try scratch.write("sink/.replaced-\(Sample.id)/candidate.json", "{}")
        _ = try sink()
        #expect(scratch.names("sink") == [".lock", Sample.id])
        scratch.makeFolder("sink/.replaced-\(Sample.id)")
        _ = try sink()
        #expect(scratch.names("sink") == [".lock", Sample.id])
    }

    @Test func twoRunsDoNotShareASink() throws {
        let first = try SinkFolder(scratch.place("sink"))
        #expect(throws: ExtractionFailure.self) { try SinkFolder(scratch.place("sink")) }
        withExtendedLifetime(first) {}
    }

    /// Somebody who may write into the sink can't lead us out of it.
    @Test func linksAreNotFollowed() throws {
        let sink = try sink()
        scratch.makeFolder("elsewhere")
        try scratch.write("elsewhere/candidate.json", "theirs")
        symlink(scratch.place("elsewhere"), scratch.place("sink/\(Sample.id)"))
        _ = try keep(Sample.candidate(), sink)
        #expect(scratch.text("elsewhere/candidate.json") == "theirs")
        #expect(scratch.names("elsewhere") == ["candidate.json"])
        #expect(scratch.names("sink/\(Sample.id)").count == 3)
    }

    @Test func sealedIsKeptAsItCame() throws {
        let key = try PrivateJWK.x25519(random: Sample.random(32))
        let opener = Opener(keys: try KeySet([key]))
        let sink = SealedSink(try SinkFolder(scratch.place("sink")), opener: opener, random: Sample.random)
        func arrive(_ count: Int) throws -> ReceivedCandidate {
            let token = try JWE.seal(
                Sample.answer(count: count, handover: #"{"lease":"l","ackNonce":"n"}"#), to: key.publicKey,
                random: Sample.random
            ).bytes
            return try opener.open(token, isSealed: true, expected: Sample.record())
        }
        let first = try arrive(1)
        let (kept, steps) = try keep(first, sink)
        #expect(steps == [.written, .renamed, .synced])
        #expect(scratch.names("sink") == [".lock", "\(Sample.id).jwe"])
        #expect(scratch.bytes("sink/\(Sample.id).jwe") == first.token)
        #expect(kept == .written(bytes: first.token?.count ?? 0))
        #expect(try keep(arrive(1), sink).0 == .alreadyThere)
        #expect(scratch.bytes("sink/\(Sample.id).jwe") == first.token)
        let second = try arrive(2)
        _ = try keep(second, sink)
        #expect(scratch.bytes("sink/\(Sample.id).jwe") == second.token)
        #expect(scratch.names("sink") == [".lock", "\(Sample.id).jwe"])
        #expect(throws: CandidateFailure.notSealed) { try keep(Sample.candidate(count: 3), sink) }
    }

    @Test func aSealedAnswerNeedsItsKey() throws {
        let key = try PrivateJWK.p256(random: Sample.random(32))
        let token = try JWE.seal(Sample.answer(), to: key.publicKey, random: Sample.random).bytes
        let other = try KeySet([PrivateJWK.p256(random: Sample.random(32))])
        for keys in [nil, other] {
            do {
                _ = try Opener(keys: keys).open(token, isSealed: true, expected: Sample.record())
                Issue.record("opened")
            } catch let failure as ExtractionFailure {
                #expect(failure.kind == .unusableKey)
            }
        }
        var changed = token
        changed[changed.count - 30] ^= 1
        #expect(throws: CandidateFailure.unreadable) {
            try Opener(keys: KeySet([key])).open(changed, isSealed: true, expected: Sample.record())
        }
    }
}
