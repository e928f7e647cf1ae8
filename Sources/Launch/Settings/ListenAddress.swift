internal import Domain

/// An address and a port to listen on: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
struct ListenAddress: Sendable {
    let host: String
    /// 0: any free one.
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(_ text: String, setting: String) throws {
        let failure = LaunchFailure(
            .configuration, "The setting \(setting) is an address and a port, such as 127.0.0.1:8080.")
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let last = parts.last, let port = Int(last), (0...65_535).contains(port) else {
            throw failure
        }
        var host = text.dropLast(last.count + 1)
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains(":") || IPAddress(host) != nil else { throw failure }
        self.host = String(host)
        self.port = port
    }

    var isLoopback: Bool { Self.isLoopback(host) }

    /// Whether it is an address by which others reach this machine, and no name.
    var isForeignNumber: Bool { IPAddress(host) != nil && !isLoopback }

    static func isLoopback(_ host: String) -> Bool {
        guard let address = IPAddress(host) else { return host == "localhost" }
        return ["127.0.0.0/8", "::1"].contains { (try? Network($0))?.contains(address) ?? false }
    }

    /// Such as `http://127.0.0.1:8080`.
    ///
    /// - Parameter boundPort: what a port of 0 became.
    func url(hasTLS: Bool, boundPort: Int? = nil) -> String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(hasTLS ? "https" : "http")://\(host):\(boundPort ?? port)"
    }
}
