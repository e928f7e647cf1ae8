import Console
import TestSupport
import Testing

/// What the second step of a binding carries.
@Suite struct KeyReceiverTests {
    @Test(arguments: ["<b>", "eyJ.a b", "ä", "a\"b", String(repeating: "a", count: 5000)])
    func whatIsNoChallengeOfOursIsNotPrinted(_ text: String) {
        #expect(ReceiverQuestion(challenge: text, thumbprint: text, isPEM: false).challenge == "")
        #expect(ReceiverQuestion(challenge: text, thumbprint: text, isPEM: false).thumbprint == "")
    }

    @Test func aChallengeStays() {
        let question = ReceiverQuestion(challenge: "eyJhbGc.-_.a.b.c", thumbprint: "NzbLsXh8uDCcd-6MN_", isPEM: false)
        #expect(question.challenge == "eyJhbGc.-_.a.b.c")
        #expect(question.thumbprint == "NzbLsXh8uDCcd-6MN_")
    }

    @Test func theProgramReadsWhatTheReceiverHas() {
        #expect(ReceiverQuestion.program(isPEM: true).contains("private.pem"))
        #expect(ReceiverQuestion.program(isPEM: false).contains("private.jwk"))
        #expect(ReceiverQuestion.program(isPEM: false).split(separator: "\n").count == 6)
    }
}
