import Extraction
import Testing

@Suite struct PatienceTests {
    /// Each pause is between half and the whole of twice the one before; then it is over.
    @Test(arguments: [0, 1, 12_345, UInt64.max])
    func pausesGrow(random: UInt64) {
        var backoff = Backoff()
        for whole in [250, 500, 1000, 2000, 4000] {
            let pause = backoff.next(after: .broken, random: random)
            #expect(pause.map { $0 >= .milliseconds(whole / 2) && $0 <= .milliseconds(whole) } == true)
        }
        #expect(backoff.next(after: .broken, random: random) == nil)
    }

    @Test func chanceSpreadsReceivers() {
        let pauses = (0..<100).map { number -> Duration? in
            var backoff = Backoff()
            return backoff.next(after: .broken, random: UInt64(number))
        }
        #expect(Set(pauses).count == 100)
    }

    /// The server's word counts, however often, until it asks for too much in all.
    @Test func theServersWordCounts() {
        var backoff = Backoff()
        for _ in 0..<9 {
            let pause = backoff.next(after: .busy(seconds: 100), random: 7)
            #expect(pause.map { $0 >= .seconds(100) && $0 < .seconds(101) } == true)
        }
        #expect(backoff.next(after: .busy(seconds: 1), random: 7) == nil)
        var other = Backoff()
        #expect(other.next(after: .busy(seconds: 901), random: 7) == nil)
    }

    /// A server that says "at once" for ever is given up in the end.
    @Test func noPatienceWithoutEnd() {
        var backoff = Backoff()
        var count = 0
        while backoff.next(after: .busy(seconds: 0), random: 0) != nil { count += 1 }
        #expect(count == Backoff.longestWait)
    }

    @Test func busyWithoutANumberIsLikeACut() {
        var backoff = Backoff()
        var count = 0
        while backoff.next(after: .busy(seconds: nil), random: 0) != nil { count += 1 }
        #expect(count == Backoff.mostTries - 1)
    }

    @Test(arguments: [
        ("7", "", 7), ("0", "", 0), (nil, #"{"extra":{"retryAfter":3}}"#, 3), ("x", #"{"extra":{"retryAfter":3}}"#, 3),
        (nil, #"{"extra":{"retryAfter":-3}}"#, nil), (nil, "", nil), ("-1", "", nil), ("1.5", "", nil),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "", nil), ("99999999999999999999", "", nil),
    ])
    func readsRetryAfter(header: String?, body: String, seconds: Int?) {
        #expect(RetryAfter.seconds(header: header, body: Array(body.utf8)) == seconds)
    }
}
