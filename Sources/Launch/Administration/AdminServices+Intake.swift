internal import Domain
internal import Wire

/// The settings of submission page and review, as the commands make and change them.
extension AdminServices {
    /// Members that begin with `add`, `set` or `remove` change a list, the others replace a value.
    static func applyIntake(_ asked: AdminRequest, to settings: inout ServiceSettings) throws(Failure) {
        var page = settings.submission
        if let isOn = try asked.flag("submissionPage") { page.isOn = isOn }
        if let text = try asked.text("consentText") { page.consentText = trimmed(text) }
        let offered = try change(page.optionalAttributes.map(\.text), "OptionalAttributes", asked)
        page.optionalAttributes = []
        for text in offered { page.optionalAttributes.append(try Slug(text, field: "optionalAttributes")) }
        page.frameOrigins = try change(page.frameOrigins, "FrameOrigins", asked)
        for text in try asked.texts("setStatusTexts") ?? [] {
            let (word, words) = try pair(text, field: "statusTexts", "A status text is status=text.")
            // Any text can be taken back, also one that an earlier version let somebody set.
            let status = CandidateStatus(rawValue: word)
            guard let status, words.isEmpty || SubmissionPageSettings.statusesOnPage.contains(status) else {
                let all = SubmissionPageSettings.statusesOnPage.map(\.rawValue).joined(separator: ", ")
                throw .invalid(field: "statusTexts", "The page has a text for the statuses \(all).")
            }
            page.statusTexts[status] = words.isEmpty ? nil : words
        }
        settings.submission = page

        var review = settings.review
        if let needs = try asked.flag("needsFourEyes") { review.needsFourEyes = needs }
        review.feedbackTexts = try change(review.feedbackTexts, "FeedbackTexts", asked)
        review.approvingCertificates = try change(review.approvingCertificates, "ApprovingCertificates", asked)
        let removed = Set(try asked.texts("removeFields") ?? [])
        review.fields.removeAll { removed.contains($0.name) }
        for text in try asked.texts("setFields") ?? [] {
            let field = try definition(text)
            if let index = review.fields.firstIndex(where: { $0.name == field.name }) {
                review.fields[index] = field
            } else {
                review.fields.append(field)
            }
        }
        settings.review = review
    }

    static func writeIntake(_ settings: ServiceSettings, into writer: inout JSONWriter) {
        let (page, review) = (settings.submission, settings.review)
        writer.member("submissionPage", page.isOn)
        writer.member("consentText", page.consentText)
        writer.member("optionalAttributes", page.optionalAttributes.map(\.text))
        writer.member("frameOrigins", page.frameOrigins)
        writer.key("statusTexts")
        writer.beginObject()
        for status in CandidateStatus.allCases { writer.memberIfPresent(status.rawValue, page.statusTexts[status]) }
        writer.endObject()
        writer.member("feedbackTexts", review.feedbackTexts)
        writer.key("fields")
        writer.beginArray()
        for field in review.fields {
            writer.beginObject()
            writer.member("name", field.name)
            writer.member("options", field.options)
            writer.endObject()
        }
        writer.endArray()
        writer.member("approvingCertificates", review.approvingCertificates)
        writer.member("needsFourEyes", review.needsFourEyes)
    }

    /// A list without what the request removes and with what it adds, each once.
    private static func change(
        _ list: [String], _ name: String, _ asked: AdminRequest
    ) throws(Failure) -> [String] {
        let removed = Set(try asked.texts("remove\(name)") ?? [])
        var list = list.filter { !removed.contains($0) }
        for text in try asked.texts("add\(name)") ?? [] where !list.contains(text) { list.append(text) }
        return list
    }

    /// `Name=A,B,C`.
    private static func definition(_ text: String) throws(Failure) -> FieldDefinition {
        let (name, options) = try pair(text, field: "fields", "A custom field is name=option,option.")
        return FieldDefinition(
            name: name, options: options.split(separator: ",").map { trimmed(String($0)) }.filter { !$0.isEmpty })
    }

    private static func pair(
        _ text: String, field: String, _ message: String
    ) throws(Failure) -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .invalid(field: field, message) }
        return (trimmed(String(parts[0])), trimmed(String(parts[1])))
    }

    private static func trimmed(_ text: String) -> String {
        text.trimmed.replacing("\r\n", with: "\n")
    }
}
