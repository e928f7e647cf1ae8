/// What the console needs to know of where it stands.
package struct ConsoleSettings: Sendable {
    /// Whether a proxy stands in front, whose `X-Forwarded-For` names the caller.
    package let isBehindProxy: Bool
    /// What people's browsers see, such as `https://kyc.example.com`: for links and for the check of where forms come from.
    package let publicURL: @Sendable () -> String
    /// Where programs reach the API: for the curl line.
    package let apiURL: @Sendable () -> String
    /// What candidates' browsers see of the submission page: for the links to it.
    package let submissionURL: @Sendable () -> String
    /// Whether the data is made up: every page says so then.
    package let isTestData: Bool
    /// Whether requests are counted and timed by route.
    package let isMeasured: Bool

    package init(
        isBehindProxy: Bool, publicURL: @escaping @Sendable () -> String, apiURL: @escaping @Sendable () -> String,
        submissionURL: (@Sendable () -> String)? = nil,
        isTestData: Bool = false, isMeasured: Bool = false
    ) {
        self.isBehindProxy = isBehindProxy
        self.publicURL = publicURL
        self.apiURL = apiURL
        self.submissionURL = submissionURL ?? publicURL
        self.isTestData = isTestData
        self.isMeasured = isMeasured
    }
}
