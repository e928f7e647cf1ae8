internal import ArgumentParser
internal import Domain

/// `lethe candidate request-review`
struct RequestReviewCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "request-review", abstract: "Ask for a new review; a resubmission follows.")
    static let change = StatusChange.requestReview

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
