extension IPAddress {
    /// In a form that every system reads back as these very bytes: IPv4 in dotted decimals, IPv6 as eight groups.
    package var text: String {
        if isIPv4 { return bytes.suffix(4).map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":")
    }

    package var isLoopback: Bool {
        isIPv4 ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// Whether it is an address of the open internet after the special-purpose registries of IANA (RFC 6890 and what
    /// was added since). An IPv4 address in its mapped form is judged as that IPv4 address, and one behind a NAT64
    /// gateway as what the gateway will reach (RFC 6052); other forms that carry an IPv4 address are refused outright.
    package var isPublic: Bool {
        if isIPv4 { return !Self.isAny(of: PublicAddress.specialIPv4, self) }
        if PublicAddress.translated.contains(self) {
            return IPAddress(bytes: Array(bytes.suffix(4)))?.isPublic ?? false
        }
        // Nothing else is given out to hosts of the internet: ::, ::1, fc00::/7, fe80::/10, ff00::/8 lie outside.
        return PublicAddress.unicast.contains(self) && !Self.isAny(of: PublicAddress.specialIPv6, self)
    }

    /// Whether no setting may open it: addresses of this link, of clouds' metadata services, of many, of nobody.
    package var isNeverReachable: Bool { Self.isAny(of: PublicAddress.never, self) }

    private static func isAny(of blocks: [AddressBlock], _ address: IPAddress) -> Bool {
        blocks.contains { $0.contains(address) }
    }
}

/// The blocks by which addresses are judged.
private enum PublicAddress {
    static let specialIPv4 = [
        AddressBlock([0], 8),  // this network, RFC 791
        AddressBlock([10], 8),  // private, RFC 1918
        AddressBlock([100, 64], 10),  // shared by customers of a carrier, RFC 6598
        AddressBlock([127], 8),  // loopback, RFC 1122
        AddressBlock([169, 254], 16),  // link-local, RFC 3927
        AddressBlock([168, 63, 129, 16], 32),  // the platform's own service inside Azure
        AddressBlock([172, 16], 12),  // private, RFC 1918
        AddressBlock([192, 0, 0], 24),  // protocol assignments, RFC 6890
        AddressBlock([192, 0, 2], 24),  // documentation, RFC 5737
        AddressBlock([192, 88, 99], 24),  // 6to4 relays, RFC 7526
        AddressBlock([192, 168], 16),  // private, RFC 1918
        AddressBlock([198, 18], 15),  // benchmarking, RFC 2544
        AddressBlock([198, 51, 100], 24),  // documentation, RFC 5737
        AddressBlock([203, 0, 113], 24),  // documentation, RFC 5737
        AddressBlock([224], 4),  // multicast, RFC 5771
        AddressBlock([240], 4),  // reserved, RFC 1112, and broadcast, RFC 919
    ]

    static let unicast = AddressBlock(groups: [0x2000], 3)
    static let translated = AddressBlock(groups: [0x64, 0xff9b, 0, 0, 0, 0], 96)

    static let specialIPv6 = [
        AddressBlock(groups: [0x2001, 0], 23),  // protocol assignments, RFC 2928, Teredo among them
        AddressBlock(groups: [0x2001, 0xdb8], 32),  // documentation, RFC 3849
        AddressBlock(groups: [0x2002], 16),  // 6to4, RFC 3056
        AddressBlock(groups: [0x3ffe], 16),  // the 6bone that was, RFC 3701
        AddressBlock(groups: [0x3fff], 20),  // documentation, RFC 9637
    ]

    static let never = [
        AddressBlock([0], 8), AddressBlock([169, 254], 16), AddressBlock([224], 4),
        AddressBlock([255, 255, 255, 255], 32),
        AddressBlock([168, 63, 129, 16], 32), AddressBlock([100, 100, 100, 200], 32),
        AddressBlock([192, 0, 0, 192], 32),  // metadata services of clouds
        AddressBlock(groups: [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128),
        AddressBlock(groups: [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128),
        AddressBlock(groups: [0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42], 128),
        AddressBlock(groups: [0, 0, 0, 0, 0, 0, 0, 0], 128), AddressBlock(groups: [0xfe80], 10),
        AddressBlock(groups: [0xff00], 8),
        // What carries an IPv4 address: the gateway would reach that, whatever it is.
        AddressBlock(groups: [0x64, 0xff9b, 0], 48), AddressBlock(groups: [0x64, 0xff9b, 1], 48),
        AddressBlock(groups: [0x2001, 0], 32), AddressBlock(groups: [0x2002], 16),
    ]
}

/// What is not given of the first address is zero.
extension AddressBlock {
    fileprivate init(_ ipv4: [UInt8], _ bits: Int) {
        let start: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.init(bytes: start + ipv4 + Array(repeating: 0, count: 4 - ipv4.count), bits: 96 + bits)
    }

    fileprivate init(groups: [UInt16], _ bits: Int) {
        let start = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        self.init(bytes: start + Array(repeating: 0, count: 16 - start.count), bits: bits)
    }
}
