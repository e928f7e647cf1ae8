import Extraction
import Testing

@Suite struct CandidateTests {
    @Test func readsWhatTheContractSays() throws {
        let candidate = try Sample.candidate(
            count: 3, handover: #"{"lease":"1.x","expiresAt":"2026-01-01T00:00:00.000Z","ackNonce":"n"}"#)
        #expect(candidate.record.text == Sample.id)
        #expect(candidate.submitCount == 3)
        #expect(candidate.handover?.lease == "1.x")
        #expect(candidate.pictures.map(\.fileName) == ["selfie.jpg", "passport.png"])
    }

    /// Neither lease nor nonce gets into a sink, nor pictures into the text of a folder.
    @Test func documentLeavesOutWhatIsNotTheCandidates() throws {
        let candidate = try Sample.candidate(
            handover: #"{"lease":"1.x","expiresAt":"2026-01-01T00:00:00.000Z","ackNonce":"n"}"#,
            more: ",\"certs\" : {\n\"a\":\"{}\"\r\n}")
        let start =
            #"{"status":"approved","recordId":"\#(Sample.id)","refId":"r-1","isArchived":false,"submitCount":1,"#
        let certs = #""certs":{ "a":"{}"  },"#
        #expect(
            String(decoding: candidate.document(withPictures: false), as: UTF8.self)
                == start + certs + #""identities":{"given_name":{"type":"string","value":"Ada"}}}"#)
        #expect(
            String(decoding: candidate.document(withPictures: true), as: UTF8.self)
                == start + certs + #""identities":\#(Sample.identities())}"#)
    }

    @Test func proofIsTheContracts() throws {
        let proof = Proof.text(
            nonce: "n0nce-ä", record: try Sample.record(), document: Array(#"{"status":"success","data":{}}"#.utf8))
        #expect(proof == "5dfbb553f57addf1ddb7415c4b7a97bb8ff9574b8cf50dba1df5873d209add1f")
    }

    /// What is proved is the very text, spaces included.
    @Test func proofIsOverTheTextAsReceived() throws {
        let handover = #"{"lease":"l","ackNonce":"n"}"#
        let text = Sample.answer(handover: handover)
        let spaced = [UInt8(ascii: " ")] + text
        let first = try ReceivedCandidate(text: text, expected: Sample.record())
        let second = try ReceivedCandidate(text: spaced, expected: Sample.record())
        #expect(first.handover?.proof == Proof.text(nonce: "n", record: first.record, document: text))
        #expect(second.handover?.proof == Proof.text(nonce: "n", record: first.record, document: spaced))
        #expect(first.handover?.proof != second.handover?.proof)
    }

    @Test(arguments: [
        #"{"status":"error","data":{}}"#, #"{"status":"success"}"#, #"{"status":"success","data":[]}"#, "[]", "1",
        #"{"status":"success","data":{"recordId":"../../../../etc/passwd","identities":{}}}"#,
        #"{"status":"success","data":{"recordId":"65A0C0DE0000000000000001","identities":{}}}"#,
        #"{"status":"success","data":{"recordId":7,"identities":{}}}"#,
    ])
    func refusesWhatIsNoCandidate(text: String) throws {
        #expect(throws: CandidateFailure.invalid) {
            try ReceivedCandidate(text: Array(text.utf8), expected: Sample.record())
        }
    }

    @Test(arguments: ["", "{", "null x", #"{"status":"success","status":"success"}"#, "\u{FEFF}{}"])
    func refusesWhatIsNoJSON(text: String) throws {
        #expect(throws: CandidateFailure.unreadable) {
            try ReceivedCandidate(text: Array(text.utf8), expected: Sample.record())
        }
    }

    @Test func refusesSomebodyElse() throws {
        #expect(throws: CandidateFailure.mismatch) {
            try ReceivedCandidate(
                text: Sample.answer(id: "65a0c0de0000000000000002"), expected: Sample.record())
        }
    }

    /// Every cut of an answer is noticed.
    @Test func refusesEveryCut() throws {
        let text = Sample.answer(handover: #"{"lease":"l","ackNonce":"n"}"#)
        for count in 0..<text.count {
            #expect(throws: CandidateFailure.unreadable) {
                try ReceivedCandidate(text: Array(text[..<count]), expected: Sample.record())
            }
        }
    }

    @Test(arguments: [
        "../selfie", "a/b", ".", "..", "", "A", "Selfie", "1a", "a.b", "a\\u0000b", "é", "_a", "a-b",
        String(repeating: "a", count: 65),
    ])
    func hostileSlugsNeverBecomeNames(slug: String) throws {
        for type in ["base64", "string"] {
            let identities = #"{"\#(slug)":{"type":"\#(type)","value":"\#(Sample.picture(Sample.jpeg))"}}"#
            #expect(throws: CandidateFailure.invalid) { try Sample.candidate(identities: identities) }
        }
    }

    @Test(arguments: [
        #"{"a":{"type":"url","value":"x"}}"#, #"{"a":{"value":"x"}}"#, #"{"a":{"type":"string"}}"#, #"{"a":"x"}"#,
        #"{"a":{"type":"string","value":1}}"#, #"[]"#, "null",
    ])
    func refusesOtherIdentities(identities: String) throws {
        #expect(throws: CandidateFailure.invalid) { try Sample.candidate(identities: identities) }
    }

    @Test(arguments: ["/9j/4AE", "/9j_4AEC", "", "AAAA", "R0lGODlh", "/9j/4AEC\\n"])
    func refusesWhatIsNoPicture(value: String) throws {
        #expect(throws: CandidateFailure.picture) {
            try Sample.candidate(identities: #"{"selfie":{"type":"base64","value":"\#(value)"}}"#)
        }
    }

    /// Another server may escape slashes.
    @Test func readsEscapedBase64() throws {
        let candidate = try Sample.candidate(identities: #"{"selfie":{"type":"base64","value":"\/9j\/4AEC"}}"#)
        #expect(candidate.pictures.map(\.fileName) == ["selfie.jpg"])
    }

    @Test func aKeyWithoutAttributesIsToldApart() throws {
        #expect(throws: CandidateFailure.withoutAttributes) { try Sample.candidate(identities: nil) }
    }

    @Test(arguments: [#"{"lease":"l"}"#, #"{"ackNonce":"n"}"#, #"{"lease":"","ackNonce":"n"}"#, "[]", "1"])
    func refusesHalfAHandover(handover: String) throws {
        #expect(throws: CandidateFailure.invalid) { try Sample.candidate(handover: handover) }
    }

    @Test func attributesAreComparedWhateverTheirOrder() throws {
        let one = try Sample.candidate(
            identities: #"{"a":{"type":"string","value":"1"},"b":{"value":"2","type":"string"}}"#)
        let other = try Sample.candidate(
            count: 9, identities: #"{"b":{"type":"string","value":"2"},"a":{"type":"string","value":"\u0031"}}"#)
        #expect(one.attributes == other.attributes)
        for different in [
            #"{"a":{"type":"string","value":"2"},"b":{"type":"string","value":"1"}}"#,
            #"{"a":{"type":"string","value":"1"}}"#, "{}",
        ] {
            #expect(try Sample.candidate(identities: different).attributes != one.attributes)
        }
    }

    /// Nothing of a person in whatever prints a value.
    @Test func printsNothing() throws {
        let candidate = try Sample.candidate(handover: #"{"lease":"l","ackNonce":"n"}"#)
        #expect(!"\(candidate) \(String(reflecting: candidate))".contains("Ada"))
        var dumped = ""
        dump(candidate, to: &dumped)
        #expect(!dumped.contains("Ada") && !dumped.contains("approved"))
    }
}
