import Extraction
import Testing

@Suite struct PlanTests {
    @Test(arguments: [
        ("https://kyc.example.com", "https://kyc.example.com"), ("https://kyc.example.com/", "https://kyc.example.com"),
        ("HTTPS://kyc.example.com:8443/a/b//", "https://kyc.example.com:8443/a/b"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:1", "http://localhost:1"), ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"), ("https://10.0.0.1", "https://10.0.0.1"),
    ])
    func addresses(url: String, text: String) throws {
        #expect(try ServerAddress(url).text == text)
    }

    /// Plain HTTP to anybody but this machine, and whatever could be mistaken for it.
    @Test(arguments: [
        "http://kyc.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com", "http://localhost.example.com",
        "http://127.1", "http://0x7f000001", "http://2130706433", "http://0.0.0.0", "http://[::]", "http://[::2]",
        "http://[::ffff:10.0.0.1]", "http://128.0.0.1", "http://user@127.0.0.1", "http://127.0.0.1@example.com",
        "http://127.0.0.1#@example.com", "http://127.0.0.1\\@example.com", "http://127.0.0.1%00.example.com", "",
        "https://",
        "ftp://127.0.0.1", "https://user:secret@kyc.example.com", "https://kyc.example.com?x",
        "https://kyc.example.com#x",
        "https://kyc.example.com:0", "https://kyc.example.com:99999", "https://kyc.example.com:", "https://[::1",
        "https://[::1]x", "https://kyc.example.com/a b", "https://kyc example.com", "unix:///tmp/x", "127.0.0.1:8080",
    ])
    func refusedAddresses(url: String) throws {
        #expect(throws: ExtractionFailure.self) { try ServerAddress(url) }
    }

    private func wishes(_ scratch: Scratch, _ change: (inout Plan.Wishes) -> Void) throws -> Plan {
        try scratch.write("key", "lethe_test_0123456789ab\n")
        var wishes = Plan.Wishes()
        wishes.from = "http://127.0.0.1:1"
        wishes.service = "acme"
        wishes.to = scratch.place("sink")
        wishes.keyFile = scratch.place("key")
        change(&wishes)
        return try Plan(wishes)
    }

    private func kind(_ change: (inout Plan.Wishes) -> Void) throws -> ExtractionFailure.Kind? {
        let scratch = try Scratch()
        do {
            _ = try wishes(scratch, change)
            return nil
        } catch let failure as ExtractionFailure {
            return failure.kind
        }
    }

    @Test func wishesThatMakeNoSense() throws {
        #expect(try kind { _ in } == nil)
        #expect(try kind { $0.status = "accepted" } == .usage)
        #expect(try kind { $0.parallelism = 0 } == .usage)
        #expect(try kind { $0.parallelism = 33 } == .usage)
        #expect(try kind { $0.idleSeconds = 0 } == .usage)
        #expect(try kind { $0.keepsSealed = true } == .usage)
        #expect(try kind { ($0.keepsSealed, $0.to, $0.receiverKey) = (true, "x.ndjson", "k") } == .usage)
        #expect(try kind { $0.service = "" } == .usage)
        #expect(try kind { $0.keyFile = "/nowhere" } == .unusableKey)
        #expect(try kind { $0.receiverKey = "/nowhere" } == .unusableKey)
    }

    @Test(arguments: ["", "   \n", "two keys", "short", "with\u{7}bell-in-it", "schlüssel-123456"])
    func keyFilesThatHoldNoKey(content: String) throws {
        let scratch = try Scratch()
        try scratch.write("key", content)
        #expect(throws: ExtractionFailure.self) { try APIKeyText(file: scratch.place("key")) }
    }

    @Test func theKeyIsNeverPrinted() throws {
        let scratch = try Scratch()
        try scratch.write("key", "lethe_test_SECRETSECRET\n")
        let key = try APIKeyText(file: scratch.place("key"))
        #expect(!"\(key) \(String(reflecting: key))".contains("SECRET"))
        try scratch.write("broken.jwk", #"{"kty":"EC","d":"SECRET"}"#)
        do {
            _ = try ReceiverKeys.read(scratch.place("broken.jwk"))
            Issue.record("read")
        } catch {
            #expect(error.kind == .unusableKey && !error.message.contains("SECRET"))
        }
    }

    @Test func permissionsOfOthers() throws {
        let scratch = try Scratch()
        try scratch.write("key", "x", mode: 0o600)
        #expect(KeyFile.concern(scratch.place("key"), what: "the key file") == nil)
        for mode in [0o640, 0o604, 0o601, 0o620] as [UInt32] {
            try scratch.write("key", "x", mode: mode)
            #expect(KeyFile.concern(scratch.place("key"), what: "the key file")?.contains("mode") == true)
        }
    }

    @Test func progressFitsItsLine() {
        var progress = Progress(startedAt: 0)
        progress.total = 400
        progress.done = 100
        let line = progress.line(at: 10_000, width: 80)
        #expect(line.hasSuffix("100 of 400, 10 a second, 30 s left") && line.utf8.count <= 80)
        #expect(Progress(startedAt: 0).line(at: 0, width: 10).contains("0 of 0"))
    }
}
