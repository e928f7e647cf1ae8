import Testing
import Wire

@Suite struct CandidateDocumentTests {
    private static let head =
        #"{"status":"success","data":{"status":"approved","recordId":"5bd5b0dbd4cd9a7eb7a7a1d1","#
        + #""blockPassID":"5bd5b0dbd4cd9a7eb7a7a1d2","refId":"0xAbC/é","isArchived":"#
    private static let dates =
        #","submitCount":2,"waitingDate":"2018-11-12T10:49:17.973Z","inreviewDate":"2018-11-12T10:49:17.974Z","#
        + #""approvedDate":"2018-11-12T10:49:17.975Z","reviewRequestedDate":"2018-11-12T10:49:17.976Z","#
        + #""willArchiveAtDate":"2018-11-12T10:49:27.973Z""#
    private static let kept =
        #","customFields":{"RiskLevel":"Low"},"certs":{"onfido-service-cert":"{\"b\": 1,\"a\":\"x/y\"}"},"#
        + #""certificates":{"onfido-service-cert":"{\"b\": 1,\"a\":\"x/y\"}"}"#
    private static let texts =
        #","identities":{"given_name":{"type":"string","value":"Zoë"},"family_name":{"type":"string","value":"O'\"Hara\""}"#

    private static func candidate() -> CandidateDocument {
        CandidateDocument(
            status: "approved",
            recordID: "5bd5b0dbd4cd9a7eb7a7a1d1",
            blockPassID: "5bd5b0dbd4cd9a7eb7a7a1d2",
            refID: "0xAbC/é",
            isArchived: false,
            submitCount: 2,
            waitingDate: 1_542_019_757_973,
            inreviewDate: 1_542_019_757_974,
            approvedDate: 1_542_019_757_975,
            reviewRequestedDate: 1_542_019_757_976,
            willArchiveAtDate: 1_542_019_767_973
        )
    }

    private static func attributes() -> CandidateDocument.Attributes {
        .init(
            customFields: [("RiskLevel", "Low")],
            texts: [("given_name", "Zoë"), ("family_name", "O'\"Hara\"")],
            certificates: [("onfido-service-cert", "{\"b\": 1,\"a\":\"x/y\"}")]
        )
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func metadataScope() {
        var candidate = Self.candidate()
        #expect(Self.text(candidate.answer()) == Self.head + "false" + Self.dates + "}}")
        candidate.isArchived = true
        #expect(Self.text(candidate.answer()) == Self.head + "true" + Self.dates + "}}")
    }

    @Test func whatNeverHappenedIsAbsent() {
        let candidate = CandidateDocument(
            status: "incomplete", recordID: "5bd5b0dbd4cd9a7eb7a7a1d1", blockPassID: "5bd5b0dbd4cd9a7eb7a7a1d2")
        #expect(
            Self.text(candidate.answer())
                == #"{"status":"success","data":{"status":"incomplete","recordId":"5bd5b0dbd4cd9a7eb7a7a1d1","#
                + #""blockPassID":"5bd5b0dbd4cd9a7eb7a7a1d2","isArchived":false,"submitCount":1}}"#)
    }

    @Test func textScope() {
        var candidate = Self.candidate()
        candidate.attributes = Self.attributes()
        #expect(Self.text(candidate.answer()) == Self.head + "false" + Self.dates + Self.kept + Self.texts + "}}}")
        candidate.attributes = .init(texts: [])
        #expect(
            Self.text(candidate.answer()) == Self.head + "false" + Self.dates
                + #","customFields":{},"certs":{},"certificates":{},"identities":{}}}"#)
    }

    @Test func archivedHasCertificatesButNoIdentities() {
        var candidate = Self.candidate()
        candidate.isArchived = true
        candidate.attributes = Self.attributes()
        candidate.attributes?.texts = nil
        let expected = Self.head + "true" + Self.dates + Self.kept + "}}"
        #expect(Self.text(candidate.answer()) == expected)
        #expect(Self.text(candidate.head() + candidate.tail) == expected)
    }

    /// Even a caller that hands texts over by mistake doesn't get them written once the candidate is archived.
    @Test func archivedNeverWritesIdentities() {
        var candidate = Self.candidate()
        candidate.isArchived = true
        candidate.attributes = Self.attributes()
        var writer = JSONWriter()
        candidate.write(into: &writer)
        for bytes in [candidate.answer(), candidate.head() + candidate.tail, writer.bytes] {
            #expect(!Self.text(bytes).contains("identities"))
            #expect(!Self.text(bytes).contains("Zoë"))
        }
    }

    @Test func picturesAreStreamedBetweenHeadAndTail() throws {
        var candidate = Self.candidate()
        candidate.attributes = Self.attributes()
        candidate.attributes?.pictureSlugs = ["passport", "selfie"]
        let answer =
            candidate.head()
            + CandidateDocument.pictureStart(slug: "passport", isFirstMember: false) + Base64.encode([1, 2, 3])
            + CandidateDocument.pictureEnd
            + CandidateDocument.pictureStart(slug: "selfie", isFirstMember: false) + Base64.encode([4])
            + CandidateDocument.pictureEnd + candidate.tail
        #expect(
            Self.text(answer) == Self.head + "false" + Self.dates + Self.kept + Self.texts
                + #","passport":{"type":"base64","value":"AQID"},"selfie":{"type":"base64","value":"BA=="}}}}"#)
        let read = try ImportDocument(JSONDocument(parsing: answer))
        #expect(read.pictures.map(\.slug) == ["passport", "selfie"])
        #expect(read.pictures.map(\.bytes) == [[1, 2, 3], [4]])
        #expect(Self.text(candidate.answer()) == Self.head + "false" + Self.dates + Self.kept + Self.texts + "}}}")
    }

    @Test func firstPictureWithoutTextsHasNoComma() throws {
        var candidate = Self.candidate()
        candidate.attributes = .init(texts: [], pictureSlugs: ["selfie"])
        let answer =
            candidate.head() + CandidateDocument.pictureStart(slug: "selfie", isFirstMember: true)
            + CandidateDocument.pictureEnd + candidate.tail
        #expect(Self.text(answer).hasSuffix(#","identities":{"selfie":{"type":"base64","value":""}}}}"#))
        #expect(try ImportDocument(JSONDocument(parsing: answer)).pictures.count == 1)
    }

    @Test func list() {
        var second = Self.candidate()
        second.attributes = Self.attributes()
        second.attributes?.pictureSlugs = ["passport"]
        let page = ListDocument(records: [Self.candidate(), second], total: 12, skip: 3, limit: 100)
        let prefix = #"{"status":"success","data":"#
        let record = Self.head.dropFirst(prefix.count) + "false" + Self.dates
        #expect(
            Self.text(page.answer()) == prefix + #"{"records":["# + record + "}," + record + Self.kept + Self.texts
                + #"}}],"total":12,"skip":3,"limit":100}}"#)
    }

    @Test func emptyList() {
        let page = ListDocument(records: [], total: 0, skip: 40, limit: 20)
        #expect(
            Self.text(page.answer())
                == #"{"status":"success","data":{"records":[],"total":0,"skip":40,"limit":20}}"#)
    }

    @Test func neverPrintsWhatItHolds() throws {
        var candidate = Self.candidate()
        candidate.attributes = Self.attributes()
        let read = try ImportDocument(JSONDocument(parsing: candidate.answer()))
        let list = ListDocument(records: [candidate], total: 1, skip: 0, limit: 20)
        var printed = "\(candidate) \(list) \(read)" + String(reflecting: candidate.attributes)
        dump(candidate, to: &printed)
        dump(list, to: &printed)
        dump(read, to: &printed)
        for secret in ["Zoë", "Hara", "0xAbC", "Low"] { #expect(!printed.contains(secret)) }
    }
}
