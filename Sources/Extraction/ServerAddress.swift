internal import Glibc

/// Where the server is. Plain HTTP only to this machine: an identity never crosses a network in the open.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// Scheme, host, port and the path before the API's own, without a slash at the end.
    package let text: String

    package var description: String { text }

    package init(_ url: String) throws(ExtractionFailure) {
        let isSecure = url.lowercased().hasPrefix("https://")
        guard isSecure || url.lowercased().hasPrefix("http://") else {
            throw ExtractionFailure(.usage, "--from must be an address such as https://kyc.example.com.")
        }
        let rest = url.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard let host = Self.host(authority), Self.isPath(path) else {
            throw ExtractionFailure(
                .usage, "--from must be scheme, host and port, perhaps a path; no name, password, query or fragment.")
        }
        guard isSecure || Self.isLoopback(host) else {
            throw ExtractionFailure(
                .usage,
                "--from must begin with https://. Plain HTTP is only for this machine (127.0.0.1, ::1, localhost).")
        }
        var text = (isSecure ? "https://" : "http://") + authority + path
        while text.hasSuffix("/") { text.removeLast() }
        self.text = text
    }

    /// The host of `host:port`, without the brackets of an IPv6 address; `nil` when it is none.
    private static func host(_ authority: Substring) -> String? {
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.first == ":", isIPv6(String(host)) else { return nil }
            port = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port { guard let number = UInt16(port), number > 0 else { return nil } }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        guard !host.isEmpty, isName || authority.first == "[" else { return nil }
        return String(host)
    }

    private static func isPath(_ path: Substring) -> Bool {
        path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"?#\\\"<>^`{|}".utf8.contains(byte)
        }
    }

    private static func isIPv6(_ host: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, host, &address) == 1
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        var six = in6_addr()
        guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
        return withUnsafeBytes(of: &six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }
}

extension String {
    /// Every byte but letters, digits, `-`, `.`, `_` and `~` percent-encoded.
    var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
