internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Asks the server, patiently: repeats what was cut or refused for lack of time, follows no redirect, and takes in no
/// more than it has room for.
package struct Receiver: Sendable {
    private let client: HTTPClient
    private let plan: Plan
    private let surroundings: Surroundings
    private let stop: Stop
    private let brake = Brake()

    /// The longest that one answer may take, in milliseconds: less than a lease lasts.
    private static let longestAnswer: Int64 = 540_000
    private static let largestSmallAnswer = 8 << 20

    /// Opens the connections for the length of `body`.
    package static func with<Result: Sendable>(
        _ plan: Plan, _ surroundings: Surroundings, _ stop: Stop, _ body: (Receiver) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(Int64(min(10, plan.idleSeconds)))
        configuration.timeout.read = .seconds(Int64(plan.idleSeconds))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = plan.parallelism + 1
        // Repeating is ours, with a limit.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(
                Receiver(client: client, plan: plan, surroundings: surroundings, stop: stop))
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private init(client: HTTPClient, plan: Plan, surroundings: Surroundings, stop: Stop) {
        self.client = client
        self.plan = plan
        self.surroundings = surroundings
        self.stop = stop
    }

    /// - Parameter path: behind the server's address, with its first slash.
    /// - Throws: `ReceptionFailure`, `Stop.Stopped`, or `ExtractionFailure` when asking again makes no sense.
    func get(_ path: String, largest: Int = largestSmallAnswer) async throws -> Answer {
        try await send(.GET, path, nil, largest)
    }

    /// Only for what may be said twice.
    func post(_ path: String, _ body: [UInt8]) async throws -> Answer {
        try await send(.POST, path, body, Self.largestSmallAnswer)
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]?, _ largest: Int) async throws -> Answer {
        var backoff = Backoff()
        while true {
            try await brake.wait(surroundings, stop)
            let trouble: Backoff.Trouble
            var last = ReceptionFailure.unavailable
            do {
                let answer = try await once(method, path, body, largest)
                guard [429, 500, 502, 503, 504].contains(answer.status) else { return try checked(answer) }
                trouble = .busy(seconds: answer.retryAfter)
            } catch let failure as ReceptionFailure {
                if case .tooLarge = failure { throw failure }
                (trouble, last) = (.broken, failure)
            }
            guard let pause = backoff.next(after: trouble, random: surroundings.randomNumber()) else { throw last }
            // What the server says about its load holds for everything that is under way.
            if case .busy(_?) = trouble { brake.hold(until: surroundings.uptime() + pause.milliseconds) }
            try await pauseUnlessStopped(pause)
        }
    }

    private func pauseUnlessStopped(_ duration: Duration) async throws {
        let pause = surroundings.pause
        try await stop.breaking { try await pause(duration) }
    }

    private func checked(_ answer: Answer) throws -> Answer {
        switch answer.status {
        case 401:
            throw ExtractionFailure(.notAllowed, "The server doesn't know this key (401), or it no longer works.")
        case 403:
            throw ExtractionFailure(
                .notAllowed,
                "The server refuses this key (403): it belongs to another service, lacks a permission, is called from a "
                    + "network that isn't allowed, or refuses plain answers.")
        case 300..<400:
            throw ExtractionFailure(
                .configuration,
                "The server answers with a redirect (\(answer.status)). It isn't followed, for the key would go along. "
                    + "Name the right address with --from.")
        default: return answer
        }
    }

    /// One request and its whole answer. A status that isn't 200 keeps only a small body.
    private func once(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8]?, _ largest: Int
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: plan.address.text + path)
        request.method = method
        request.headers.add(name: "Authorization", value: plan.key.text)
        request.headers.add(name: "User-Agent", value: "lethe-extract")
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let until = surroundings.uptime() + Self.longestAnswer
        do {
            let response = try await client.execute(request, timeout: .milliseconds(Self.longestAnswer))
            let status = Int(response.status.code)
            let content = try await bytes(of: response, largest: status == 200 ? largest : 1 << 16, until: until)
            let type = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
            let answer = Answer(
                status: status, isSealed: status == 200 && type.hasPrefix("application/jose"), body: content,
                retryAfter: RetryAfter.seconds(header: response.headers.first(name: "Retry-After"), body: content))
            // Where nothing but the end of the connection tells the end of the body, a cut looks like the end.
            let tellsItsEnd =
                response.headers.contains(name: "Content-Length")
                || response.headers.contains(name: "Transfer-Encoding")
            guard tellsItsEnd || status != 200 || answer.isWhole else { throw ReceptionFailure.unavailable }
            return answer
        } catch let failure as ReceptionFailure {
            throw failure
        } catch is CancellationError {
            throw Stop.Stopped()
        } catch {
            throw Self.isUnreachable(error) ? ReceptionFailure.unreachable : ReceptionFailure.unavailable
        }
    }

    private func bytes(of response: HTTPClientResponse, largest: Int, until: Int64) async throws -> [UInt8] {
        let announced = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let announced, announced > largest { throw ReceptionFailure.tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced ?? 0)
        for try await part in response.body {
            guard bytes.count + part.readableBytes <= largest else { throw ReceptionFailure.tooLarge }
            guard surroundings.uptime() < until else { throw ReceptionFailure.unavailable }
            bytes.append(contentsOf: part.readableBytesView)
        }
        if let announced, announced != bytes.count { throw ReceptionFailure.unavailable }
        return bytes
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        if error is NIOConnectionError { return true }
        guard let error = error as? HTTPClientError else { return error is IOError }
        return error == .connectTimeout
    }
}

/// Holds all requests back while the server wants to be left alone.
private final class Brake: Sendable {
    private let until = Mutex<Int64>(0)

    func hold(until time: Int64) { until.withLock { $0 = max($0, time) } }

    func wait(_ surroundings: Surroundings, _ stop: Stop) async throws {
        let left = until.withLock(\.self) - surroundings.uptime()
        guard left > 0 else { return }
        let pause = surroundings.pause
        try await stop.breaking { try await pause(.milliseconds(left)) }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
