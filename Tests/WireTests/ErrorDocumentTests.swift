import Testing
import Wire

@Suite struct ErrorDocumentTests {
    @Test func withoutExtras() {
        let answer = ErrorDocument(code: 404, error: "not_found", message: "No such \"candidate\".").answer()
        #expect(
            String(decoding: answer, as: UTF8.self)
                == #"{"status":"error","code":404,"message":"No such \"candidate\".","error":"not_found","#
                + #""data":{"code":404,"error":"not_found","extra":{}},"extra":{}}"#)
    }

    @Test func withExtras() {
        let document = ErrorDocument(
            code: 429, error: "rate_limited", message: "Slow down.", field: "identities.dob", retryAfter: 3,
            requestID: "r1")
        let extra = #"{"field":"identities.dob","retryAfter":3,"requestId":"r1"}"#
        #expect(
            String(decoding: document.answer(), as: UTF8.self)
                == #"{"status":"error","code":429,"message":"Slow down.","error":"rate_limited","#
                + #""data":{"code":429,"error":"rate_limited","extra":"# + extra + #"},"extra":"# + extra + "}")
    }
}
