package import Domain

/// The settings of a service's submission page as they stand in the form.
package struct SubmissionInput: IntakeForm, Equatable {
    package static let settings: [IntakeSettingName] = [
        .submissionPage, .consentText, .optionalAttributes, .frameOrigins, .statusTexts,
    ]

    package var isOn: Bool
    package var consentText: String
    /// Slugs that are ticked, those that the service requires left out.
    package var optionalAttributes: [String]
    /// One a line.
    package var frameOrigins: String
    package var statusTexts: [CandidateStatus: String]

    package init(
        isOn: Bool, consentText: String, optionalAttributes: [String], frameOrigins: String,
        statusTexts: [CandidateStatus: String]
    ) {
        self.isOn = isOn
        self.consentText = consentText
        self.optionalAttributes = optionalAttributes
        self.frameOrigins = frameOrigins
        self.statusTexts = statusTexts
    }

    package init(_ service: Service) {
        let page = service.settings.submission
        let required = Set(service.settings.requiredAttributes)
        (isOn, consentText) = (page.isOn, page.consentText)
        optionalAttributes = page.optionalAttributes.filter { !required.contains($0) }.map(\.text)
        frameOrigins = page.frameOrigins.joined(separator: "\n")
        statusTexts = page.statusTexts
    }

    init(_ form: Form) {
        let texts = SubmissionPageSettings.statusesOnPage.map { ($0, form.text("status-\($0.rawValue)")) }
        self.init(
            isOn: form.isTicked("submissionPage"), consentText: form.text("consentText"),
            optionalAttributes: form.all("optional"), frameOrigins: form.text("frameOrigins"),
            statusTexts: Dictionary(uniqueKeysWithValues: texts.filter { !$0.1.isEmpty }))
    }

    package func wanted(from current: Service, _ failures: inout [Failure]) -> Service {
        var wanted = current
        let required = Set(current.settings.requiredAttributes)
        // What the service requires can't be ticked: it stays in the list or out of it, as it stands.
        let kept = current.settings.submission.optionalAttributes.filter(required.contains)
        let ticked = Set(optionalAttributes.map { Slug(stored: $0) }).subtracting(required)
        var page = current.settings.submission
        page.isOn = isOn
        page.consentText = Self.trimmed(consentText)
        // In a fixed order, so that ticking the same boxes is no change.
        let all = ticked.union(kept)
        if all != Set(page.optionalAttributes) {
            page.optionalAttributes = all.sorted(by: current.settings.catalog.precedes)
        }
        page.frameOrigins = frameOrigins.split(whereSeparator: \.isWhitespace).map(String.init)
        // What the page can't show isn't in the form, and stays.
        for status in SubmissionPageSettings.statusesOnPage {
            let text = statusTexts[status].map(Self.trimmed) ?? ""
            page.statusTexts[status] = text.isEmpty ? nil : text
        }
        wanted.settings.submission = page
        return wanted
    }

    package mutating func take(_ setting: IntakeSettingName, from other: SubmissionInput) {
        switch setting {
        case .submissionPage: isOn = other.isOn
        case .consentText: consentText = other.consentText
        case .optionalAttributes: optionalAttributes = other.optionalAttributes
        case .frameOrigins: frameOrigins = other.frameOrigins
        case .statusTexts: statusTexts = other.statusTexts
        default: break
        }
    }
}
