internal import Domain
internal import UseCases

/// A member's own page, and the dialog on it.
struct AccountPage: PageModel {
    struct Session: Sendable {
        let browser: String
        let started: TimeCell
        let lastSeen: TimeCell
        let isThisOne: Bool
    }

    let frame: PageFrame
    let name: String
    let email: String
    let hasSecondFactor: Bool
    let recoveryCodesLeft: Int
    /// Whether it is time to renew them.
    let isShortOfCodes: Bool
    /// Given lately by somebody with the right password; nothing while they are few.
    let wrongCodes: String?
    let sessions: [Session]
    let dialog: AccountDialog?
}

/// The dialogs of the account, each under an address of its own.
struct AccountDialog: Sendable {
    enum Kind: Sendable {
        case name
        case password
        /// Asks for the password before a secret is made.
        case offer
        /// Shows the secret and asks for the first code.
        case firstCode
        case removeFactor
        case renewCodes
        case newCodes
    }

    let title: String
    let path: String
    let isName: Bool
    let isPassword: Bool
    let isOffer: Bool
    let isFirstCode: Bool
    let isRemoval: Bool
    let isRenewal: Bool
    let isNewCodes: Bool
    let newName: String
    let offer: Offer?
    let codes: [String]
    let problems: Problems
    /// Whether what was typed is still to be saved.
    let isChanged: Bool

    /// The secret of an authenticator app, to be scanned or typed.
    struct Offer: Sendable {
        let qr: QRCode?
        /// In groups of four.
        let secret: String

        init(_ offer: SecondFactorOffer) {
            qr = offer.uri.withExposed { QRCode($0) }
            secret = offer.secret.withExposed { Self.grouped($0) }
        }

        private static func grouped(_ text: String) -> String {
            var groups = ""
            for (index, character) in text.enumerated() {
                if index > 0, index.isMultiple(of: 4) { groups.append(" ") }
                groups.append(character)
            }
            return groups
        }
    }

    init(
        _ kind: Kind, newName: String = "", offer: Offer? = nil, codes: [String] = [],
        problems: Problems = Problems()
    ) {
        (title, path) = Self.head(of: kind)
        isName = kind == .name
        isPassword = kind == .password
        isOffer = kind == .offer
        isFirstCode = kind == .firstCode
        isRemoval = kind == .removeFactor
        isRenewal = kind == .renewCodes
        isNewCodes = kind == .newCodes
        self.newName = newName
        self.offer = offer
        self.codes = codes
        self.problems = problems
        isChanged = !problems.isEmpty
    }

    private static func head(of kind: Kind) -> (title: String, path: String) {
        switch kind {
        case .name: ("Change your name", "/account/name")
        case .password: ("Change your password", "/account/password")
        case .offer, .firstCode: ("Set up a second factor", "/account/second-factor")
        case .removeFactor: ("Remove the second factor", "/account/second-factor/remove")
        case .renewCodes: ("New recovery codes", "/account/recovery-codes")
        case .newCodes: ("Your recovery codes", "/account")
        }
    }
}
