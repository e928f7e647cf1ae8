internal import Domain
internal import Synchronization

/// What a page needs a second time: the text of a search, a note that is still being written, and where the list was left.
///
/// All of it is in memory, for the session that brought it; a restart loses it. Texts are sealed and end after 15 minutes,
/// at the sign-out, or when newer ones push them out; a note can't be opened once its candidate is archived.
final class KeptTexts: Sendable {
    struct Text: Sendable {
        let sealed: Sealed
        /// Of the candidate's key, for a note.
        let slot: Int64?
        let since: Uptime
    }

    fileprivate struct State: Sendable {
        /// The oldest first.
        var texts: [SessionID: [(name: String, text: Text)]] = [:]
        /// Addresses of lists; nothing personal is in them.
        var lists: [SessionID: [ServiceID: (address: String, since: Uptime)]] = [:]
    }

    static let seconds: Int64 = 900
    static let mostOfSession = 8
    private let state = Mutex(State())

    func keep(_ text: Text, as name: String, for sessionID: SessionID) {
        state.withLock { state in
            state.sweep(at: text.since)
            var texts = state.texts[sessionID, default: []].filter { $0.name != name }
            texts.append((name, text))
            state.texts[sessionID] = texts.suffix(Self.mostOfSession)
        }
    }

    /// `nil` for another session's, and after its end.
    func text(_ name: String, for sessionID: SessionID, at now: Uptime) -> Text? {
        state.withLock { state in
            state.sweep(at: now)
            return state.texts[sessionID]?.first { $0.name == name }?.text
        }
    }

    func forget(_ name: String, for sessionID: SessionID) {
        state.withLock { $0.texts[sessionID]?.removeAll { $0.name == name } }
    }

    func sweep(at now: Uptime) {
        state.withLock { $0.sweep(at: now) }
    }

    /// At the end of a session.
    func forget(_ sessionID: SessionID) {
        state.withLock { state in
            state.texts[sessionID] = nil
            state.lists[sessionID] = nil
        }
    }

    func keepList(_ address: String, of serviceID: ServiceID, for sessionID: SessionID, at now: Uptime) {
        state.withLock { state in
            state.sweep(at: now)
            state.lists[sessionID, default: [:]][serviceID] = (address, now)
        }
    }

    func list(of serviceID: ServiceID, for sessionID: SessionID) -> String? {
        state.withLock { $0.lists[sessionID]?[serviceID]?.address }
    }
}

extension KeptTexts.State {
    fileprivate mutating func sweep(at now: Uptime) {
        texts = texts.compactMapValues { texts in
            let standing = texts.filter { $0.text.since.isWithin(KeptTexts.seconds, of: now) }
            return standing.isEmpty ? nil : standing
        }
        lists = lists.compactMapValues { lists in
            let standing = lists.filter { $0.value.since.isWithin(Registry.sessionSeconds, of: now) }
            return standing.isEmpty ? nil : standing
        }
    }
}

extension Uptime {
    fileprivate func isWithin(_ seconds: Int64, of now: Uptime) -> Bool {
        boot == now.boot && (0..<seconds * 1000).contains(now.milliseconds - milliseconds)
    }
}
