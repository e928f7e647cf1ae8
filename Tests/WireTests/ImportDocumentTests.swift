import Testing
import Wire

@Suite struct ImportDocumentTests {
    private static func read(_ text: String) throws(WireFailure) -> ImportDocument {
        try ImportDocument(try JSONDocument(parsing: Array(text.utf8)))
    }

    private static let full = #"""
        {"status":"approved","recordId":"5bd5b0dbd4cd9a7eb7a7a1d1","blockPassID":"5bd5b0dbd4cd9a7eb7a7a1d2",
        "refId":"é-1","isArchived":false,"submitCount":3,"waitingDate":"2018-11-12T10:49:17.973Z",
        "inreviewDate":"2018-11-12T10:49:17.974Z","approvedDate":"2018-11-12T10:49:17.975Z",
        "reviewRequestedDate":"2018-11-12T10:49:17.976Z","willArchiveAtDate":"2018-11-12T10:49:17.977Z",
        "customFields":{"RiskLevel":"Low","Ort":"Köln"},"certs":{"a-cert":"{\"x\": \"\\u00e9\"}"},
        "certificates":{"other":"{}"},"somethingNew":{"deep":[1,2,{"x":null}]},
        "identities":{"given_name":{"type":"string","value":"Zo\u00eb","extra":1},
        "selfie":{"type":"base64","value":"AQID"},"dob":{"value":"01/02/1990","type":"string"}}}
        """#

    @Test func readsEverything() throws {
        let read = try Self.read(Self.full)
        #expect(read.refID == "é-1")
        #expect(read.status == "approved")
        #expect(read.recordID == "5bd5b0dbd4cd9a7eb7a7a1d1")
        #expect(read.blockPassID == "5bd5b0dbd4cd9a7eb7a7a1d2")
        #expect(read.isArchived == false)
        #expect(read.submitCount == 3)
        #expect(read.waitingDate == 1_542_019_757_973)
        #expect(read.inreviewDate == 1_542_019_757_974)
        #expect(read.approvedDate == 1_542_019_757_975)
        #expect(read.reviewRequestedDate == 1_542_019_757_976)
        #expect(read.willArchiveAtDate == 1_542_019_757_977)
        #expect(read.customFields.map(\.0) == ["RiskLevel", "Ort"])
        #expect(read.customFields.map(\.1) == ["Low", "Köln"])
        #expect(read.certificates.map(\.slug) == ["a-cert"])
        #expect(read.certificates.map(\.json) == [#"{"x": "\u00e9"}"#])
        #expect(read.texts.map(\.slug) == ["given_name", "dob"])
        #expect(read.texts.map(\.value) == ["Zoë", "01/02/1990"])
        #expect(read.pictures.map(\.slug) == ["selfie"])
        #expect(read.pictures.map(\.bytes) == [[1, 2, 3]])
    }

    @Test func takesTheWholeAnswerToo() throws {
        let read = try Self.read(#"{"status":"success","data":"# + Self.full + "}")
        #expect(read.status == "approved")
        #expect(read.refID == "é-1")
        #expect(read.pictures.count == 1)
    }

    @Test func onlyAnAnswerIsUnwrapped() throws {
        #expect(try Self.read(#"{"refId":"1","identities":{},"data":{}}"#).refID == "1")
        #expect(try Self.read(#"{"refId":"1","identities":{},"data":7,"status":"waiting"}"#).status == "waiting")
    }

    @Test func littleIsEnough() throws {
        let read = try Self.read(#"{"refId":"1","identities":{},"certificates":{"c":"x"}}"#)
        #expect(read.status == nil && read.recordID == nil && read.blockPassID == nil && read.submitCount == nil)
        #expect(read.isArchived == nil && read.waitingDate == nil && read.willArchiveAtDate == nil)
        #expect(read.customFields.isEmpty && read.texts.isEmpty && read.pictures.isEmpty)
        #expect(read.certificates.map(\.slug) == ["c"])
    }

    /// Each replaces one member of the full document; the failure names it and never repeats what stood there.
    @Test(arguments: [
        (#""refId":1"#, "refId"), (#""refId":null"#, "refId"), (#""status":{"m":"marker"}"#, "status"),
        (#""recordId":"marker""#, "recordId"), (#""recordId":"5BD5B0DBD4CD9A7EB7A7A1D1""#, "recordId"),
        (#""blockPassID":"5bd5b0dbd4cd9a7eb7a7a1dg""#, "blockPassID"), (#""blockPassID":12"#, "blockPassID"),
        (#""isArchived":"marker""#, "isArchived"), (#""submitCount":0"#, "submitCount"),
        (#""submitCount":1.5"#, "submitCount"), (#""submitCount":"marker""#, "submitCount"),
        (#""submitCount":99999999999999999999"#, "submitCount"), (#""waitingDate":"marker""#, "waitingDate"),
        (#""inreviewDate":null"#, "inreviewDate"), (#""approvedDate":"2018-02-30T00:00:00.000Z""#, "approvedDate"),
        (#""reviewRequestedDate":1542019757973"#, "reviewRequestedDate"),
        (#""willArchiveAtDate":"2018-11-12""#, "willArchiveAtDate"), (#""customFields":["marker"]"#, "customFields"),
        (#""customFields":{"Risk":["marker"]}"#, "customFields.Risk"),
        (#""customFields":{"marker of a person":1}"#, "customFields"), (#""customFields":{"":"x"}"#, "customFields"),
        (#""customFields":{"a\u0000":"x"}"#, "customFields"), (#""certs":{"a-cert":{"m":"marker"}}"#, "certs.a-cert"),
        (#""certs":"marker""#, "certs"), (#""identities":["marker"]"#, "identities"),
        (#""identities":{"Marker":{"type":"string","value":"x"}}"#, "identities"),
        (#""identities":{"1a":{"type":"string","value":"x"}}"#, "identities"),
        (#""identities":{"dob":"marker"}"#, "identities.dob"),
        (#""identities":{"dob":{"value":"marker"}}"#, "identities.dob.type"),
        (#""identities":{"dob":{"type":"marker","value":"x"}}"#, "identities.dob.type"),
        (#""identities":{"dob":{"type":"string"}}"#, "identities.dob.value"),
        (#""identities":{"dob":{"type":"string","value":19900102}}"#, "identities.dob.value"),
        (#""identities":{"selfie":{"type":"base64","value":"marker!"}}"#, "identities.selfie.value"),
        (#""identities":{"selfie":{"type":"base64","value":"QQ"}}"#, "identities.selfie.value"),
        (#""identities":{"selfie":{"type":"base64"}}"#, "identities.selfie.value"),
        (#""identities":{"selfie":{"type":"base64","value":false}}"#, "identities.selfie.value"),
    ])
    func namesWhatIsWrong(_ member: String, _ field: String) throws {
        let name = try #require(member.split(separator: ":").first)
        let others = [#""refId":"1""#, #""identities":{}"#].filter { !$0.hasPrefix(name) }
        let text = "{" + ([member] + others).joined(separator: ",") + "}"
        do {
            _ = try Self.read(text)
            Issue.record("was read")
        } catch {
            #expect(error.kind == .field)
            #expect(error.field == field)
            #expect(!error.isTooLarge)
            #expect(!"\(error)".lowercased().contains("marker"))
        }
    }

    @Test(
        arguments: [
            (#"{"identities":{}}"#, "refId"), (#"{"refId":"1"}"#, "identities"), ("[]", nil), ("\"marker\"", nil),
            (#"{"status":"success","data":["marker"]}"#, nil), (#"{"status":"error","data":{}}"#, "refId"),
        ] as [(String, String?)])
    func needsRefIDAndIdentities(_ text: String, _ field: String?) {
        do {
            _ = try Self.read(text)
            Issue.record("was read")
        } catch {
            #expect(error.kind == .field && error.field == field)
            #expect(!"\(error)".contains("marker"))
        }
    }

    @Test func lengthsAreLimited() throws {
        func identity(_ count: Int) -> String {
            #"{"refId":"1","identities":{"dob":{"type":"string","value":""#
                + String(repeating: "é", count: count / 2) + #""}}}"#
        }
        #expect(try Self.read(identity(8192)).texts.count == 1)
        #expect(throws: WireFailure.field("identities.dob.value", "is longer than 8 KiB").asTooLarge()) {
            try Self.read(identity(8194))
        }
        func certificate(_ count: Int) -> String {
            #"{"refId":"1","identities":{},"certs":{"c":""# + String(repeating: "x", count: count) + #""}}"#
        }
        #expect(try Self.read(certificate(65_536)).certificates.count == 1)
        #expect(throws: WireFailure.field("certs.c", "is longer than 64 KiB").asTooLarge()) {
            try Self.read(certificate(65_537))
        }
    }

    @Test func slugsHaveAtMost64Characters() throws {
        func slug(_ count: Int) -> String {
            #"{"refId":"1","identities":{""# + String(repeating: "a", count: count)
                + #"":{"type":"string","value":"x"}}}"#
        }
        #expect(try Self.read(slug(64)).texts.count == 1)
        #expect(throws: WireFailure.self) { try Self.read(slug(65)) }
        #expect(throws: WireFailure.self) { try Self.read(slug(0)) }
    }
}
