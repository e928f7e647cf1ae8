/// The page on which candidates submit themselves.
package struct SubmissionPageSettings: Hashable, Sendable {
    /// Whether there is one.
    package var isOn = false
    /// What a candidate agrees to before anything else; at most 8,000 characters.
    package var consentText = ""
    /// Attributes that a candidate may give besides those the service requires.
    package var optionalAttributes: [Slug] = []
    /// Origins whose pages may show the page in a frame, such as `https://shop.example.com`.
    package var frameOrigins: [String] = []
    /// What the page says of a status, instead of Lethe's own words; at most 1,000 characters each.
    package var statusTexts: [CandidateStatus: String] = [:]
    /// Statuses of which the page can say anything: what has arrived waits, and a resubmission link is for the others.
    package static let statusesOnPage: [CandidateStatus] = [.waiting, .rejected, .reviewRequested]

    package init() {}
}

/// How the team decides.
package struct ReviewSettings: Hashable, Sendable {
    /// Reasons offered when an attribute is rejected or feedback is sent; at most 1,000 characters each.
    package var feedbackTexts: [String] = []
    /// Drop-downs that the team fills in for each candidate, answered as `customFields`.
    package var fields: [FieldDefinition] = []
    /// A candidate whose every attribute carries a certificate of one of these names is approved at once.
    package var approvingCertificates: [String] = []
    /// Whether who approves must be somebody else than who reviewed.
    package var needsFourEyes = false

    package init() {}
}

/// A drop-down of a service: a name and the closed list of what can be chosen.
package struct FieldDefinition: Hashable, Sendable {
    package let name: String
    package let options: [String]

    package init(name: String, options: [String]) {
        self.name = name
        self.options = options
    }
}

extension ServiceSettings {
    func checkIntake() throws(Failure) {
        guard submission.consentText.fits(8000) else {
            throw .invalid(field: "consentText", "A consent text has at most 8,000 characters.")
        }
        guard !submission.isOn || submission.consentText.contains(where: { !$0.isWhitespace }) else {
            throw .invalid(
                field: "consentText", "The submission page needs a consent text before it can be switched on.")
        }
        for origin in submission.frameOrigins where !Self.isOrigin(origin) {
            throw .invalid(field: "frameOrigins", "An origin is a scheme and a host, such as https://shop.example.com.")
        }
        for slug in submission.optionalAttributes where catalog.kind(of: slug) == nil {
            throw .invalid(field: "optionalAttributes", "An optional attribute is a published one or an own one.")
        }
        for text in submission.statusTexts.values where !text.fits(1000) {
            throw .invalid(field: "statusTexts", "A text has at most 1,000 characters.")
        }
        guard review.feedbackTexts.count <= 50, review.feedbackTexts.allSatisfy({ !$0.isEmpty && $0.fits(1000) }) else {
            throw .invalid(field: "feedbackTexts", "Feedback texts are at most 50, each of 1 to 1,000 characters.")
        }
        guard review.approvingCertificates.count <= 20,
            review.approvingCertificates.allSatisfy({ !$0.isEmpty && $0.fits(120) && !$0.upsetsWhatFollows })
        else {
            throw .invalid(field: "approvingCertificates", "Certificates are at most 20 names of 1 to 120 characters.")
        }
        try checkFields()
    }

    private func checkFields() throws(Failure) {
        let isWord = { (text: String) in !text.isEmpty && text.fits(60) && !text.upsetsWhatFollows }
        let names = review.fields.map(\.name)
        guard review.fields.count <= 20, Set(names).count == names.count, names.allSatisfy(isWord) else {
            throw .invalid(
                field: "fields", "Custom fields are at most 20, each with a name of 1 to 60 characters of its own.")
        }
        for field in review.fields {
            guard (1...50).contains(field.options.count), Set(field.options).count == field.options.count,
                field.options.allSatisfy(isWord)
            else {
                throw .invalid(field: "fields", "A custom field has 1 to 50 different options of 1 to 60 characters.")
            }
        }
    }
}
