package import Domain
internal import Store
internal import Synchronization

/// Who asks. An argument of every use case.
package struct Caller: Sendable {
    package enum Identity: Sendable {
        /// A program that showed an API key.
        case key(KeyGrant)
        /// A person who signed in to the console.
        case member(MemberGrant)
        /// A person who may use this machine's data directory: the command line.
        case localOperator
        /// A candidate on the submission page of a service.
        case candidate(ServiceID)
        /// Lethe itself: the archiver, the sweeps, the rules of a service.
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
        case .member(let grant): .member(grant.member.memberID)
        case .localOperator: .localOperator
        case .candidate: .candidate
        case .lethe: .lethe
        }
    }

    /// Who signed in; `nil` for everybody else.
    package var member: MemberGrant? {
        if case .member(let grant) = identity { grant } else { nil }
    }

    /// The key of a program; `nil` for everybody else.
    package var grant: KeyGrant? {
        if case .key(let grant) = identity { grant } else { nil }
    }
}

/// A key as it was when a request began, by the secret that was shown, and whether it has lost anything since.
package final class KeyGrant: Sendable {
    package let key: APIKey
    let digest: [UInt8]
    private let loss: Loss

    /// - Parameter earlier: the grant of the same key before a change that took nothing away; what takes something away
    ///   later is taken from both.
    init(_ key: APIKey, digest: [UInt8], after earlier: KeyGrant? = nil) {
        self.key = key
        self.digest = digest
        loss = earlier?.loss ?? Loss()
    }

    /// Whether the key was disabled, deleted or narrowed after this grant was given.
    package var isRevoked: Bool { loss.hasHappened.load(ordering: .acquiring) }

    func isUsable(at now: Instant) -> Bool { key.isUsable(at: now) && !isRevoked }

    /// Whether this is the earlier grant, or goes on for those who have it.
    func continues(_ earlier: KeyGrant) -> Bool { loss === earlier.loss }

    func revoke() {
        loss.hasHappened.store(true, ordering: .releasing)
    }

    private final class Loss: Sendable {
        let hasHappened = Atomic(false)
    }
}
