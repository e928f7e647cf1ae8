internal import Domain
internal import SQLCore

/// How the trade's nouns stand in columns.
extension Row {
    mutating func serviceID() throws(SQLFailure) -> ServiceID { try ServiceID(stored: text()) }
    mutating func recordID() throws(SQLFailure) -> RecordID { try RecordID(stored: text()) }
    mutating func keyID() throws(SQLFailure) -> KeyID { try KeyID(stored: text()) }
    mutating func memberID() throws(SQLFailure) -> MemberID { try MemberID(stored: text()) }
    mutating func instant() throws(SQLFailure) -> Instant { try Instant(milliseconds: integer()) }

    mutating func optionalInstant() throws(SQLFailure) -> Instant? {
        try optionalInteger().map { Instant(milliseconds: $0) }
    }

    mutating func optionalSealed() throws(SQLFailure) -> Sealed? {
        try optionalBlob().map { Sealed(bytes: $0) }
    }

    /// A word of a closed list; an unknown one means that the data is damaged.
    mutating func word<Word: RawRepresentable>(_: Word.Type) throws(SQLFailure) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw .corrupt("a column holds an unknown word") }
        return word
    }

    mutating func optionalWord<Word: RawRepresentable>(_: Word.Type) throws(SQLFailure) -> Word?
    where Word.RawValue == String {
        guard let text = try optionalText() else { return nil }
        guard let word = Word(rawValue: text) else { throw .corrupt("a column holds an unknown word") }
        return word
    }

    /// Lines of a list column.
    mutating func lines() throws(SQLFailure) -> [String] {
        try text().split(separator: "\n").map(String.init)
    }

    /// Texts of a list column that may have several lines each.
    mutating func texts() throws(SQLFailure) -> [String] {
        try lines().map(StoredText.plain)
    }
}

extension Inputs {
    mutating func append<Subject>(_ id: Identifier<Subject>) { append(id.text) }
    mutating func append<Subject>(_ id: Identifier<Subject>?) { append(id?.text) }
    mutating func append(_ id: KeyID) { append(id.text) }
    mutating func append(_ id: RefID?) { append(id?.text) }
    mutating func append(_ slug: Slug) { append(slug.text) }
    mutating func append(_ instant: Instant?) { append(instant?.milliseconds) }
    mutating func append(_ sealed: Sealed?) { append(sealed?.bytes) }
    mutating func append(texts: [String]) { append(lines: texts.map(StoredText.line)) }
    mutating func append(lines: [String]) { append(lines.joined(separator: "\n")) }
}

/// A text of several lines as one line: a backslash stands before what it is not.
enum StoredText {
    static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    static func plain(_ line: String) -> String {
        var text = ""
        var isEscaped = false
        for scalar in line.unicodeScalars {
            if isEscaped {
                text.unicodeScalars.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
