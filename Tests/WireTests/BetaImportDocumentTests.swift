import Testing
import Wire

@Suite struct BetaImportDocumentTests {
    private static func read(_ text: String) throws(WireFailure) -> BetaImportDocument {
        try BetaImportDocument(try JSONDocument(parsing: Array(text.utf8)))
    }

    @Test func readsEverything() throws {
        let read = try Self.read(
            #"""
            {"email":"zoe@example.com","family_name":"Müller","given_name":"Zoë","dob":"01/02/1990",
            "phone":"{\"countryCode\":\"DEU\"}","address":{"country":"DEU","city":"Köln","new":1,"address":"Weg \"1\"",
            "postalCode":"50667","state":"NW","extraInfo":""},
            "selfie":{"value_base64":"AQID","mime_type":"image/jpeg"},
            "proof_of_address":{"value_base64":"BA==","mime_type":"image/png"},
            "identity_documents":{"type":"national_id","value_base64":"BQ==","mime_type":"image/jpeg"},
            "crypto_address":{"type":"crypto_address_eth","value":"0xAb"},"unknown":[]}
            """#)
        #expect(
            read.texts.map(\.slug)
                == ["given_name", "family_name", "email", "dob", "phone", "address", "crypto_address_eth"])
        #expect(
            read.texts.map(\.value) == [
                "Zoë", "Müller", "zoe@example.com", "01/02/1990", #"{"countryCode":"DEU"}"#,
                #"{"address":"Weg \"1\"","extraInfo":"","city":"Köln","state":"NW","postalCode":"50667","country":"DEU"}"#,
                "0xAb",
            ])
        #expect(read.pictures.map(\.slug) == ["national_id", "selfie", "proof_of_address"])
        #expect(read.pictures.map(\.mediaType) == ["image/jpeg", "image/jpeg", "image/png"])
        #expect(read.pictures.map(\.bytes) == [[5], [1, 2, 3], [4]])
    }

    /// Ours: as the import of a file takes them.
    @Test func certificatesByEitherName() throws {
        for name in ["certs", "certificates"] {
            let read = try Self.read(#"{"\#(name)":{"kyc":"{ \"a\":1}","Screening-2":""}}"#)
            #expect(read.certificates.map(\.slug) == ["kyc", "Screening-2"])
            #expect(read.certificates.map(\.json) == [#"{ "a":1}"#, ""])
        }
        let both = try Self.read(#"{"certificates":{"a":"1"},"certs":{"b":"2"}}"#)
        #expect(both.certificates.map(\.slug) == ["b"])
        #expect(try Self.read("{}").certificates.isEmpty)
    }

    @Test func nothingIsEnough() throws {
        let read = try Self.read(#"{"address":{}}"#)
        #expect(read.texts.isEmpty && read.pictures.isEmpty)
    }

    @Test func phoneMayBeAnObject() throws {
        let read = try Self.read(
            #"{"phone":{"number":"30123","phoneNumber":"+4930123","countryCode2":"de","countryCode":"DEU"}}"#)
        #expect(
            read.texts.map(\.value)
                == [#"{"countryCode":"DEU","countryCode2":"de","phoneNumber":"+4930123","number":"30123"}"#])
    }

    @Test(
        arguments: [
            (#"{"email":["marker"]}"#, "email"), (#"{"given_name":1}"#, "given_name"),
            (#"{"family_name":null}"#, "family_name"), (#"{"dob":{}}"#, "dob"), (#"{"phone":49}"#, "phone"),
            (#"{"phone":{"number":["marker"]}}"#, "phone.number"), (#"{"address":"marker"}"#, "address"),
            (#"{"address":{"city":["marker"]}}"#, "address.city"),
            (#"{"address":{"postalCode":50667}}"#, "address.postalCode"),
            (#"{"selfie":"marker"}"#, "selfie"), (#"{"selfie":{"value_base64":"AQID"}}"#, "selfie.mime_type"),
            (#"{"selfie":{"value_base64":"AQID","mime_type":"marker"}}"#, "selfie.mime_type"),
            (#"{"selfie":{"mime_type":"image/png"}}"#, "selfie.value_base64"),
            (
                #"{"proof_of_address":{"mime_type":"image/png","value_base64":"marker!"}}"#,
                "proof_of_address.value_base64"
            ),
            (
                #"{"proof_of_address":{"mime_type":"image/png","value_base64":"data:image/png;base64,AQID"}}"#,
                "proof_of_address.value_base64"
            ),
            (#"{"identity_documents":["marker"]}"#, "identity_documents"),
            (#"{"identity_documents":{"value_base64":"AQID","mime_type":"image/png"}}"#, "identity_documents.type"),
            (
                #"{"identity_documents":{"type":"marker","value_base64":"AQID","mime_type":"image/png"}}"#,
                "identity_documents.type"
            ),
            (#"{"crypto_address":{"type":"marker","value":"0x"}}"#, "crypto_address.type"),
            (#"{"crypto_address":{"type":"crypto_address_E","value":"0x"}}"#, "crypto_address.type"),
            (#"{"crypto_address":{"type":"crypto_address_eth"}}"#, "crypto_address.value"),
            (#"{"crypto_address":{"type":"crypto_address_eth","value":["marker"]}}"#, "crypto_address.value"),
            (#"{"certs":["marker"]}"#, "certs"), (#"{"certificates":"marker"}"#, "certificates"),
            (#"{"certificates":null}"#, "certificates"), (#"{"certs":{"kyc":{"a":"marker"}}}"#, "certs.kyc"),
            (#"{"certificates":{"kyc":null}}"#, "certificates.kyc"), (#"{"certs":{"":"marker"}}"#, "certs"),
            (#"{"certs":{"mar\u0000ker":"marker"}}"#, "certs"),
            (#"{"dob":"1990-02-03"}"#, "dob"), (#"{"dob":"marker"}"#, "dob"), (#"{"dob":""}"#, "dob"),
            (#"{"dob":"13/01/1990"}"#, "dob"), (#"{"dob":"02/30/1990"}"#, "dob"), (#"{"dob":"1/2/1990"}"#, "dob"),
            (#"{"dob":"01/02/1990 "}"#, "dob"), (#"{"dob":"01/02/19900"}"#, "dob"), (#"{"dob":"02/29/1900"}"#, "dob"),
            ("[]", nil),
        ] as [(String, String?)])
    func namesWhatIsWrong(_ text: String, _ field: String?) {
        do {
            _ = try Self.read(text)
            Issue.record("was read")
        } catch {
            #expect(error.kind == .field && error.field == field)
            #expect(!"\(error)".contains("marker"))
        }
    }

    @Test func lengthsAreLimited() throws {
        let long = String(repeating: "x", count: 8193)
        for (text, field) in [
            (#"{"email":""# + long + #""}"#, "email"), (#"{"phone":""# + long + #""}"#, "phone"),
            (#"{"address":{"city":""# + long.dropLast() + #""}}"#, "address"),
        ] {
            #expect(throws: WireFailure.field(field, "is longer than 8 KiB").asTooLarge()) { try Self.read(text) }
        }
        let certificate = String(repeating: "x", count: 65_537)
        #expect(throws: WireFailure.field("certs.kyc", "is longer than 64 KiB").asTooLarge()) {
            try Self.read(#"{"certs":{"kyc":""# + certificate + #""}}"#)
        }
        #expect(try Self.read(#"{"certs":{"kyc":""# + certificate.dropLast() + #""}}"#).certificates.count == 1)
        #expect(try Self.read(#"{"dob":"02/29/2000"}"#).texts.map(\.value) == ["02/29/2000"])
        #expect(try Self.read(#"{"email":""# + long.dropLast() + #""}"#).texts.count == 1)
    }

    @Test func answer() {
        let answer = BetaImportDocument.answer(recordID: "5bd5b0dbd4cd9a7eb7a7a1d1")
        #expect(
            String(decoding: answer, as: UTF8.self)
                == #"{"status":"success","data":{"recordId":"5bd5b0dbd4cd9a7eb7a7a1d1"}}"#)
    }

    @Test func neverPrintsWhatItHolds() throws {
        let read = try Self.read(#"{"email":"marker","selfie":{"mime_type":"image/png","value_base64":"AQID"}}"#)
        var printed = "\(read)" + String(reflecting: read)
        dump(read, to: &printed)
        #expect(!printed.contains("marker") && !printed.contains("- 1"))
    }
}
