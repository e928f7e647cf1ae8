internal import ArgumentParser
internal import Domain

/// `lethe candidate block`
struct BlockCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "block", abstract: "Block a candidate, whatever its status.")
    static let change = StatusChange.block

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
