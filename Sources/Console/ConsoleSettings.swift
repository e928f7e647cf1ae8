/// What the console needs to know of where it stands.
package struct ConsoleSettings: Sendable {
    /// Whether a proxy stands in front, whose `X-Forwarded-For` names the caller.
    package let isBehindProxy: Bool
    /// What people's browsers see, such as `https://kyc.example.com`: for links and for the check of where forms come from.
    package let publicURL: @Sendable () -> String
    /// Where programs reach the API: for the curl line.
    package let apiURL: @Sendable () -> String
    /// Whether the data is made up: every page says so then.
    package let isTestData: Bool

    package init(
        isBehindProxy: Bool, publicURL: @escaping @Sendable () -> String, apiURL: @escaping @Sendable () -> String,
        isTestData: Bool = false
    ) {
        self.isBehindProxy = isBehindProxy
        self.publicURL = publicURL
        self.apiURL = apiURL
        self.isTestData = isTestData
    }
}
