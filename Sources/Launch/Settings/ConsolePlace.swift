internal import Configuration

/// Where the console is served, and what browsers see of it.
enum ConsolePlace: Sendable {
    /// On the address of the API.
    case shared(url: String?)
    /// On an address of its own.
    case own(ListenAddress, url: String?)
    case none

    init(_ source: SettingsSource) async throws {
        let address = try await source.text("console").map { try ListenAddress($0, setting: "console") }
        let url = try await source.text("consoleUrl").map { try Self.checked($0, setting: "consoleUrl") }
        if try await source.flag("noConsole") {
            guard address == nil else {
                throw LaunchFailure(.configuration, "The settings console and noConsole contradict each other.")
            }
            self = .none
        } else {
            self = address.map { .own($0, url: url) } ?? .shared(url: url)
        }
    }

    /// The console's address where it is not the API's.
    var ownAddress: ListenAddress? {
        if case .own(let address, _) = self { address } else { nil }
    }

    /// What the operator says that browsers see.
    var url: String? {
        switch self {
        case .shared(let url), .own(_, let url): url
        case .none: nil
        }
    }

    var isServed: Bool {
        if case .none = self { false } else { true }
    }

    /// An origin (RFC 6454), without the slash that people like to put at its end. Only `https` keeps a session's
    /// cookie; browsers make an exception for this machine.
    static func checked(_ text: String, setting: String) throws -> String {
        let url = (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased()
        let host = url.hasPrefix("https://") ? url.dropFirst(8) : url.dropFirst(7)
        let isPlain = url.hasPrefix("http://")
        let isOrigin =
            !host.isEmpty && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:[]".contains($0)) }
        guard isOrigin, url.hasPrefix("https://") || (isPlain && isThisMachine(host, setting)) else {
            throw LaunchFailure(
                .configuration,
                "The setting \(setting) is https://, a name and perhaps a port, nothing behind it; http:// only for "
                    + "this machine.")
        }
        return url
    }

    private static func isThisMachine(_ authority: Substring, _ setting: String) -> Bool {
        if ListenAddress.isLoopback(String(authority.filter { $0 != "[" && $0 != "]" })) { return true }
        return (try? ListenAddress(String(authority), setting: setting))?.isLoopback ?? false
    }
}
