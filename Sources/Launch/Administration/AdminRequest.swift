internal import Domain
internal import UseCases
internal import Wire

/// The JSON object that a command sends to the administration server. Every member may be absent.
struct AdminRequest: Sendable {
    private let root: JSONNode

    init(_ bytes: [UInt8]) throws {
        let document = try JSONDocument(parsing: bytes.isEmpty ? Array("{}".utf8) : bytes)
        guard document.root.kind == .object else { throw Failure.badRequest("The body is a JSON object.") }
        root = document.root
    }

    func has(_ name: String) -> Bool { root[name] != nil }

    func text(_ name: String) throws(Failure) -> String? {
        guard let node = root[name], !node.isNull else { return nil }
        guard let text = node.string else { throw .invalid(field: name, "This is a text.") }
        return text
    }

    func requiredText(_ name: String) throws(Failure) -> String {
        guard let text = try text(name) else { throw .invalid(field: name, "This is needed.") }
        return text
    }

    func flag(_ name: String) throws(Failure) -> Bool? {
        guard let node = root[name] else { return nil }
        guard let flag = node.boolean else { throw .invalid(field: name, "This is true or false.") }
        return flag
    }

    /// `nil` when it is absent or null.
    func number(_ name: String) throws(Failure) -> Int64? {
        guard let node = root[name], !node.isNull else { return nil }
        guard let number = node.integer else { throw .invalid(field: name, "This is a whole number.") }
        return number
    }

    func texts(_ name: String) throws(Failure) -> [String]? {
        guard let node = root[name] else { return nil }
        let texts = node.elements.compactMap(\.string)
        guard node.kind == .array, texts.count == node.elements.count else {
            throw .invalid(field: name, "This is a list of texts.")
        }
        return texts
    }
}

extension AdminRequest {
    /// Which candidate is meant: `refId`, or `recordId`.
    func selector() throws(Failure) -> CandidateSelector {
        if let text = try text("recordId") {
            guard let recordID = RecordID(text) else {
                throw .invalid(field: "recordId", "A recordId is 24 lower-case hexadecimal characters.")
            }
            return .recordID(recordID)
        }
        return .refID(try RefID(requiredText("refId")))
    }

    func reason() throws(Failure) -> Sensitive<String>? { try text("reason").map { Sensitive($0) } }

    func networks(_ name: String) throws(Failure) -> [Network]? {
        guard let texts = try texts(name) else { return nil }
        var networks: [Network] = []
        for text in texts { networks.append(try Network(text)) }
        return networks
    }

    func scope(_ name: String) throws(Failure) -> Scope? {
        guard let word = try text(name) else { return nil }
        guard let scope = Scope(rawValue: word) else {
            throw .invalid(field: name, "A scope is metadata, text or pictures.")
        }
        return scope
    }

    /// - Parameter trigger: where the request names none.
    func archiveRule(
        _ name: String, trigger: ArchiveRule.Trigger? = nil
    ) throws(Failure) -> ArchiveRule? {
        guard let seconds = try number(name) else { return nil }
        return try ArchiveRule(seconds: seconds, trigger: archiveTrigger() ?? trigger ?? .extraction)
    }

    func archiveTrigger() throws(Failure) -> ArchiveRule.Trigger? {
        guard let word = try text("archiveAfter") else { return nil }
        guard let trigger = ArchiveRule.Trigger(rawValue: word) else {
            throw .invalid(field: "archiveAfter", "The delay starts after an extraction or an acknowledgement.")
        }
        return trigger
    }

    func instant(_ name: String) throws(Failure) -> Instant? {
        try number(name).map { Instant(milliseconds: $0) }
    }

    func status(_ name: String) throws(Failure) -> CandidateStatus? {
        guard let word = try text(name) else { return nil }
        guard let status = CandidateStatus(rawValue: word) else {
            let words = CandidateStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(field: name, "A status is one of \(words).")
        }
        return status
    }
}
