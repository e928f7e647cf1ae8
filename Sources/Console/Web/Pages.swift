package import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Mustache
internal import NIOCore

/// What a page shows: a struct whose stored properties templates see by their names.
protocol PageModel: Sendable {
    var frame: PageFrame { get }
}

/// The templates, parsed and checked once at the start.
package struct Pages: Sendable {
    let assets: Assets
    let usedForms: UsedForms
    let isTestData: Bool
    private let library: MustacheLibrary

    /// - Throws: for a template that doesn't parse, prints unescaped, or names a template that isn't there.
    package init(files: [String: String], usedForms: UsedForms, isTestData: Bool = false) throws(Failure) {
        assets = Assets(files: files)
        self.usedForms = usedForms
        self.isTestData = isTestData
        let templates = files.filter { $0.key.hasSuffix(".mustache") }
        var library = MustacheLibrary()
        do {
            MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
            for (file, text) in templates {
                // A line of its own, which leaves no trace in the page.
                let marked = "{{% CONTENT_TYPE: \(HTMLText.name)}}\n" + text
                try library.register(marked, named: String(file.dropLast(9)))
            }
        } catch {
            throw .internal("a template doesn't parse: \(error)")
        }
        for (file, text) in templates { try Self.check(text, in: file, library) }
        self.library = library
    }

    /// Renders `template` without its `.mustache`.
    func html(
        _ template: String, _ model: some PageModel, status: HTTPResponse.Status = .ok
    ) throws(Failure) -> Response {
        let text = try render(template, model)
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A name that the model doesn't have is a fault of ours, never a gap in a page.
    package func render(_ template: String, _ model: some Sendable) throws(Failure) -> String {
        let record = PageValue.Record()
        guard let text = library.render(PageValue(model: model, record: record), withTemplate: template) else {
            throw .internal("there is no template \(template)")
        }
        guard record.missing.isEmpty else {
            throw .internal("template \(template) asks for \(record.missing.joined(separator: ", "))")
        }
        return text
    }

    private static func check(_ text: String, in file: String, _ library: MustacheLibrary) throws(Failure) {
        guard !text.contains("{{{"), !text.contains("{{&"), !text.contains("{{%"), !text.contains("{{=") else {
            throw .internal("template \(file) prints unescaped")
        }
        for mark in ["{{>", "{{<"] {
            for name in names(after: mark, in: text) where library.getTemplate(named: name) == nil {
                throw .internal("template \(file) names \(name), which isn't there")
            }
        }
    }

    private static func names(after mark: String, in text: String) -> [String] {
        var names: [String] = []
        var rest = Substring(text)
        while let start = rest.indices.first(where: { rest[$0...].hasPrefix(mark) }) {
            rest = rest[start...].dropFirst(mark.count)
            names.append(rest.prefix { $0 != "}" }.filter { !$0.isWhitespace })
        }
        return names
    }
}
