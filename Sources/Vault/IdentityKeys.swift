import Crypto

/// What the Vault needs for the people who sign in to the console: one key under the root key for each purpose.
struct IdentityKeys: Undisclosed {
    /// Seals names, e-mails and secrets of second factors.
    let seals: SymmetricKey
    /// Blind index of members' e-mails.
    let index: SymmetricKey
    /// Goes over what scrypt made of a password.
    let passwords: SymmetricKey
    let recoveryCodes: SymmetricKey
    private let sessions: SymmetricKey
    private let links: SymmetricKey
    private let forms: SymmetricKey
    private let receivers: SymmetricKey
    private let drafts: SymmetricKey
    /// Makes the links by which candidates submit again.
    let resubmissions: SymmetricKey

    init(root: RootKey) {
        seals = Derivation.key(fromRoot: root.key, "lethe member v1")
        index = Derivation.key(fromRoot: root.key, "lethe member index v1")
        passwords = Derivation.key(fromRoot: root.key, "lethe password v1")
        recoveryCodes = Derivation.key(fromRoot: root.key, "lethe recovery code v1")
        sessions = Derivation.key(fromRoot: root.key, "lethe session token v1")
        links = Derivation.key(fromRoot: root.key, "lethe link token v1")
        forms = Derivation.key(fromRoot: root.key, "lethe form token v1")
        receivers = Derivation.key(fromRoot: root.key, "lethe receiver token v1")
        drafts = Derivation.key(fromRoot: root.key, "lethe draft token v1")
        resubmissions = Derivation.key(fromRoot: root.key, "lethe resubmission link v1")
    }

    func tokens(_ purpose: TokenPurpose) -> SymmetricKey {
        switch purpose {
        case .session: sessions
        case .link: links
        case .form: forms
        case .receiver: receivers
        case .draft: drafts
        }
    }
}
