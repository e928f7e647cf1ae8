package import Domain

/// What a form over some settings showed when it was opened: a short fingerprint of each. Held against what stands when
/// the form comes back, it tells what somebody else has changed in between.
package struct IntakeFingerprint: Hashable, Sendable {
    /// What the form carries.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(_ settings: [IntakeSettingName], of service: Service) {
        text = settings.map { Fingerprint.of(Self.value(of: $0, in: service.settings)) }.joined(separator: "-")
    }

    /// Which of the form's settings differ in `service` from what was shown; all when the text is none of ours.
    package func changes(of settings: [IntakeSettingName], in service: Service) -> [IntakeSettingName] {
        let shown = text.split(separator: "-", omittingEmptySubsequences: false)
        let current = IntakeFingerprint(settings, of: service).text.split(separator: "-")
        guard shown.count == current.count else { return settings }
        return zip(settings, zip(shown, current)).filter { $0.1.0 != $0.1.1 }.map(\.0)
    }

    /// What stands for a setting, for people.
    package static func words(for setting: IntakeSettingName, in settings: ServiceSettings) -> String {
        let (page, review) = (settings.submission, settings.review)
        let text: String
        switch setting {
        case .submissionPage: return page.isOn ? "on" : "off"
        case .needsFourEyes: return review.needsFourEyes ? "required" : "not required"
        case .consentText: text = page.consentText
        case .optionalAttributes: text = page.optionalAttributes.map(\.text).joined(separator: ", ")
        case .frameOrigins: text = page.frameOrigins.joined(separator: ", ")
        case .statusTexts:
            text = CandidateStatus.allCases.compactMap { status in
                page.statusTexts[status].map { "\(StatusWord(status).words): \($0)" }
            }.joined(separator: "; ")
        case .feedbackTexts: text = review.feedbackTexts.joined(separator: "; ")
        case .fields:
            text = review.fields.map { "\($0.name) (\($0.options.joined(separator: ", ")))" }.joined(separator: "; ")
        case .approvingCertificates: text = review.approvingCertificates.joined(separator: ", ")
        }
        return text.isEmpty ? "none" : text
    }

    private static func value(of setting: IntakeSettingName, in settings: ServiceSettings) -> String {
        let (page, review) = (settings.submission, settings.review)
        return switch setting {
        case .submissionPage: String(page.isOn)
        case .consentText: page.consentText
        case .optionalAttributes: page.optionalAttributes.map(\.text).joined(separator: "\0")
        case .frameOrigins: page.frameOrigins.joined(separator: "\0")
        case .statusTexts: CandidateStatus.allCases.map { page.statusTexts[$0] ?? "" }.joined(separator: "\0")
        case .feedbackTexts: review.feedbackTexts.joined(separator: "\0")
        case .fields: review.fields.map { ([$0.name] + $0.options).joined(separator: "\0") }.joined(separator: "\0\0")
        case .approvingCertificates: review.approvingCertificates.joined(separator: "\0")
        case .needsFourEyes: String(review.needsFourEyes)
        }
    }
}
