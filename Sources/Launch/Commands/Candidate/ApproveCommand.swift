internal import ArgumentParser
internal import Domain

/// `lethe candidate approve`
struct ApproveCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a candidate under review; what nobody has decided is accepted with it.")
    static let change = StatusChange.approve

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
