import Testing
import Wire

@Suite struct WebhookDocumentTests {
    private func document(
        event: String, status: String, refID: String?, isPing: Bool = false, progress: WebhookDocument.Progress?
    ) -> String {
        let document = WebhookDocument(
            guid: "5bea000000000000000000b1", status: status, clientID: "acme_00001", event: event,
            recordID: "5bea000000000000000000c1", refID: refID, isPing: isPing,
            webhookID: "5bea000000000000000000a1", progress: progress)
        #expect("\(document)" == "(WebhookDocument)", "a refId may be an e-mail")
        return String(decoding: document.bytes(), as: UTF8.self)
    }

    /// The keys in the order of the contract, as `JSON.stringify` would print them.
    @Test func everything() {
        let progress = WebhookDocument.Progress(
            submitCount: 2, blockPassID: "5bea000000000000000000d1", isArchived: false, inreviewDate: 1_542_019_757_973,
            waitingDate: 1_542_019_757_000, approvedDate: 1_542_019_758_000)
        #expect(
            document(event: "review.approved", status: "approved", refID: "ä/1@x.example", progress: progress)
                == #"{"guid":"5bea000000000000000000b1","status":"approved","clientId":"acme_00001","#
                + #""event":"review.approved","recordId":"5bea000000000000000000c1","refId":"ä/1@x.example","#
                + #""submitCount":2,"blockPassID":"5bea000000000000000000d1","isArchived":false,"#
                + #""inreviewDate":"2018-11-12T10:49:17.973Z","waitingDate":"2018-11-12T10:49:17.000Z","#
                + #""approvedDate":"2018-11-12T10:49:18.000Z","isPing":false,"env":"prod","#
                + #""webhookId":"5bea000000000000000000a1"}"#)
    }

    @Test func whatNeverWasIsAbsent() {
        #expect(
            document(event: "user.created", status: "incomplete", refID: nil, isPing: true, progress: nil)
                == #"{"guid":"5bea000000000000000000b1","status":"incomplete","clientId":"acme_00001","#
                + #""event":"user.created","recordId":"5bea000000000000000000c1","isPing":true,"env":"prod","#
                + #""webhookId":"5bea000000000000000000a1"}"#)
        let progress = WebhookDocument.Progress(
            submitCount: 1, blockPassID: "5bea000000000000000000d1", isArchived: true, inreviewDate: nil,
            waitingDate: nil, approvedDate: nil)
        #expect(
            document(event: "user.deleted", status: "deleted", refID: "12-3", progress: progress)
                .contains(
                    #""refId":"12-3","submitCount":1,"blockPassID":"5bea000000000000000000d1","isArchived":true,"isPing""#
                ))
    }
}
