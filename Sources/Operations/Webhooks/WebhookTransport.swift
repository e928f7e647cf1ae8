package import Domain
package import NIOSSL
package import UseCases

/// Makes one attempt to deliver: resolves the host, vets every address, posts to a vetted one, reads the answer.
package struct WebhookTransport: Sendable {
    /// For all of it, from the name to the end of the answer.
    package static let longestAttempt = Duration.seconds(15)
    /// Bytes of an answer that are read. A longer one is cut there; its status counts.
    package static let largestAnswer = 64 << 10
    /// Addresses of one host that are tried, each only when no connection could be made to those before.
    private static let mostAddresses = 4

    package struct Outcome: Sendable {
        package let result: AttemptResult
        /// Seconds for which a receiver that is too busy wants to be left alone.
        package let retryAfter: Int64?
    }

    private let policy: WebhookPolicy
    private let resolver: HostResolver
    private let clocks: Clocks
    private let limit: Duration
    private let client: AttemptClient

    /// - Parameters:
    ///   - trustRoots: trusted besides the system's.
    ///   - limit: for a test that can't wait.
    package init(
        policy: WebhookPolicy, trustRoots: [NIOSSLCertificate] = [], resolver: HostResolver = .system(),
        clocks: Clocks, limit: Duration = longestAttempt
    ) {
        self.policy = policy
        self.resolver = resolver
        self.clocks = clocks
        self.limit = limit
        client = AttemptClient(moreRoots: trustRoots)
    }

    /// `nil` when the task was cancelled: then nobody knows whether the receiver has it.
    package func attempt(_ delivery: DueDelivery) async -> Outcome? {
        let (startedAt, start) = (clocks.now(), clocks.uptime().milliseconds)
        let answer = AnswerSoFar()
        var failure: AttemptFailure?
        do {
            try await withinLimit { try await send(delivery, at: startedAt, answer) }
        } catch let known as AttemptFailure {
            failure = known
        } catch {
            failure = .cut
        }
        guard !Task.isCancelled else { return nil }
        let read = answer.read
        let result = AttemptResult(
            startedAt: startedAt, milliseconds: max(0, clocks.uptime().milliseconds - start), httpStatus: read.status,
            failure: failure?.rawValue, answer: read.kept)
        return Outcome(result: result, retryAfter: read.retryAfter)
    }

    private func withinLimit(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let limit = limit
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw AttemptFailure.late
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func send(_ delivery: DueDelivery, at startedAt: Instant, _ answer: AnswerSoFar) async throws {
        guard let url = Self.url(delivery.url, policy) else { throw AttemptFailure.urlRefused }
        let headers = delivery.headers(startedAt)
        for address in try await vettedAddresses(url).prefix(Self.mostAddresses) {
            let isReached = try await client.post(delivery.body, headers, to: url, at: address, answer)
            if isReached { return }
        }
        throw AttemptFailure.unreachable
    }

    /// Resolved anew for each attempt. One address that isn't allowed, and none is used.
    private func vettedAddresses(_ url: WebhookURL) async throws -> [IPAddress] {
        var addresses: [IPAddress]
        switch url.host {
        case .address(let address): addresses = [address]
        case .name(let name): addresses = await resolver.addresses(name)
        }
        guard !addresses.isEmpty else { throw AttemptFailure.unknownHost }
        guard addresses.allSatisfy({ policy.allows($0, isSecure: url.isSecure) }) else {
            throw AttemptFailure.addressRefused
        }
        return addresses
    }

    private static func url(_ text: String, _ policy: WebhookPolicy) -> WebhookURL? {
        do throws(Failure) { return try WebhookURL(text, policy) } catch { return nil }
    }
}
