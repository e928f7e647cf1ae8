import Domain
import Testing

struct WebhookURLTests {
    private static let developer = WebhookPolicy(allowsLoopback: true)

    @Test(arguments: [
        ("https://hooks.example.com", "https://hooks.example.com/", "hooks.example.com", 443, "/"),
        ("https://hooks.example.com/", "https://hooks.example.com/", "hooks.example.com", 443, "/"),
        ("HTTPS://Hooks.Example.COM/A?b=C", "https://hooks.example.com/A?b=C", "hooks.example.com", 443, "/A?b=C"),
        ("https://example.com?x=1", "https://example.com/?x=1", "example.com", 443, "/?x=1"),
        ("https://example.com:8443/a//b/../c", "https://example.com:8443/a//b/../c", "example.com", 8443, "/a//b/../c"),
        (
            "https://example.com/a:@!$&'()*+,;=-._~?a/b?c%20d", "https://example.com/a:@!$&'()*+,;=-._~?a/b?c%20d",
            "example.com", 443, "/a:@!$&'()*+,;=-._~?a/b?c%20d"
        ),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/"),
        ("https://a_b.1.example.com/", "https://a_b.1.example.com/", "a_b.1.example.com", 443, "/"),
        ("https://intern/", "https://intern/", "intern", 443, "/"),
        ("https://8.8.8.8/", "https://8.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://[2606:4700::1111]:444/", "https://[2606:4700::1111]:444/", "2606:4700:0:0:0:0:0:1111", 444, "/"),
        ("https://0x7g.example/", "https://0x7g.example/", "0x7g.example", 443, "/"),
        ("https://1.2.3.4.example/", "https://1.2.3.4.example/", "1.2.3.4.example", 443, "/"),
    ])
    func good(text: String, whole: String, host: String, port: Int, target: String) throws {
        let url = try WebhookURL(text, .publicOnly)
        #expect(url.text == whole && url.isSecure && url.hostText == host && url.port == port && url.target == target)
        #expect(whole == url.origin + target)
        #expect(try WebhookURL(url.text, .publicOnly) == url)
    }

    @Test(arguments: [
        // No URL of ours.
        "", " ", "https:", "https:/", "https://", "https:///", "https:///a", "example.com", "//example.com",
        "ftp://example.com/",
        "http://example.com/", "http://8.8.8.8/", "javascript:alert(1)", "https:example.com", "https:\\\\example.com",
        "file:///etc/passwd", "unix:///run/x", "http+unix://x/", "gopher://example.com/",
        // Characters.
        "https://example.com/a b", "https://example.com/\u{7f}", "https://example.com/é", "https://exämple.com/",
        "https://example.com/\n", "https://example.com/\r\nHost: a", "https://example.com/\t",
        "\u{feff}https://example.com/",
        "https://example.com/#", "https://example.com/a#b", "https://example.com#", "https://example.com/<a>",
        "https://example.com/\"", "https://example.com/a\\b", "https://example.com/[a]", "https://example.com/{a}",
        "https://example.com/%", "https://example.com/%4", "https://example.com/%zz", "https://example.com/^",
        "https://example.com/`",
        "https://example.com/|", "https://example。com/", "https://ⓔxample.com/",
        // Who asks.
        "https://user@example.com/", "https://user:pass@example.com/", "https://@example.com/", "https://a@127.0.0.1/",
        "https://example.com@10.0.0.1/", "https://example.com:443@10.0.0.1/", "https://example.com\\@10.0.0.1/",
        // Ports.
        "https://example.com:", "https://example.com:/", "https://example.com:0/", "https://example.com:00443/",
        "https://example.com:65536/", "https://example.com:-1/", "https://example.com:+1/", "https://example.com:a/",
        "https://example.com:443:443/", "https://example.com:99999999999/", "https://[2606::1]443/",
        "https://[2606::1]:/",
        // Hosts.
        "https://.example.com/", "https://example..com/", "https://example.com./", "https://./", "https://-a.example/",
        "https://a-.example/", "https://exa mple.com/", "https://exa%6dple.com/", "https://127.0.0.1%2f.example.com/",
        "https://a*b/",
        "https://[]/", "https://[/", "https://[::1/", "https://]/", "https://[example.com]/", "https://[8.8.8.8]/",
        "https://[2606::1%25eth0]/", "https://[2606::1%eth0]/", "https://[v1.a]/", "https://2606::1/",
        "https://[2606::1]a/",
        "https://" + String(repeating: "a", count: 64) + ".example/",
        "https://" + Array(repeating: String(repeating: "a", count: 49), count: 6).joined(separator: ".") + "/",
        // 127.0.0.1, 10.0.0.1, 169.254.169.254, 8.8.8.8 as some readers take numbers: decimal, octal, hexadecimal, short, mapped.
        "https://2130706433/", "https://017700000001/", "https://0x7f000001/", "https://0x7F.0.0.1/", "https://127.1/",
        "https://127.0.1/", "https://0177.0.0.1/", "https://0177.1/", "https://0x7f.1/", "https://0x7f.0x0.0x0.0x1/",
        "https://127.0.0.1./",
        "https://127.0.0.01/", "https://127.0.0.001/", "https://167772161/", "https://012.0.0.1/", "https://0xa.1/",
        "https://2852039166/", "https://0xa9fea9fe/", "https://169.254.43518/", "https://0251.0376.0251.0376/",
        "https://134744072/",
        "https://8.8.2056/", "https://010.8.8.8/", "https://256.1.1.1/", "https://1.2.3.4.5/", "https://1.2.3.0x4/",
        "https://a.1/",
        "https://a.0x1/", "https://0/", "https://0x/", "https://[::ffff:8.8.8.8]/", "https://[::ffff:7f00:1]/",
        "https://[::ffff:10.0.0.1]/", "https://[::ffff:a9fe:a9fe]/",
        // Addresses that are not public.
        "https://127.0.0.1/", "https://0.0.0.0/", "https://10.0.0.1/", "https://192.168.1.1:8080/",
        "https://169.254.169.254/latest/",
        "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/", "https://[::]/", "https://[::1]/",
        "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://[ff02::1]/",
        "https://[::127.0.0.1]/",
        "https://[2002:7f00:1::]/", "https://[2001:0:a00:1::]/", "https://[64:ff9b::a00:1]/",
        "https://[64:ff9b:1::a00:1]/",
        // This machine by its name.
        "https://localhost/", "https://LOCALHOST:8443/", "https://a.localhost/", "http://localhost/",
    ])
    func bad(text: String) {
        let failed = refusal { _ = try WebhookURL(text, .publicOnly) }
        #expect(failed?.httpStatus == 422 && failed?.field == "url", "\(text)")
        #expect(text.utf8.count < 12 || failed?.description.contains(text) == false)
    }

    @Test func length() throws {
        let start = "https://example.com/"
        let longest = start + String(repeating: "a", count: WebhookURL.longest - start.utf8.count)
        #expect(try WebhookURL(longest, .publicOnly).text.utf8.count == 2000)
        #expect(refusal { _ = try WebhookURL(longest + "a", .publicOnly) }?.field == "url")
    }

    @Test(arguments: [
        "http://127.0.0.1:9000/a", "https://127.0.0.1/", "http://[::1]:9000/", "https://[::1]/", "http://localhost:1/",
        "https://localhost/",
        "http://a.localhost/", "http://127.9.9.9/", "https://example.com/",
    ])
    func aDeveloperMayReachHisOwnMachine(text: String) throws {
        #expect(try WebhookURL(text, Self.developer).text.hasPrefix(text))
    }

    @Test(arguments: [
        "http://example.com/", "http://8.8.8.8/", "http://10.0.0.1/", "https://10.0.0.1/", "http://0.0.0.0/",
        "http://localhost.example/",
        "http://127.0.0.1.example/", "http://2130706433/", "http://127.1/", "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
    ])
    func andNothingElseBesides(text: String) {
        #expect(refusal { _ = try WebhookURL(text, Self.developer) }?.field == "url")
    }

    @Test func networksOpenTheirAddressesOverTLS() throws {
        let policy = WebhookPolicy(networks: [try Network("10.20.0.0/16"), try Network("fd00:1234::/48")])
        for text in ["https://10.20.1.1/", "https://[fd00:1234::1]/"] { _ = try WebhookURL(text, policy) }
        for text in [
            "http://10.20.1.1/", "https://10.21.1.1/", "https://[fd00:1235::1]/", "https://127.0.0.1/",
            "https://localhost/",
        ] {
            #expect(refusal { _ = try WebhookURL(text, policy) }?.field == "url", "\(text)")
        }
    }
}
