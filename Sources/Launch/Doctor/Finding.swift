internal import Wire

/// What one examination found.
struct Finding: Sendable {
    enum State: String, Sendable {
        case ok
        case warning
        case problem
    }

    let name: String
    let state: State
    let message: String

    init(_ name: String, _ state: State, _ message: String) {
        self.name = name
        self.state = state
        self.message = message
    }

    static func document(_ findings: [Finding]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("checks")
        writer.beginArray()
        for finding in findings {
            writer.beginObject()
            writer.member("check", finding.name)
            writer.member("state", finding.state.rawValue)
            writer.member("message", finding.message)
            writer.endObject()
        }
        writer.endArray()
        writer.member("warnings", findings.count { $0.state == .warning })
        writer.member("problems", findings.count { $0.state == .problem })
        writer.endObject()
        return writer.bytes
    }

    static func table(_ findings: [Finding]) -> String {
        var table = Table(["CHECK", "STATE", ""])
        for finding in findings { table.add([finding.name, finding.state.rawValue, finding.message]) }
        return table.text
    }
}
