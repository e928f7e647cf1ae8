internal import Wire

/// A value as people read it: as it is, or a compound one taken apart.
package struct ReadableValue: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package let label: String
        package let text: String
    }

    /// The value byte for byte.
    package let raw: String
    /// Of a compound value, without what is empty; none for a plain one.
    package let parts: [Part]
    package let isCompound: Bool
    /// A date in words, where the value is one (contract 1.5, `MM/DD/YYYY`).
    package let date: String?

    package init(_ raw: String) {
        self.raw = raw
        parts = Self.parts(of: raw)
        isCompound = !parts.isEmpty
        date = Self.date(raw)
    }

    /// The members of a JSON object of texts, as `phone` and `address` are.
    private static func parts(of raw: String) -> [Part] {
        guard raw.utf8.first == UInt8(ascii: "{"),
            let document = try? JSONDocument(parsing: Array(raw.utf8))
        else { return [] }
        let members = document.root.members
        guard !members.isEmpty, members.allSatisfy({ $0.node.kind == .string }) else { return [] }
        let names = Set(members.map(\.key))
        return members.compactMap { key, node in
            guard let text = node.string, !text.isEmpty, !isRepeated(key, beside: names) else {
                return nil
            }
            return Part(label: label(of: key), text: text)
        }
    }

    /// What a phone number says a second time in another form.
    private static func isRepeated(_ key: String, beside names: Set<String>) -> Bool {
        key == "countryCode2" && names.contains("countryCode")
            || key == "number" && names.contains("phoneNumber")
    }

    private static func label(of key: String) -> String {
        switch key {
        case "address": return "Street"
        case "extraInfo": return "Besides"
        case "phoneNumber": return "Number"
        case "countryCode": return "Country"
        default: break
        }
        var label = ""
        for scalar in key.unicodeScalars {
            if label.isEmpty {
                label += String(scalar).uppercased()
            } else if ("A"..."Z").contains(scalar) {
                label += " " + String(scalar).lowercased()
            } else {
                label.unicodeScalars.append(scalar)
            }
        }
        return label
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November",
        "December",
    ]

    /// `03/14/1990` can be read in two ways; "14 March 1990" can't.
    private static func date(_ raw: String) -> String? {
        let parts = raw.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2, 4], parts.joined().allSatisfy({ (0x30...0x39).contains($0) })
        else {
            return nil
        }
        let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1) - 0x30 } }
        guard (1...12).contains(numbers[0]), (1...31).contains(numbers[1]) else { return nil }
        return "\(numbers[1]) \(months[numbers[0] - 1]) \(numbers[2])"
    }
}

/// A certificate indented for reading; whatever isn't JSON stays as it is.
package enum ReadableCertificate {
    package static func text(_ json: String) -> String {
        guard let document = try? JSONDocument(parsing: Array(json.utf8)) else { return json }
        return text(document.root, depth: 0)
    }

    private static func text(_ node: JSONNode, depth: Int) -> String {
        let lines: [String]
        switch node.kind {
        case .object:
            lines = node.members.map { key, node in "\(quoted(key)): \(text(node, depth: depth + 1))" }
        case .array: lines = node.elements.map { text($0, depth: depth + 1) }
        default: return String(decoding: node.source, as: UTF8.self)
        }
        let (open, close) = node.kind == .object ? ("{", "}") : ("[", "]")
        guard !lines.isEmpty else { return open + close }
        let indent = String(repeating: "  ", count: depth)
        return "\(open)\n" + lines.map { "\(indent)  \($0)" }.joined(separator: ",\n")
            + "\n\(indent)\(close)"
    }

    private static func quoted(_ key: String) -> String {
        var text = ""
        for scalar in key.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return "\"\(text)\""
    }
}
