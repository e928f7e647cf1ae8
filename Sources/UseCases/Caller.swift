package import Domain
internal import Store
internal import Synchronization

/// Who asks. An argument of every use case.
package struct Caller: Sendable {
    package enum Identity: Sendable {
        /// A program that showed an API key.
        case key(KeyGrant)
        /// A person who may use this machine's data directory: the command line.
        case localOperator
        /// Lethe itself: the archiver, the sweeps.
        case lethe
    }

    package let identity: Identity

    package init(_ identity: Identity) {
        self.identity = identity
    }

    package static let localOperator = Caller(.localOperator)
    package static let lethe = Caller(.lethe)

    var actor: HistoryEvent.Actor {
        switch identity {
        case .key(let grant): .key(grant.key.keyID)
        case .localOperator: .localOperator
        case .lethe: .lethe
        }
    }

    /// The key of a program; `nil` for everybody else.
    package var grant: KeyGrant? {
        if case .key(let grant) = identity { grant } else { nil }
    }
}

/// A key as it was when a request began, and whether it has lost anything since.
package final class KeyGrant: Sendable {
    package let key: APIKey
    let digest: [UInt8]
    private let loss: Loss

    /// - Parameter earlier: the grant of the same key before a change that took nothing away; what takes something away
    ///   later is taken from both.
    init(_ record: APIKeyRecord, after earlier: KeyGrant? = nil) {
        key = record.key
        digest = record.digest
        loss = earlier?.loss ?? Loss()
    }

    /// Whether the key was disabled, deleted or narrowed after this grant was given.
    package var isRevoked: Bool { loss.hasHappened.load(ordering: .acquiring) }

    func isUsable(at now: Instant) -> Bool { key.isUsable(at: now) && !isRevoked }

    func revoke() {
        loss.hasHappened.store(true, ordering: .releasing)
    }

    private final class Loss: Sendable {
        let hasHappened = Atomic(false)
    }
}
