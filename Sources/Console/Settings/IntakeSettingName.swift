/// The settings of a service's submission page and of its review, as history and forms name them.
package enum IntakeSettingName: String, CaseIterable, Sendable {
    case submissionPage
    case consentText
    case optionalAttributes
    case frameOrigins
    case statusTexts
    case feedbackTexts
    case fields
    case approvingCertificates
    case needsFourEyes

    package var words: String {
        switch self {
        case .submissionPage: "submission page"
        case .consentText: "consent text"
        case .optionalAttributes: "optional attributes"
        case .frameOrigins: "origins that may show the submission page in a frame"
        case .statusTexts: "texts for statuses"
        case .feedbackTexts: "feedback texts"
        case .fields: "custom fields"
        case .approvingCertificates: "certificates that approve"
        case .needsFourEyes: "four eyes"
        }
    }
}
