import Domain
import Testing

/// Which addresses webhooks may go to. The last address before and the first one behind a block show its edges.
struct PublicAddressTests {
    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func allows(_ policy: WebhookPolicy, _ text: String, isSecure: Bool) -> Bool {
        IPAddress(text).map { policy.allows($0, isSecure: isSecure) } ?? false
    }

    @Test(arguments: [
        "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
        "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
        "::ffff:8.8.8.8", "2000::", "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::", "2001:db9::", "2003::1",
        "2600::1", "3ffd::1", "3fff:1000::", "64:ff9b::8.8.8.8",
    ])
    func publicOnes(text: String) throws {
        #expect(try address(text).isPublic)
        #expect(allows(WebhookPolicy.publicOnly, text, isSecure: true))
        #expect(!allows(WebhookPolicy.publicOnly, text, isSecure: false))
    }

    @Test(arguments: [
        // This network, private, shared, loopback, link-local with the metadata service of clouds.
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "168.63.129.16", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",
        // Assignments, documentation, relays, benchmarking, multicast, reserved, broadcast.
        "192.0.0.0", "192.0.0.170", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.255",
        "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0",
        "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
        // IPv6: nobody, loopback, private, link-local, site-local, multicast.
        "::", "::1", "::2", "fc00::", "fd00::1", "fd00:ec2::254", "fdff:ffff::", "fe80::1", "febf::1", "fec0::1",
        "feff::1",
        "ff00::", "ff02::1", "ffff::",
        // Outside of what is given out: discard, local NAT64, segment routing, everything else.
        "100::1", "100:0:0:1::1", "64:ff9b:1::8.8.8.8", "64:ff9b:0:1::1", "200::1", "1fff:ffff::", "4000::", "5f00::1",
        "e000::",
        // Assignments, Teredo, benchmarking, ORCHID, documentation, 6to4, 6bone.
        "2001::", "2001::1", "2001:0:808:808::", "2001:1::1", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:1ff:ffff::",
        "2001:db8::", "2001:db8:ffff::1", "2002::", "2002:808:808::1", "2002:a00:1::1", "3ffe::1", "3fff::1",
        "3fff:fff:ffff::",
        // What carries an IPv4 address, mapped, compatible, translated.
        "::ffff:0.0.0.0", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1", "::127.0.0.1",
        "::8.8.8.8", "::ffff:0:10.0.0.1", "::ffff:0:8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254", "64:ff9b::",
    ])
    func otherOnes(text: String) throws {
        #expect(try !address(text).isPublic)
        #expect(!allows(WebhookPolicy.publicOnly, text, isSecure: true))
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.9.9.9", "127.9.9.9", true), ("::1", "0:0:0:0:0:0:0:1", true),
        ("::ffff:127.0.0.1", "127.0.0.1", true), ("128.0.0.1", "128.0.0.1", false), ("::2", "0:0:0:0:0:0:0:2", false),
        ("2001:DB8::c000:201", "2001:db8:0:0:0:0:c000:201", false), ("0.0.0.0", "0.0.0.0", false),
    ])
    func textAndLoopback(text: String, canonical: String, isLoopback: Bool) throws {
        #expect(try address(text).text == canonical)
        #expect(try address(canonical) == address(text))
        #expect(try address(text).isLoopback == isLoopback)
    }

    @Test func loopbackIsOpenedByItsOwnSettingOnly() throws {
        let developer = WebhookPolicy(allowsLoopback: true)
        for text in ["127.0.0.1", "127.8.0.1", "::1"] {
            #expect(
                allows(developer, text, isSecure: false)
                    && allows(developer, text, isSecure: true))
        }
        for text in ["0.0.0.0", "10.0.0.1", "169.254.169.254", "::", "fd00::1", "64:ff9b::127.0.0.1"] {
            #expect(!allows(developer, text, isSecure: true))
        }
        let wide = WebhookPolicy(networks: [try Network("0.0.0.0/0"), try Network("::/0")])
        #expect(
            !allows(wide, "127.0.0.1", isSecure: true) && !allows(wide, "::1", isSecure: true))
    }

    @Test func networksOpenWhatTheyHoldOverTLSOnly() throws {
        let policy = WebhookPolicy(networks: [try Network("10.20.0.0/16"), try Network("fd00:1234::/48")])
        for text in ["10.20.0.1", "10.20.255.255", "::ffff:10.20.3.4", "fd00:1234::9"] {
            #expect(
                allows(policy, text, isSecure: true) && !allows(policy, text, isSecure: false))
        }
        for text in ["10.21.0.0", "10.19.255.255", "fd00:1235::9", "fd00:1234:1::", "127.0.0.1", "64:ff9b::10.20.0.1"] {
            #expect(!allows(policy, text, isSecure: true))
        }
    }

    @Test(arguments: [
        "169.254.169.254", "169.254.1.1", "fe80::1", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        "0.0.0.0", "::",
        "224.0.0.1", "255.255.255.255", "ff02::1", "64:ff9b::10.0.0.1", "2002:a00:1::1", "2001:0:808:808::1",
    ])
    func noNetworkOpensWhatIsNeverReachable(text: String) throws {
        let wide = WebhookPolicy(allowsLoopback: true, networks: [try Network("0.0.0.0/0"), try Network("::/0")])
        #expect(!allows(wide, text, isSecure: true))
    }
}
