import Testing
import Wire

@Suite struct WhoAmIDocumentTests {
    @Test func everything() {
        let document = WhoAmIDocument(
            id: "0123456789Ab", description: "ERP", scope: "pictures", permissions: ["read", "write"],
            expiresAt: 1_542_019_757_973, archiveAfterSeconds: 0, archiveAfter: "acknowledgement",
            refusesPlain: true, receiverThumbprint: "NzbLsXh8", handoverStatus: "waiting",
            networks: ["10.0.0.0/8", "2001:db8::/32"],
            enabled: false)
        #expect(
            String(decoding: document.answer(), as: UTF8.self)
                == #"{"status":"success","data":{"id":"0123456789Ab","description":"ERP","scope":"pictures","#
                + #""permissions":["read","write"],"expiresAt":"2018-11-12T10:49:17.973Z","archiveAfterSeconds":0,"#
                + #""archiveAfter":"acknowledgement","refusesPlain":true,"receiverThumbprint":"NzbLsXh8","#
                + #""handoverStatus":"waiting","#
                + #""networks":["10.0.0.0/8","2001:db8::/32"],"enabled":false}}"#)
    }

    @Test func absentWhatIsNever() {
        let document = WhoAmIDocument(id: "0123456789Ab", description: "", scope: "metadata", permissions: ["read"])
        #expect(
            String(decoding: document.answer(), as: UTF8.self)
                == #"{"status":"success","data":{"id":"0123456789Ab","description":"","scope":"metadata","#
                + #""permissions":["read"],"refusesPlain":false,"handoverStatus":"approved","networks":[],"enabled":true}}"#
        )
    }
}
