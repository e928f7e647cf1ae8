/// The address of a receiver of webhooks, taken apart strictly: what one reader would take for a public host must not
/// be a private one to another.
package struct WebhookURL: Hashable, Sendable {
    package enum Host: Hashable, Sendable {
        /// In lower case, of letters, digits, hyphens and underscores.
        case name(String)
        case address(IPAddress)
    }

    /// The whole address, scheme and host in lower case.
    package let text: String
    package let isSecure: Bool
    package let host: Host
    package let port: Int
    /// Path and query, as they go out; begins with a slash.
    package let target: String

    /// In bytes.
    package static let longest = 2000

    package init(_ text: String, _ policy: WebhookPolicy) throws(Failure) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest else { throw Self.problem("A URL has at most \(Self.longest) bytes.") }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.problem(
                "A URL is printable ASCII without spaces. Write a host with other letters as xn--…, and the rest "
                    + "percent-encoded.")
        }
        let (isSecure, rest) = try Self.scheme(bytes)
        let authority = rest.prefix { !"/?#\\".utf8.contains($0) }
        let (hostText, port) = try Self.split(authority)
        self.isSecure = isSecure
        self.port = port ?? (isSecure ? 443 : 80)
        host = try Self.host(hostText)
        target = try Self.target(rest.dropFirst(authority.count))
        let shownHost = String(decoding: hostText, as: UTF8.self).lowercased()
        let shownPort = port.map { ":\($0)" } ?? ""
        self.text = (isSecure ? "https://" : "http://") + shownHost + shownPort + target
        try check(policy)
    }

    /// As it is to be connected to: a name, or a number without brackets.
    package var hostText: String {
        switch host {
        case .name(let name): name
        case .address(let address): address.text
        }
    }

    /// What stands before the path, for a log.
    package var origin: String { String(text.dropLast(target.count)) }

    private var isThisMachineByName: Bool {
        guard case .name(let name) = host else { return false }
        return name == "localhost" || name.hasSuffix(".localhost")
    }

    private func check(_ policy: WebhookPolicy) throws(Failure) {
        var isThisMachine = isThisMachineByName
        if case .address(let address) = host {
            isThisMachine = address.isLoopback
            if !isThisMachine, !policy.allows(address, isSecure: true) {
                throw Self.problem("A webhook goes to a public address. This one is private or reserved.")
            }
        }
        if isThisMachine, !policy.allowsLoopback {
            throw Self.problem("A webhook goes to a public address, not to the machine that Lethe runs on.")
        }
        guard isSecure || (isThisMachine && policy.allowsLoopback) else {
            throw Self.problem("A webhook's URL begins with https://.")
        }
    }
}

// Taking the text apart.
extension WebhookURL {
    private static func problem(_ message: String) -> Failure { .invalid(field: "url", message) }

    private static func scheme(_ bytes: [UInt8]) throws(Failure) -> (isSecure: Bool, rest: ArraySlice<UInt8>) {
        for (word, isSecure) in [("https://", true), ("http://", false)] {
            let start = String(decoding: bytes.prefix(word.utf8.count), as: UTF8.self)
            if start.lowercased() == word { return (isSecure, bytes.dropFirst(word.utf8.count)) }
        }
        throw problem("A webhook's URL begins with https://.")
    }

    private static func split(
        _ authority: ArraySlice<UInt8>
    ) throws(Failure) -> (host: ArraySlice<UInt8>, port: Int?) {
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw problem("A webhook's URL carries no user name and no password.")
        }
        var host = authority.prefix { $0 != UInt8(ascii: ":") }
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { throw badHost }
            host = authority[authority.startIndex...end]
        }
        let tail = authority.dropFirst(host.count)
        guard let colon = tail.first else { return (host, nil) }
        guard colon == UInt8(ascii: ":") else { throw badHost }
        let digits = tail.dropFirst()
        guard (1...5).contains(digits.count), digits.allSatisfy(isDigit), digits.first != UInt8(ascii: "0"),
            let port = UInt16(String(decoding: digits, as: UTF8.self))
        else { throw problem("A port is a number from 1 to 65535.") }
        return (host, Int(port))
    }

    private static func host(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Host {
        if bytes.first == UInt8(ascii: "[") {
            let inside = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
            guard let address = IPAddress(inside), inside.utf8.contains(UInt8(ascii: ":")) else { throw badHost }
            guard !address.isIPv4 else { throw badNumber }
            return .address(address)
        }
        let name = String(decoding: bytes, as: UTF8.self).lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else { throw badHost }
        guard isNumber(last) else { return .name(name) }
        // Only one spelling of a number: to some readers 2130706433, 0177.1 and 0x7f.1 are 127.0.0.1.
        guard let address = IPAddress(name) else { throw badNumber }
        return .address(address)
    }

    private static let badHost = problem("The host is a name such as hooks.example.com, or an IP address.")
    private static let badNumber = problem(
        "Write an IP address as four decimal numbers, such as 192.0.2.1, or as IPv6 in brackets.")

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
            return false
        }
        return bytes.allSatisfy { byte in
            isDigit(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }

    /// What `inet_aton` would take for a part of an address: digits, or `0x` and hexadecimal digits (WHATWG URL, "ends
    /// in a number").
    private static func isNumber(_ label: Substring) -> Bool {
        if label.utf8.allSatisfy(isDigit) { return true }
        return label.hasPrefix("0x")
            && label.utf8.dropFirst(2).allSatisfy { isDigit($0) || (0x61...0x66).contains($0) }
    }

    private static func target(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        guard !bytes.contains(UInt8(ascii: "#")) else {
            throw problem("A webhook's URL has no fragment: nothing behind a # reaches the receiver.")
        }
        guard bytes.allSatisfy({ !"\"<>[\\]^`{|}".utf8.contains($0) }), isEncoded(bytes) else {
            throw problem("The path or the query has a character that must be percent-encoded.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasPrefix("/") ? text : "/" + text
    }

    /// Whether behind each `%` stand two hexadecimal digits.
    private static func isEncoded(_ bytes: ArraySlice<UInt8>) -> Bool {
        let all = Array(bytes)
        return all.indices.allSatisfy { index in
            guard all[index] == UInt8(ascii: "%") else { return true }
            return index + 2 < all.count && isHexadecimal(all[index + 1]) && isHexadecimal(all[index + 2])
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
