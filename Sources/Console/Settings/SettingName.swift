/// The settings of a service as history and forms name them.
package enum SettingName: String, CaseIterable, Sendable {
    case name
    case summary
    case corsOrigins
    case rate
    case ownAttributes
    case requiredAttributes
    case undecidedDays
    case decidedDays
    case keepsEmailFingerprint
    case requiresSecondFactor

    package var words: String {
        switch self {
        case .name: "name"
        case .summary: "description"
        case .corsOrigins: "CORS origins"
        case .rate: "rate limit"
        case .ownAttributes: "own attributes"
        case .requiredAttributes: "required attributes"
        case .undecidedDays: "retention of undecided candidates"
        case .decidedDays: "retention of decided candidates"
        case .keepsEmailFingerprint: "e-mail fingerprint"
        case .requiresSecondFactor: "second factor"
        }
    }
}
