internal import ArgumentParser
internal import Wire

/// `lethe candidate`
struct CandidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "candidate",
        abstract: "Import candidates, look at them and decide about them.",
        discussion: """
            A candidate is named by the refId it came with, or by --record-id. Values of attributes are never shown \
            here: that takes an API key.

              submit                incomplete → waiting
              start-review          waiting → inreview
              approve, reject       inreview → approved, rejected
              request-review        any but blocked → review_requested
              block, unblock        any → blocked, and back
              archive               destroys the attributes now; status, history and certificates stay
              delete                forgets the candidate
              hold, lift-hold       nothing archives or deletes it until two people have lifted the hold
              resubmission-link     prints the address at which a candidate submits again
              undo-acknowledgement  makes it ready for a key again that had acknowledged it
            """,
        subcommands: [
            ImportCommand.self, CandidateListCommand.self, CandidateShowCommand.self, SubmitCommand.self,
            StartReviewCommand.self, ApproveCommand.self, RejectCommand.self, BlockCommand.self, UnblockCommand.self,
            RequestReviewCommand.self, AcceptAttributeCommand.self, RejectAttributeCommand.self, ArchiveCommand.self,
            DeleteCommand.self, HoldCommand.self, LiftHoldCommand.self, UndoAcknowledgementCommand.self,
            ResubmissionLinkCommand.self,
        ])

    /// A line for people.
    static func describe(_ candidate: JSONNode) -> String {
        let name = candidate["refId"]?.string ?? candidate["recordId"]?.string ?? ""
        let isArchived = candidate["isArchived"]?.boolean ?? false
        return "\(name): \(candidate["status"]?.string ?? "")\(isArchived ? ", archived" : "")"
    }
}
