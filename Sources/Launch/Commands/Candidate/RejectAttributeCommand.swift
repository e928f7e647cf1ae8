internal import ArgumentParser
internal import Domain

/// `lethe candidate reject-attribute`
struct RejectAttributeCommand: AttributeCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject-attribute",
        abstract: "Reject one attribute of a candidate under review; it then can't be approved.")
    static let decision = AttributeDecision.rejected

    @OptionGroup
    var candidate: CandidateOptions

    @Argument(help: "The attribute, such as passport or dob.")
    var slug: String

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
