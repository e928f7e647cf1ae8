import Console
import Domain
import Testing

@Suite struct TextTests {
    @Test(arguments: ["/", "/services", "/services/a_1/keys?status=x&b=%2F", "/join/abc-_", "/a.b/c"])
    func localPaths(_ text: String) {
        #expect(LocalPath(text)?.text == text)
    }

    @Test(arguments: [
        "", "services", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/a//b",
        "https://evil.example", "javascript:alert(1)", "/a\nb", "/a b", "/\u{9}/evil.example", "/.//evil.example",
        "/a/..//evil.example", "/%2e%2E//evil.example", "/..", "/%2e/x", "/é", "/\u{0}",
        "/" + String(repeating: "a", count: 1024),
    ])
    func otherPaths(_ text: String) {
        #expect(LocalPath(text) == nil)
    }

    @Test func aPathSurvivesAQuery() {
        #expect(LocalPath("/a?b=c&d=%2F#e")?.asQueryValue == "/a%3Fb%3Dc%26d%3D%252F%23e")
    }

    @Test(arguments: [
        (0, "just now"), (59, "just now"), (60, "1 minute ago"), (89, "1 minute ago"), (90, "2 minutes ago"),
        (240, "4 minutes ago"), (3569, "59 minutes ago"), (3599, "1 hour ago"), (5400, "2 hours ago"),
        (84_599, "23 hours ago"), (86_399, "1 day ago"), (172_799, "2 days ago"), (2_548_799, "29 days ago"),
        (2_591_999, "1 month ago"), (31_535_999, "1 year ago"), (63_072_000, "2 years ago"),
        (-30, "in less than a minute"), (-58, "in less than a minute"), (-59, "in 1 minute"), (-60, "in 1 minute"),
        (-3599, "in 1 hour"), (-172_799, "in 2 days"), (-172_801, "in 2 days"), (-259_200, "in 3 days"),
        (-604_799, "in 7 days"), (-31_449_600, "in 1 year"),
    ])
    func relativeTime(_ seconds: Int64, _ words: String) {
        let now = Instant(milliseconds: 1_800_000_000_000)
        #expect(RelativeTime.text(at: now.adding(seconds: -seconds), now: now) == words)
    }

    @Test func relativeTimeAtTheEnds() {
        let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        #expect(RelativeTime.text(at: first, now: last).hasSuffix("years ago"))
        #expect(RelativeTime.text(at: last, now: first).hasPrefix("in "))
    }

    @Test func forms() throws {
        let form = try #require(Form("a=+b%20c+&a=2&%C3%A9=%F0%9F%98%80&empty=&bare&=x&secret=%20s%20"))
        #expect(form.text("a") == "b c")
        #expect(form.all("a") == [" b c ", "2"])
        #expect(form.text("é") == "😀")
        #expect(!form.isTicked("empty"))
        #expect(!form.isTicked("bare"))
        #expect(form.isTicked("a"))
        #expect(form.raw("secret") == " s ")
        #expect(form.text("absent") == "")
    }

    @Test(arguments: ["a=%", "a=%G0", "a=%FF", "a=%00", "%FF=a"])
    func brokenForms(_ text: String) {
        #expect(Form(text) == nil)
    }

    @Test func aFormHasAtMostFiveHundredFields() {
        #expect(Form(Array(repeating: "a=1", count: 500).joined(separator: "&")) != nil)
        #expect(Form(Array(repeating: "a=1", count: 501).joined(separator: "&")) == nil)
    }
}
