package import Domain

/// The settings of a service's review as they stand in the form.
package struct ReviewInput: IntakeForm, Equatable {
    package static let settings: [IntakeSettingName] = [
        .needsFourEyes, .approvingCertificates, .feedbackTexts, .fields,
    ]

    package struct FieldRow: Hashable, Sendable {
        package var name: String
        /// One a line.
        package var options: String

        package init(name: String, options: String) {
            self.name = name
            self.options = options
        }
    }

    package var needsFourEyes: Bool
    /// One a line.
    package var approvingCertificates: String
    package var feedbackTexts: [String]
    package var fields: [FieldRow]

    package init(
        needsFourEyes: Bool, approvingCertificates: String, feedbackTexts: [String], fields: [FieldRow]
    ) {
        self.needsFourEyes = needsFourEyes
        self.approvingCertificates = approvingCertificates
        self.feedbackTexts = feedbackTexts
        self.fields = fields
    }

    package init(_ service: Service) {
        let review = service.settings.review
        needsFourEyes = review.needsFourEyes
        approvingCertificates = review.approvingCertificates.joined(separator: "\n")
        feedbackTexts = review.feedbackTexts
        fields = review.fields.map { FieldRow(name: $0.name, options: $0.options.joined(separator: "\n")) }
    }

    init(_ form: Form) {
        let options = form.all("fieldOptions")
        self.init(
            needsFourEyes: form.isTicked("needsFourEyes"), approvingCertificates: form.text("approvingCertificates"),
            feedbackTexts: form.all("feedbackText"),
            fields: form.all("fieldName").enumerated().map { index, name in
                FieldRow(name: name, options: options.indices.contains(index) ? options[index] : "")
            })
    }

    package func wanted(from current: Service, _ failures: inout [Failure]) -> Service {
        var wanted = current
        wanted.settings.review.needsFourEyes = needsFourEyes
        wanted.settings.review.approvingCertificates = Self.lines(approvingCertificates)
        wanted.settings.review.feedbackTexts = feedbackTexts.map(Self.trimmed).filter { !$0.isEmpty }
        let rows = fields.map { FieldDefinition(name: Self.trimmed($0.name), options: Self.lines($0.options)) }
            .filter { !$0.name.isEmpty || !$0.options.isEmpty }
        if rows.contains(where: { $0.name.isEmpty }) {
            failures.append(.invalid(field: "fields", "Give every custom field a name, or empty its options."))
        } else if rows.contains(where: { $0.options.isEmpty }) {
            failures.append(.invalid(field: "fields", "Give every custom field at least one option."))
        } else {
            wanted.settings.review.fields = rows
        }
        return wanted
    }

    package mutating func take(_ setting: IntakeSettingName, from other: ReviewInput) {
        switch setting {
        case .needsFourEyes: needsFourEyes = other.needsFourEyes
        case .approvingCertificates: approvingCertificates = other.approvingCertificates
        case .feedbackTexts: feedbackTexts = other.feedbackTexts
        case .fields: fields = other.fields
        default: break
        }
    }
}
