internal import AsyncHTTPClient
internal import Domain
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// One request over one connection to one address, then both are gone. No redirect is followed, no proxy asked.
struct AttemptClient: Sendable {
    private let tls: TLSConfiguration

    private static let connectTimeout = TimeAmount.seconds(5)
    /// The attempt as a whole has a limit of its own, which is shorter.
    private static let longestRequest = TimeAmount.seconds(60)

    /// Nothing was said yet, so another address may be tried. A connection that is reset may have brought the request.
    private static let unreachableCodes = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EADDRNOTAVAIL]

    init(moreRoots: [NIOSSLCertificate]) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .fullVerification
        if let roots = Self.systemRoots() { tls.trustRoots = .certificates(roots) }
        if !moreRoots.isEmpty { tls.additionalTrustRoots = [.certificates(moreRoots)] }
        self.tls = tls
    }

    /// Where distributions keep them: Debian, Alpine and Arch; Fedora.
    private static let rootFiles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    /// The system's root certificates, read once: a client that trusts "the default" reads and parses all of them again for
    /// every connection. `nil` where they are elsewhere or can't be read: then that is what it does.
    private static func systemRoots() -> [NIOSSLCertificate]? {
        rootFiles.lazy.compactMap { try? NIOSSLCertificate.fromPEMFile($0) }.first { !$0.isEmpty }
    }

    /// Answers `false` when no connection could be made; what comes of the answer goes to `answer`.
    func post(
        _ body: [UInt8], _ headers: [(name: String, value: String)], to url: WebhookURL, at address: IPAddress,
        _ answer: AnswerSoFar
    ) async throws -> Bool {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(url, address))
        do {
            try await exchange(client, request(body, headers, url), answer)
            try? await client.shutdown()
            return true
        } catch {
            try? await client.shutdown()
            if Self.isUnreachable(error) { return false }
            throw Self.failure(error)
        }
    }

    /// The name stands in the URL, for the certificate and the Host header; the connection goes to the address.
    private func configuration(_ url: WebhookURL, _ address: IPAddress) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.proxy = nil
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = Self.connectTimeout
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.maximumUsesPerConnection = 1
        if case .name(let name) = url.host { configuration.dnsOverride = [name: address.text] }
        // Should a new version of the client ever resolve by itself, nothing is said to where that leads.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let peer = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            guard peer != address else { return channel.eventLoop.makeSucceededVoidFuture() }
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(AttemptFailure.addressRefused)
        }
        return configuration
    }

    private func request(
        _ body: [UInt8], _ headers: [(name: String, value: String)], _ url: WebhookURL
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
        if !request.headers.contains(name: "User-Agent") {
            request.headers.add(name: "User-Agent", value: "Lethe")
        }
        request.headers.replaceOrAdd(name: "Connection", value: "close")
        request.body = .bytes(ByteBuffer(bytes: body))
        return request
    }

    private func exchange(_ client: HTTPClient, _ request: HTTPClientRequest, _ answer: AnswerSoFar) async throws {
        let response = try await client.execute(request, timeout: Self.longestRequest)
        let isBusy = response.status == .tooManyRequests || response.status == .serviceUnavailable
        let wish = isBusy ? response.headers.first(name: "Retry-After").flatMap { Int64($0) } : nil
        answer.began(status: Int(response.status.code), retryAfter: wish)
        for try await part in response.body {
            guard answer.take(part.readableBytesView) else { return }
        }
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return error == .connectTimeout }
        if let error = error as? ChannelError, case .connectTimeout = error { return true }
        guard let error = error as? IOError else { return error is NIOConnectionError }
        return unreachableCodes.contains(error.errnoCode)
    }

    private static func failure(_ error: any Error) -> AttemptFailure {
        switch error {
        case let failure as AttemptFailure: failure
        case let error as HTTPParserError: error == .invalidEOFState ? .cut : .notHTTP
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: .insecure
        case let error as HTTPClientError where error == .tlsHandshakeTimeout: .insecure
        default: .cut
        }
    }
}
