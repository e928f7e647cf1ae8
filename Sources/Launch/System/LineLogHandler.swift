internal import Domain
internal import Logging
internal import Wire

/// Log lines on standard error: one line an event, as text or as JSON. It prints what our own rooms hand it, which holds
/// no personal data; an error's own text, which libraries fill freely, is left out.
struct LineLogHandler: LogHandler {
    enum Format: String, Sendable, CaseIterable {
        case text
        case json
    }

    private let label: String
    private let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(label: String, level: Logger.Level, format: Format) {
        self.label = label
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(type(of: error))" }
        let time = WireDate.string(milliseconds: SystemClocks.now().milliseconds)
        let pairs = all.sorted { $0.key < $1.key }
        switch format {
        case .text:
            var line = "\(time) \(event.level.rawValue) \(label): \(event.message)"
            for (key, value) in pairs { line += " \(key)=\(value)" }
            Terminal.complain(Self.onOneLine(line))
        case .json:
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("time", time)
            writer.member("level", event.level.rawValue)
            writer.member("logger", label)
            writer.member("message", "\(event.message)")
            for (key, value) in pairs { writer.member(key, "\(value)") }
            writer.endObject()
            Terminal.complain(String(decoding: writer.bytes, as: UTF8.self))
        }
    }

    /// Control characters would let a caller forge lines.
    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
