internal import ArgumentParser
internal import Domain

/// `lethe candidate start-review`
struct StartReviewCommand: StatusCommand {
    static let configuration = CommandConfiguration(
        commandName: "start-review", abstract: "Take a candidate into review: waiting → inreview.")
    static let change = StatusChange.startReview

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup
    var reason: ReasonOptions

    @OptionGroup(title: "Data")
    var data: DataOptions
}
