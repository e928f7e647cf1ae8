import Console
import Domain
import Foundation
import TestSupport
import Testing

/// The templates as they lie on the disk.
@Suite struct TemplateTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Console")

    private static func texts(below folder: String, _ suffix: String) throws -> [String: String] {
        let folder = root.appending(path: folder)
        var texts: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(suffix) {
            texts[name] = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        return texts
    }

    private func pages(_ files: [String: String]) throws(Failure) -> Pages {
        let counter = Counter()
        return try Pages(files: files, usedForms: UsedForms(random: { counter.next() }))
    }

    @Test func theyParseAndTheirPartialsAreThere() async throws {
        _ = try pages(Self.texts(below: "Pages", ".mustache"))
    }

    @Test(arguments: [
        "{{{name}}}", "{{& name}}", "{{&name}}", "{{%CONTENT_TYPE: TEXT}}", "{{=<% %>=}}", "{{>nowhere}}",
        "{{<nowhere}}{{/nowhere}}", "{{#open}}",
    ])
    func aBrokenOneIsRefusedAtTheStart(_ text: String) {
        #expect(throws: Failure.self) { try pages(["page.mustache": text]) }
    }

    /// Every name that a template prints is a stored property, or a field that problems may have.
    @Test func everyTagIsAPropertyOfSomeModel() throws {
        let sources = try Self.texts(below: "", ".swift").values.joined(separator: "\n")
        let declared = Set(sources.matches(of: /(?:let|var) (\w+)/).map { String($0.1) })
            .union(sources.matches(of: /var \((.+?)\)/).flatMap { $0.1.split(separator: ", ").map(String.init) })
        for (file, text) in try Self.texts(below: "Pages", ".mustache") {
            for tag in text.matches(of: /\{\{[#^]?([A-Za-z][\w.]*)\}\}/) {
                let parts = tag.1.split(separator: ".").map(String.init)
                if let index = parts.firstIndex(of: "problems"), index + 1 < parts.count { continue }
                for part in parts { #expect(declared.contains(part), "\(file): \(tag.1)") }
            }
        }
    }

    @Test func theyHoldWhatTheContentSecurityPolicyAllows() throws {
        for (file, text) in try Self.texts(below: "Pages", ".mustache") {
            #expect(!text.contains("{{{"), "\(file)")
            #expect(text.firstMatch(of: /\s(style|on[a-z]+)="/) == nil, "\(file)")
            #expect(text.firstMatch(of: /<(style|iframe|object|embed)\b/) == nil, "\(file)")
            #expect(text.firstMatch(of: /<script(?! src="\{\{(frame\.)?\w*[sS]cript\}\}")/) == nil, "\(file)")
            #expect(text.firstMatch(of: /(src|href)="(?!\{\{|\/|#|\?)/) == nil, "\(file)")
        }
    }

    /// No form without its token, and none but a reading one by GET.
    @Test func everyFormThatChangesSomethingCarriesItsToken() throws {
        var count = 0
        for (file, text) in try Self.texts(below: "Pages", ".mustache") {
            for form in text.matches(of: /<form[^>]*method="post"[^>]*>[\s\S]*?<\/form>/) {
                #expect(form.0.contains("{{>form-token}}"), "\(file)")
                count += 1
            }
        }
        #expect(count > 5)
    }

    @Test func stylesheetAndScriptStaySmall() throws {
        #expect(try #require(Self.texts(below: "Pages", ".css")["console.css"]).utf8.count <= 22 * 1024)
        let script = try #require(Self.texts(below: "Pages", ".js")["console.js"])
        #expect(script.utf8.count <= 10 * 1024)
        let desk = try #require(Self.texts(below: "Pages", ".js")["review.js"])
        #expect(desk.utf8.count <= 6 * 1024)
        #expect(try #require(Self.texts(below: "Pages", ".css")["review.css"]).utf8.count <= 6 * 1024)
        // Sinks that Trusted Types would refuse, and ways out to another origin.
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "fetch(", "http"] {
            #expect(!script.contains(word) && !desk.contains(word))
        }
    }

    // ---- what templates see of a model

    private struct Model: Sendable {
        struct Inner: Sendable {
            let name: String?
            let shared: String
        }

        let name = "outer"
        let blank = ""
        let isOn = true
        let none: String? = nil
        let inner = Inner(name: nil, shared: "<b>\"'&")
        let list = ["a", "", "c"]
        let inners = [Inner(name: "one", shared: ""), Inner(name: nil, shared: "two")]
    }

    @Test(arguments: [
        ("{{name}}|{{none}}|{{blank}}|", "outer|||"),
        ("{{#blank}}x{{/blank}}{{^blank}}y{{/blank}}", "y"),
        ("{{#none}}x{{/none}}{{^none}}y{{/none}}", "y"),
        ("{{#isOn}}x{{/isOn}}{{^isOn}}y{{/isOn}}", "x"),
        ("{{inner.shared}}", "&lt;b&gt;&quot;&#39;&amp;"),
        // A property that is nil hides the outer one.
        ("{{#inner}}[{{name}}]{{isOn}}{{/inner}}", "[]true"),
        ("{{#inner}}{{^name}}none{{/name}}{{/inner}}", "none"),
        ("{{#list}}({{.}}){{/list}}", "(a)()(c)"),
        ("{{#inners}}{{#name}}{{.}}{{/name}}{{^name}}-{{/name}}{{shared}};{{/inners}}", "one;-two;"),
    ])
    func values(_ template: String, _ text: String) throws {
        #expect(try pages(["page.mustache": template]).render("page", Model()) == text)
    }

    @Test(arguments: [
        "{{nothing}}", "{{#inner}}{{nothing}}{{/inner}}", "{{inner.nothing}}", "{{inner.nothing}}{{name}}",
        "{{#nothing}}x{{/nothing}}", "{{^nothing}}x{{/nothing}}", "{{#inners}}{{nothing}}{{/inners}}",
        "{{#inners}}{{/inners}}{{inner.nothing.more}}",
    ])
    func aNameThatNobodyHasIsAFault(_ template: String) throws {
        let pages = try pages(["page.mustache": template])
        #expect(throws: Failure.self) { try pages.render("page", Model()) }
    }
}
