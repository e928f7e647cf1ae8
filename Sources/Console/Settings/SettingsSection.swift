/// A page of the settings, for the links between them: `{{>settings-nav}}`.
struct SettingsSection: Sendable {
    let words: String
    let path: String
    let isCurrent: Bool

    static let service = ""
    static let submission = "/submission"
    static let review = "/review"

    /// - Parameter current: what stands behind `/settings` in its address.
    static func all(current: String, _ context: ServiceContext) -> [SettingsSection] {
        [(service, "Service"), (submission, "Submission page"), (review, "Review")].map { below, words in
            SettingsSection(
                words: words, path: "\(context.servicePath)/settings\(below)", isCurrent: below == current)
        }
    }
}
