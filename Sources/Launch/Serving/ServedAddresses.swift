internal import Synchronization

/// Where a serving Lethe is reached.
struct ServedAddresses: Sendable {
    /// Of the API, such as `http://127.0.0.1:8080`.
    let api: String
    /// What a browser opens for the console; `nil` without one.
    let console: String?
    /// Where `/metrics` is; `nil` without it.
    let metrics: String?
}

/// Collects the addresses while the listeners start: which port a 0 became is known only then.
final class AddressBook: Sendable {
    private struct State: Sendable {
        var api: String?
        var console: String?
        var metrics: String?
    }

    private let settings: ServeSettings
    private let state = Mutex(State())

    init(_ settings: ServeSettings) {
        self.settings = settings
    }

    /// The API's address; before it listens, the one it was told.
    var api: String {
        state.withLock { $0.api } ?? settings.address.url(hasTLS: settings.tls != nil)
    }

    /// What browsers see of the console; `nil` without one.
    var console: String? {
        guard settings.console.isServed else { return nil }
        if let url = settings.console.url { return url }
        guard let own = settings.console.ownAddress else { return api }
        return state.withLock { $0.console } ?? own.url(hasTLS: settings.tls != nil)
    }

    /// What candidates' browsers see of the submission page, which stands on the address of the API.
    var submission: String {
        if let url = settings.publicURL { return url }
        guard case .shared(let url?) = settings.console else { return api }
        return url
    }

    /// Notes where one of the listeners is.
    ///
    /// - Returns: the addresses, from the last listener on.
    func note(_ purpose: Listening, _ url: String) -> ServedAddresses? {
        let isComplete = state.withLock { state in
            switch purpose {
            case .console: state.console = url
            case .metrics: state.metrics = url + "/metrics"
            case .api, .both: state.api = url
            }
            return state.api != nil && (settings.console.ownAddress == nil || state.console != nil)
                && (settings.metrics == nil || state.metrics != nil)
        }
        guard isComplete else { return nil }
        return ServedAddresses(api: api, console: console, metrics: state.withLock { $0.metrics })
    }
}

/// Who answers at an address.
enum Listening: Sendable {
    case api
    case console
    case both
    /// Whoever watches the machine.
    case metrics
}
