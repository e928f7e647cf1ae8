/// An IPv4 or IPv6 address as its 16 bytes; IPv4 stands in its mapped form (RFC 4291, section 2.5.5.2).
package struct IPAddress: Hashable, Sendable {
    package let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    package var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    /// Takes 4 or 16 bytes in network order.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.bytes = Self.mappedPrefix + bytes
        case 16: self.bytes = bytes
        default: return nil
        }
    }

    /// Reads the textual forms of RFC 4291, section 2.2, without a zone.
    package init?(_ text: some StringProtocol) {
        if let four = Self.ipv4(text) {
            bytes = Self.mappedPrefix + four
        } else if let sixteen = Self.ipv6(text) {
            bytes = sixteen
        } else {
            return nil
        }
    }

    private static func ipv4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != 0x30, let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func ipv6(_ text: some StringProtocol) -> [UInt8]? {
        let characters = String(text)
        guard characters.utf8.contains(0x3A) else { return nil }
        let halves = Self.halves(of: characters)
        guard halves.count <= 2 else { return nil }
        guard let head = groups(halves[0], mayEndInIPv4: halves.count == 1) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1], mayEndInIPv4: true), head.count + tail.count <= 14 else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Cuts at `::`.
    private static func halves(of text: String) -> [String] {
        var halves = [""]
        var rest = Substring(text)
        while let first = rest.first {
            if rest.hasPrefix("::") {
                halves.append("")
                rest = rest.dropFirst(2)
            } else {
                halves[halves.count - 1].append(first)
                rest = rest.dropFirst()
            }
        }
        return halves
    }

    private static func groups(_ text: String, mayEndInIPv4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, let four = ipv4(part) {
                bytes += four
                continue
            }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexadecimal),
                let group = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes.count <= 16 ? bytes : nil
    }

    private static func isHexadecimal(_ character: UInt8) -> Bool {
        switch character {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}

/// A range of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), or a single address.
package struct Network: Hashable, Sendable {
    package let text: String
    private let block: AddressBlock

    package init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { throw Self.problem }
        let isIPv4 = address.isIPv4 && !parts[0].contains(":")
        var bits = 128
        if parts.count == 2 {
            let isNumber = !parts[1].isEmpty && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isNumber, let given = Int(parts[1]), given <= (isIPv4 ? 32 : 128) else { throw Self.problem }
            bits = isIPv4 ? 96 + given : given
        }
        self.text = text
        block = AddressBlock(bytes: address.bytes, bits: bits)
    }

    package func contains(_ address: IPAddress) -> Bool { block.contains(address) }

    private static let problem = Failure.invalid(
        field: "networks", "A network is an IP address or a range such as 192.0.2.0/24 or 2001:db8::/32.")
}
