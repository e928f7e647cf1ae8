internal import ArgumentParser
internal import Domain

/// `lethe candidate reject`
struct RejectCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Reject a candidate under review; a resubmission is possible.")
    static let change = StatusChange.reject

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
