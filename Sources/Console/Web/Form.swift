internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import WebCore

/// The fields of a submitted form: `application/x-www-form-urlencoded`, UTF-8.
package struct Form: Sendable {
    private let fields: [(name: String, value: String)]

    /// Bytes of a body.
    static let largestBody = 64 * 1024
    /// Of a member, whose settings may hold long texts in any script.
    static let largestBodyOfMember = 512 * 1024
    static let mostFields = 500

    /// Nobody has sent anything: what a GET shows.
    static let empty = Form(fields: [])

    private init(fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The form of a POST. It was checked against forgery before any handler ran.
    static func read(_ request: Request, _ context: some SignedInContext) async throws -> Form {
        guard let form = context.form else { throw Failure.badRequest("A form is needed here.") }
        return form
    }

    /// Reads a body of at most `limit` bytes.
    static func parse(_ request: Request, limit: Int = largestBody) async throws -> Form {
        let mediaType = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        guard mediaType == "application/x-www-form-urlencoded" else {
            throw Failure.unsupportedMedia("Forms are sent as application/x-www-form-urlencoded.")
        }
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= limit else {
                throw Failure.tooLarge("A form has at most \(limit / 1024) KiB.")
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        guard let text = String(validating: bytes, as: UTF8.self), let form = Form(text) else {
            throw Failure.badRequest("This form can't be read.")
        }
        return form
    }

    /// `nil` for a broken escape, for what isn't UTF-8, for a NUL, or for too many fields.
    package init?(_ text: String) {
        var fields: [(name: String, value: String)] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard fields.count < Self.mostFields, let name = Self.decode(parts[0]),
                let value = parts.count > 1 ? Self.decode(parts[1]) : ""
            else { return nil }
            fields.append((name, value))
        }
        self.fields = fields
    }

    private static func decode(_ text: Substring) -> String? {
        let spaced = String(text.map { $0 == "+" ? " " : $0 })
        return PercentEncoding.decode(spaced).flatMap { $0.unicodeScalars.contains("\0") ? nil : $0 }
    }

    /// A field without the spaces around it; "" when it is absent.
    package func text(_ name: String) -> String {
        raw(name).trimmed
    }

    /// A password or a code, as it was typed.
    func secret(_ name: String) -> Sensitive<String> { Sensitive(raw(name)) }

    /// A person's own data.
    func sensitive(_ name: String) -> Sensitive<String> { Sensitive(text(name)) }

    package func isTicked(_ name: String) -> Bool { fields.contains { $0.name == name && !$0.value.isEmpty } }

    /// Whether it was sent at all, however empty.
    package func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    package func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Takes the form's one-time id; `false` when it was taken before, so that nothing is done twice.
    func useOnce(in used: UsedForms) -> Bool { used.take(raw(Self.idField)) }

    static let tokenField = "form-token"
    static let idField = "form-id"

    package func raw(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
}
