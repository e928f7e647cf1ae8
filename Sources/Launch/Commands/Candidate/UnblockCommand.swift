internal import ArgumentParser
internal import Domain

/// `lethe candidate unblock`
struct UnblockCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock", abstract: "Bring a blocked candidate back to the status before.")
    static let change = StatusChange.unblock

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
