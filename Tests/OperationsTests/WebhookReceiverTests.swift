import Crypto
import Domain
import Logging
import Operations
import ServiceLifecycle
import Store
import TestSupport
import Testing
import UseCases
import Wire

/// From a change to a receiver written in Swift, which believes nothing that isn't signed.
@Suite struct WebhookReceiverTests {
    /// What a receiver in Swift does with a request. It takes the signature over the bytes as they came, and over the
    /// document taken apart and written anew: reader and writer keep the order of the members.
    private struct SwiftReceiver {
        let secret: String

        func isSigned(_ request: LocalReceiver.Request) -> Bool { hub(request.body) == request["X-Hub-Signature"] }

        func isSignedWhenWrittenAnew(_ request: LocalReceiver.Request) throws -> Bool {
            let anew = try Self.writtenAnew(request.body)
            return anew == request.body && hub(anew) == request["X-Hub-Signature"]
        }

        /// Standard Webhooks 1.0.
        func isStandard(_ request: LocalReceiver.Request) throws -> Bool {
            let key = SymmetricKey(data: try #require(Base64.decode(Array(secret.utf8.dropFirst(6)))))
            let start = "\(request["webhook-id"] ?? "").\(request["webhook-timestamp"] ?? "")."
            let code = HMAC<SHA256>.authenticationCode(for: Array(start.utf8) + request.body, using: key)
            let wanted = "v1," + String(decoding: Base64.encode(Array(code)), as: UTF8.self)
            return (request["webhook-signature"] ?? "").split(separator: " ").contains { $0 == wanted }
        }

        private func hub(_ bytes: [UInt8]) -> String {
            let code = HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(secret.utf8)))
            return Hexadecimal.text(Array(code))
        }

        private static func writtenAnew(_ bytes: [UInt8]) throws -> [UInt8] {
            var writer = JSONWriter()
            writer.beginObject()
            for (key, node) in try JSONDocument(parsing: bytes).root.members {
                switch node.kind {
                case .string: writer.member(key, try #require(node.string))
                case .number: writer.member(key, Int(try #require(node.integer)))
                case .boolean: writer.member(key, node.boolean == true)
                default: Issue.record("a webhook's body has no \(node.kind)")
                }
            }
            writer.endObject()
            return writer.bytes
        }
    }

    private func registry(_ world: World) throws -> Registry {
        try Registry(
            Parts(
                database: world.database, keyStore: world.keyStore,
                pictures: PictureFiles(directory: world.directory.path + "/pictures"), clocks: world.clock.clocks,
                random: world.random.source, makeRSAKey: TestRSAKey.pkcs1, webhookBody: TestWebhookBody.make,
                webhookPolicy: WebhookPolicy(allowsLoopback: true)))
    }

    /// Runs the deliverer until `body` ends.
    private func delivering(_ registry: Registry, _ body: () async throws -> Void) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let transport = WebhookTransport(
            policy: registry.parts.webhookPolicy,
            resolver: HostResolver { _ in [IPAddress("127.0.0.1")].compactMap(\.self) },
            clocks: registry.parts.clocks)
        let group = ServiceGroup(
            services: [WebhookDeliverer(registry: registry, transport: transport, random: { 0.5 }, logger: logger)],
            logger: logger)
        async let running: Void = group.run()
        do {
            try await body()
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running
    }

    private func eventually(_ holds: () async throws -> Bool) async throws {
        for _ in 0..<1000 {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("did not come true within 10 s")
    }

    @Test func aReceiverInSwiftVerifiesWhatItGets() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let events = Set(WebhookEvent.allCases)
        try await LocalReceiver.with(LocalReceiver.Script { _, _ in LocalReceiver.ok() }) { receiver in
            let registry = try registry(world)
            let (webhookID, secret) = try await registry.createWebhook(
                WebhookSettings(name: "Swift", url: "http://hooks.localhost:\(receiver.port)/in", events: events),
                in: service.serviceID, by: .localOperator)
            try await delivering(registry) {
                let id = service.serviceID
                _ = try await registry.submit(Person("ädä\"<&>/\\").submission(), in: id, by: .localOperator)
                let ada = CandidateSelector.refID(try RefID("ädä\"<&>/\\"))
                for change in [StatusChange.startReview, .reject, .block] {
                    world.clock.advance(seconds: 1)
                    _ = try await registry.changeStatus(change, of: ada, in: id, by: .localOperator)
                }
                _ = try await registry.pingWebhook(webhookID, in: id, by: .localOperator)
                try await eventually { receiver.requests.count >= 6 }
                // What is finished does not come again.
                try await eventually { try registry.webhook(webhookID, in: id, by: .localOperator).waitingCount == 0 }
            }
            let swift = SwiftReceiver(secret: secret.withExposed { $0 })
            let requests = receiver.requests
            for request in requests {
                #expect(swift.isSigned(request))
                #expect(try swift.isSignedWhenWrittenAnew(request))
                #expect(try swift.isStandard(request))
                var forged = request
                forged.body[forged.body.count - 3] ^= 1
                #expect(!swift.isSigned(forged))
                #expect(try !swift.isStandard(forged))
                var replayed = request
                replayed.headers = request.headers.filter { $0.name != "webhook-timestamp" }
                replayed.headers.append(("webhook-timestamp", "1"))
                #expect(try !swift.isStandard(replayed))
                #expect(try !SwiftReceiver(secret: "whsec_AAAA").isStandard(request))
            }
            let told = requests.filter {
                $0.body.count > 0 && !String(decoding: $0.body, as: UTF8.self).contains("\"isPing\":true")
            }
            #expect(
                told.map { $0["X-Blockpass-Event"] } == [
                    "user.created", "user.readyToReview", "user.inReview", "review.rejected", "user.blocked",
                ], "in the order in which they happened")
            #expect(Set(requests.compactMap { $0["webhook-id"] }).count == 6)
        }
    }
}
