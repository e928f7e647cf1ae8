import Domain
import Operations
import Synchronization
import TestSupport
import Testing
import UseCases

/// One attempt at a time, against receivers on this machine that do what receivers shouldn't.
@Suite(.serialized) struct WebhookTransportTests {
    private static let developer = WebhookPolicy(allowsLoopback: true)
    private let clock = FakeClock()

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func delivery(_ url: String, body: String = "{}") -> DueDelivery {
        DueDelivery(
            deliveryID: DeliveryID(at: clock.now, random: [1, 2, 3, 4, 5, 6]),
            webhookID: WebhookID(at: clock.now, random: [6, 5, 4, 3, 2, 1]), url: url, attempt: 1,
            headers: { [("Content-Type", "application/json"), ("X-At", "\($0.milliseconds)")] }, body: Array(body.utf8))
    }

    private func transport(
        _ policy: WebhookPolicy = developer, seconds: Double = 15, to addresses: [IPAddress]...
    ) -> WebhookTransport {
        let calls = Mutex(0)
        let resolver = HostResolver { _ in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            return addresses.isEmpty ? [] : addresses[min(call, addresses.count) - 1]
        }
        return WebhookTransport(
            policy: policy, resolver: resolver, clocks: clock.clocks, limit: .milliseconds(Int64(seconds * 1000)))
    }

    private func attempt(
        _ transport: WebhookTransport, _ url: String, body: String = "{}"
    ) async throws
        -> (AttemptResult, Int64?)
    {
        let outcome = try #require(await transport.attempt(delivery(url, body: body)))
        return (outcome.result, outcome.retryAfter)
    }

    /// `nil`: delivered.
    private func end(_ transport: WebhookTransport, _ url: String) async throws -> String? {
        let (result, _) = try await attempt(transport, url)
        return result.isDelivered ? nil : result.failure ?? "no success"
    }

    @Test func theRequestIsWhatWasSignedAndTheAnswerIsKept() async throws {
        let home = try address("127.0.0.1")
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in LocalReceiver.ok("thanks") }) { receiver in
            let url = "http://hooks.localhost:\(receiver.port)/in%20box/a//b/../c?x=%2F1&y=a+b"
            let (result, _) = try await attempt(transport(to: [home]), url, body: "{\"a\":\"ä\"}")
            #expect(result.isDelivered && result.httpStatus == 200 && result.failure == nil)
            #expect(result.answer == Array("thanks".utf8) && result.startedAt == clock.now)
            let request = try #require(receiver.requests.first)
            #expect(request.line == "POST /in%20box/a//b/../c?x=%2F1&y=a+b HTTP/1.1")
            #expect(request["Host"] == "hooks.localhost:\(receiver.port)" && request["Connection"] == "close")
            #expect(request["X-At"] == "\(clock.now.milliseconds)" && request.body == Array("{\"a\":\"ä\"}".utf8))
        }
    }

    @Test func theConnectionGoesToTheVettedAddressAndNowhereElse() async throws {
        let (home, other) = (try address("127.0.0.1"), try address("127.0.0.2"))
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in LocalReceiver.ok("home") }) { first in
            try await LocalReceiver.with(
                LocalReceiver.Script { _, _ in LocalReceiver.ok("other") }, at: "127.0.0.2", port: first.port
            ) {
                second in
                // Whoever resolved `localhost` himself would come to 127.0.0.1.
                for host in ["localhost", "a.localhost", "xn--bcher-kva.localhost", "a_b.localhost"] {
                    let (result, _) = try await attempt(transport(to: [other]), "http://\(host):\(first.port)/")
                    #expect(result.answer == Array("other".utf8), "\(host)")
                }
                #expect(first.connections == 0 && second.connections == 4)
                let (result, _) = try await attempt(transport(to: [home]), "http://LocalHost:\(first.port)/")
                #expect(result.answer == Array("home".utf8))
            }
        }
    }

    @Test func aNameThatMovesToAPrivateAddressIsRefusedAtTheNextAttempt() async throws {
        let (home, inside) = (try address("127.0.0.1"), try address("10.0.0.1"))
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in LocalReceiver.ok() }) { receiver in
            let url = "http://hooks.localhost:\(receiver.port)/"
            let moving = transport(to: [home], [inside], [home, inside], [home])
            var ends: [String?] = []
            for _ in 1...3 { ends.append(try await end(moving, url)) }
            let refused = AttemptFailure.addressRefused.rawValue
            #expect(ends == [nil, refused, refused])
            #expect(receiver.connections == 1, "one bad address among good ones, and none is used")
            let last = try await end(moving, url)
            #expect(last == nil && receiver.connections == 2)
        }
    }

    @Test(arguments: [
        "169.254.169.254", "::1", "10.0.0.1", "127.0.0.1", "0.0.0.0", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "fd00::1", "fe80::1", "192.168.0.1", "100.64.0.1", "224.0.0.1",
    ])
    func aNameOfAPrivateAddressIsRefused(text: String) async throws {
        let good = try address("1.1.1.1")
        for addresses in [[try address(text)], [good, try address(text)], [try address(text), good]] {
            let (result, _) = try await attempt(
                transport(.publicOnly, to: addresses), "https://hooks.example.com/secret-path")
            #expect(
                result.failure == AttemptFailure.addressRefused.rawValue && result.httpStatus == nil
                    && !result.isDelivered)
        }
    }

    @Test(arguments: [
        "https://2130706433/", "https://0177.0.0.1/", "https://0x7f.1/", "https://127.1/", "https://[::ffff:10.0.0.1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/", "http://example.com/", "http://localhost/", "https://a@example.com/", "",
    ])
    func aURLThatIsNoLongerAllowedIsNotCalled(url: String) async throws {
        let never = WebhookTransport(
            policy: .publicOnly,
            resolver: HostResolver { _ in
                Issue.record("nothing is to be resolved")
                return []
            }, clocks: clock.clocks)
        let (result, _) = try await attempt(never, url)
        #expect(result.failure == AttemptFailure.urlRefused.rawValue)
    }

    @Test func plainHTTPGoesToThisMachineOnlyWhateverItsNameSays() async throws {
        let policy = WebhookPolicy(allowsLoopback: true, networks: [try Network("10.0.0.0/8")])
        for text in ["10.0.0.1", "1.1.1.1"] {
            let (result, _) = try await attempt(transport(policy, to: [try address(text)]), "http://hooks.localhost/")
            #expect(result.failure == AttemptFailure.addressRefused.rawValue)
        }
    }

    @Test func theSecondAddressIsTriedWhereTheFirstDoesNotListen() async throws {
        let (home, silent) = (try address("127.0.0.1"), try address("127.0.0.3"))
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in LocalReceiver.ok() }) { receiver in
            let url = "http://hooks.localhost:\(receiver.port)/"
            let ends = [
                try await end(transport(to: [silent, home]), url), try await end(transport(to: [silent]), url),
                try await end(transport(), url),
            ]
            #expect(ends == [nil, AttemptFailure.unreachable.rawValue, AttemptFailure.unknownHost.rawValue])
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", 302),
        ("HTTP/1.1 308 Permanent Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 308),
        ("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", 500),
        ("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 410), ("HTTP/1.1 404 Not Found\r\n\r\n", 404),
    ])
    func anAnswerThatIsNoSuccessIsNoDelivery(answer: String, status: Int) async throws {
        let home = try address("127.0.0.1")
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in [.say(answer), .hangUp] }) { receiver in
            let (result, _) = try await attempt(transport(to: [home]), "http://hooks.localhost:\(receiver.port)/")
            #expect(result.httpStatus == status && result.failure == nil && !result.isDelivered)
            #expect(receiver.connections == 1, "a redirect is not followed")
        }
    }

    @Test(
        arguments: [
            ("503", "Retry-After: 7\r\n", Int64(7)), ("429", "Retry-After: 120\r\n", 120),
            ("503", "Retry-After: soon\r\n", nil),
            ("503", "", nil), ("500", "Retry-After: 7\r\n", nil), ("200", "Retry-After: 7\r\n", nil),
        ] as [(String, String, Int64?)])
    func aBusyReceiverSaysHowLong(status: String, header: String, seconds: Int64?) async throws {
        let home = try address("127.0.0.1")
        try await LocalReceiver.with(
            LocalReceiver.Script { _, _ in [.say("HTTP/1.1 \(status) A\r\n\(header)Content-Length: 0\r\n\r\n")] }
        ) { receiver in
            let (_, wish) = try await attempt(transport(to: [home]), "http://hooks.localhost:\(receiver.port)/")
            #expect(wish == seconds)
        }
    }

    @Test func wrongAnswersAreNoDeliveries() async throws {
        let home = try address("127.0.0.1")
        let wrong: [(acts: [LocalReceiver.Act], failure: AttemptFailure, status: Int?)] = [
            ([.say("garbage\r\n\r\n"), .hangUp], .notHTTP, nil),
            ([.say("\u{16}\u{3}\u{1}\u{2}"), .hangUp], .notHTTP, nil),
            ([.hangUp], .cut, nil), ([.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .hangUp], .cut, 200),
            ([], .late, nil), ([.say("HTTP/1.1 200 OK\r\n")], .late, nil),
            ([.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")], .late, 200),
            ([.drip("HTTP/1.1 100 Continue\r\n\r\n", everyMilliseconds: 20)], .late, nil),
            ([.say("HTTP/1.1 200 OK\r\n"), .drip("A: b\r\n", everyMilliseconds: 20)], .late, nil),
            (
                [
                    .say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                    .drip("1\r\na\r\n", everyMilliseconds: 20),
                ],
                .late, 200
            ),
        ]
        for (acts, failure, status) in wrong {
            try await LocalReceiver.with(LocalReceiver.Script { _, _ in acts }) { receiver in
                // Time that a busy machine needs is no answer that comes late.
                let (result, _) = try await attempt(
                    transport(seconds: failure == .late ? 2 : 20, to: [home]),
                    "http://hooks.localhost:\(receiver.port)/")
                #expect(
                    result.failure == failure.rawValue && result.httpStatus == status && !result.isDelivered, "\(acts)")
            }
        }
    }

    @Test func aLongAnswerIsCutAndOnlyItsBeginningKept() async throws {
        let home = try address("127.0.0.1")
        let kilobyte = String(repeating: "k", count: 1024)
        try await LocalReceiver.with(
            LocalReceiver.Script { number, _ in
                switch number {
                case 1: [.say("HTTP/1.1 200 OK\r\n\r\n"), .flood(kilobyte)]
                case 2: [.say("HTTP/1.1 500 No\r\n\r\n"), .flood(kilobyte)]
                case 3: [.say("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"), .flood(kilobyte)]
                default: [.say("HTTP/1.1 200 OK\r\nContent-Length: 3072\r\n\r\nstart"), .sayAgain(kilobyte, times: 3)]
                }
            }
        ) { receiver in
            for status in [200, 500, 200, 200] {
                let (result, _) = try await attempt(transport(to: [home]), "http://hooks.localhost:\(receiver.port)/")
                #expect(result.httpStatus == status && result.failure == nil && result.isDelivered == (status == 200))
                #expect(result.answer.count == 1024)
            }
        }
    }

    @Test func aHeaderWithoutEndIsNotReadToItsEnd() async throws {
        let home = try address("127.0.0.1")
        let line = "A: " + String(repeating: "b", count: 1024) + "\r\n"
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in [.say("HTTP/1.1 200 OK\r\n"), .flood(line)] }) {
            receiver in
            let (result, _) = try await attempt(transport(to: [home]), "http://hooks.localhost:\(receiver.port)/")
            #expect(result.failure == AttemptFailure.notHTTP.rawValue && !result.isDelivered)
        }
    }

    @Test func aNameServerThatDoesNotAnswerEndsWithTheAttempt() async throws {
        let resolver = HostResolver { _ in
            try? await Task.sleep(for: .seconds(60))
            return []
        }
        let transport = WebhookTransport(
            policy: .publicOnly, resolver: resolver, clocks: clock.clocks, limit: .milliseconds(200))
        let (result, _) = try await attempt(transport, "https://hooks.example.com/")
        #expect(result.failure == AttemptFailure.late.rawValue)
    }

    @Test func aCancelledAttemptHasNoResult() async throws {
        let home = try address("127.0.0.1")
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in [] }) { receiver in
            let transport = transport(to: [home])
            let due = delivery("http://hooks.localhost:\(receiver.port)/")
            let attempt = Task { await transport.attempt(due) }
            while receiver.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            attempt.cancel()
            #expect(await attempt.value == nil)
        }
    }

    @Test func theSystemResolvesAndAWaitForItCanBeCancelled() async throws {
        let system = HostResolver.system()
        let addresses = await system.addresses("localhost")
        #expect(!addresses.isEmpty && addresses.allSatisfy(\.isLoopback))
        #expect(await system.addresses("does-not-exist.invalid").isEmpty)
        let many = await withTaskGroup(of: [IPAddress].self) { group in
            for _ in 0..<50 { group.addTask { await system.addresses("localhost") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(many.count == 50 && many.allSatisfy { $0 == addresses })
        let cancelled = Task { await system.addresses("does-not-exist-either.invalid") }
        cancelled.cancel()
        #expect(await cancelled.value.isEmpty)
    }
}
