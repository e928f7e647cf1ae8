internal import Domain
internal import Wire

/// What came of an import.
struct ImportReport: Sendable {
    /// A record that did not go in.
    struct Refusal: Sendable {
        let place: ImportRecord.Place
        let field: String?
        let message: String

        init(at place: ImportRecord.Place, field: String?, message: String) {
            self.place = place
            self.field = field
            self.message = message
        }

        init(_ failure: Failure, at place: ImportRecord.Place) {
            self.init(at: place, field: failure.field, message: failure.message)
        }

        /// For people.
        var sentence: String {
            let line = place.line.map { ", line \($0)" } ?? ""
            return "\(place.path)\(line): \(field.map { "\($0): " } ?? "")\(message)"
        }
    }

    var imported = 0
    var unchanged = 0
    /// In the order of the sources.
    var refused: [Refusal] = []
    /// Why the import did not come to its end.
    var stop: LaunchFailure?
    var seconds = 0.0
    /// With one file, a line's number says enough.
    let hasSeveralSources: Bool

    init(hasSeveralSources: Bool) {
        self.hasSeveralSources = hasSeveralSources
    }

    /// Whether the server has taken anything yet.
    var hasBegun: Bool { imported + unchanged > 0 }

    /// The answer of `--json`.
    var document: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("imported", imported)
        writer.member("unchanged", unchanged)
        writer.key("refused")
        writer.beginArray()
        for refusal in refused {
            writer.beginObject()
            writer.memberIfPresent("line", refusal.place.line)
            if hasSeveralSources || refusal.place.line == nil { writer.member("path", refusal.place.path) }
            writer.memberIfPresent("field", refusal.field)
            writer.member("message", refusal.message)
            writer.endObject()
        }
        writer.endArray()
        writer.memberIfPresent("stopped", stop?.message)
        writer.endObject()
        return writer.bytes
    }

    /// A line for people.
    var summary: String {
        let rate = seconds > 0.5 ? ", \(Int(Double(imported + unchanged + refused.count) / seconds)) a second" : ""
        return "\(imported) imported, \(unchanged) unchanged, \(refused.count) refused\(rate)"
    }
}
