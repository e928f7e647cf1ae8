internal import Mustache
internal import Synchronization

/// A value as templates see it: a struct's stored properties by their names. An empty text counts as absent, a property
/// that is `nil` hides one of the same name further out, and a name that nobody has is noted.
struct PageValue: MustacheParent {
    /// Prints nothing and opens no section.
    struct Nothing: MustacheCustomRenderable, Sendable {
        var renderText: String { "" }
        var isNull: Bool { true }
    }

    /// Names that were asked for in vain.
    final class Record: Sendable {
        private struct State: Sendable {
            var pending: String?
            var missing: [String] = []
        }

        private let state = Mutex(State())

        var missing: [String] {
            state.withLock { $0.missing + ($0.pending.map { [$0] } ?? []) }
        }

        /// A name is looked for from the inside out, so a miss counts once the outermost value doesn't have it, or once
        /// the next name is asked for.
        func note(_ name: String, isFound: Bool, isOutermost: Bool) {
            state.withLock { state in
                if let pending = state.pending, pending != name { state.missing.append(pending) }
                state.pending = isFound || isOutermost ? nil : name
                if !isFound, isOutermost { state.missing.append(name) }
            }
        }
    }

    private let children: [String: Any]
    private let record: Record?
    private let isOutermost: Bool

    init(model: Any, record: Record?) {
        self.init(Mirror(reflecting: model), record, isOutermost: true)
    }

    private init(_ mirror: Mirror, _ record: Record?, isOutermost: Bool = false) {
        var children: [String: Any] = [:]
        for case (let label?, let value) in mirror.children { children[label] = value }
        self.children = children
        self.record = record
        self.isOutermost = isOutermost
    }

    func child(named name: String) -> Any? {
        let value = children[name]
        record?.note(name, isFound: value != nil, isOutermost: isOutermost)
        return value.map { Self.wrap($0, record) }
    }

    static func wrap(_ value: Any, _ record: Record?) -> Any {
        switch value {
        case let text as String: return text.isEmpty ? Nothing() as Any : text
        case is Bool, is Int, is Int64, is Double, is any MustacheParent: return value
        case let list as [Any]: return list.map { wrap($0, record) }
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { wrap($0.value, record) } ?? Nothing()
        case .struct, .class, .tuple: return PageValue(mirror, record)
        default: return value
        }
    }
}
