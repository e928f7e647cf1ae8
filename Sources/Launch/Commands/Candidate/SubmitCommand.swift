internal import ArgumentParser
internal import Domain

/// `lethe candidate submit`
struct SubmitCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Nothing is left to check: incomplete → waiting.")
    static let change = StatusChange.completeChecks

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
