internal import ArgumentParser
internal import Domain

/// `lethe candidate accept-attribute`
struct AcceptAttributeCommand: AttributeCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-attribute", abstract: "Accept one attribute of a candidate under review.")
    static let decision = AttributeDecision.accepted

    @OptionGroup
    var candidate: CandidateOptions

    @Argument(help: "The attribute, such as passport or dob.")
    var slug: String

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
