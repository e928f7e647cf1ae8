package import Domain

/// A form over some of a service's settings: texts, which need not be right.
package protocol IntakeForm: Sendable {
    /// Those that it holds, in the order of the form.
    static var settings: [IntakeSettingName] { get }

    /// What stands now.
    init(_ service: Service)

    /// The service as the form asks for it, without a look at the rules; what can't be read keeps what stands.
    func wanted(from current: Service, _ failures: inout [Failure]) -> Service

    mutating func take(_ setting: IntakeSettingName, from other: Self)
}

extension IntakeForm {
    /// The service as the form asks for it, and everything that is wrong with that, each with its field. A setting that
    /// is wrong keeps what stands now.
    package func applied(to current: Service) -> (service: Service, failures: [Failure]) {
        var failures: [Failure] = []
        var wanted = wanted(from: current, &failures)
        // The rules stop at the first fault.
        for _ in Self.settings {
            do throws(Failure) {
                _ = try wanted.checked()
                break
            } catch {
                if !failures.contains(where: { $0.field == error.field }) { failures.append(error) }
                guard let setting = error.field.flatMap({ IntakeSettingName(rawValue: $0) }) else { break }
                wanted.restore(setting, from: current)
            }
        }
        return (wanted, failures.sorted { Self.place(of: $0) < Self.place(of: $1) })
    }

    /// The form after somebody else has saved: what its member changed stays, what they left alone shows the new state.
    package func merged(shown: IntakeFingerprint, with current: Service) -> Self {
        let mine = Set(shown.changes(of: Self.settings, in: applied(to: current).service))
        var merged = self
        let theirs = Self(current)
        for setting in shown.changes(of: Self.settings, in: current) where !mine.contains(setting) {
            merged.take(setting, from: theirs)
        }
        return merged
    }

    /// Where the field stands in the form.
    private static func place(of failure: Failure) -> Int {
        settings.firstIndex { $0.rawValue == failure.field } ?? settings.count
    }

    /// One a line, without what is empty.
    static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    /// Without spaces around it, and with plain ends of lines.
    static func trimmed(_ text: String) -> String {
        text.trimmed.replacing("\r\n", with: "\n")
    }
}

extension Service {
    /// Takes back what a form asked for.
    fileprivate mutating func restore(_ setting: IntakeSettingName, from current: Service) {
        let (page, review) = (current.settings.submission, current.settings.review)
        switch setting {
        case .submissionPage: settings.submission.isOn = page.isOn
        case .consentText:
            // A page that is on has one.
            settings.submission.consentText = page.consentText
            settings.submission.isOn = page.isOn
        case .optionalAttributes: settings.submission.optionalAttributes = page.optionalAttributes
        case .frameOrigins: settings.submission.frameOrigins = page.frameOrigins
        case .statusTexts: settings.submission.statusTexts = page.statusTexts
        case .feedbackTexts: settings.review.feedbackTexts = review.feedbackTexts
        case .fields: settings.review.fields = review.fields
        case .approvingCertificates: settings.review.approvingCertificates = review.approvingCertificates
        case .needsFourEyes: settings.review.needsFourEyes = review.needsFourEyes
        }
    }
}
