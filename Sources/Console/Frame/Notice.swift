internal import HTTPTypes
internal import Hummingbird

/// Words of a notice as a template shows them.
struct NoticeText: Sendable {
    /// For `data-kind`: good, warning, danger or info.
    let kind: String
    let words: String
}

/// What a page says after something was done. The address carries the code, never words, so that no link can put any
/// on our pages.
enum Notice: String, Sendable, CaseIterable {
    case saved
    case unchanged
    case formUsed = "form-used"
    case serviceAdded = "service-added"
    case settingsSaved = "settings-saved"
    case keyUpdated = "key-updated"
    case keyEnabled = "key-enabled"
    case keyDisabled = "key-disabled"
    case keyDeleted = "key-deleted"
    case keyMadeBefore = "key-made-before"
    case oldSecretEnded = "old-secret-ended"
    case receiverBound = "receiver-bound"
    case receiverRemoved = "receiver-removed"
    case acknowledgementUndone = "acknowledgement-undone"
    case webhookUpdated = "webhook-updated"
    case webhookEnabled = "webhook-enabled"
    case webhookDisabled = "webhook-disabled"
    case webhookDeleted = "webhook-deleted"
    case webhookPinged = "webhook-pinged"
    case webhookMadeBefore = "webhook-made-before"
    case deliveryResent = "delivery-resent"
    case oldWebhookSecretEnded = "old-webhook-secret-ended"
    case invitationWithdrawn = "invitation-withdrawn"
    case roleChanged = "role-changed"
    case roleAdded = "role-added"
    case memberRemoved = "member-removed"
    case reviewerAssigned = "reviewer-assigned"
    case reviewerRemoved = "reviewer-removed"
    case reviewStarted = "review-started"
    case reviewRequested = "review-requested"
    case attributeAccepted = "attribute-accepted"
    case attributesAccepted = "attributes-accepted"
    case attributeRejected = "attribute-rejected"
    case attributeUndecided = "attribute-undecided"
    case candidateSubmitted = "candidate-submitted"
    case candidateApproved = "candidate-approved"
    case feedbackSent = "feedback-sent"
    case linkMade = "link-made"
    case identityOpened = "identity-opened"
    case noteWritten = "note-written"
    case searchEnded = "search-ended"
    case fieldsSaved = "fields-saved"
    case holdPlaced = "hold-placed"
    case holdLiftAsked = "hold-lift-asked"
    case holdLiftWithdrawn = "hold-lift-withdrawn"
    case holdLifted = "hold-lifted"
    case candidateArchived = "candidate-archived"
    case candidateDeleted = "candidate-deleted"
    case candidateBlocked = "candidate-blocked"
    case candidateUnblocked = "candidate-unblocked"
    case nameChanged = "name-changed"
    case passwordChanged = "password-changed"
    case secondFactorRemoved = "second-factor-removed"
    case signedOut = "signed-out"
    case signedOutEverywhere = "signed-out-everywhere"
    case sessionEnded = "session-ended"

    var text: NoticeText {
        switch self {
        case .unchanged, .formUsed, .keyMadeBefore, .webhookMadeBefore, .signedOut, .signedOutEverywhere, .sessionEnded,
            .searchEnded:
            NoticeText(kind: "info", words: words)
        default: NoticeText(kind: "good", words: words)
        }
    }

    private var words: String {
        switch self {
        case .saved: "Saved."
        case .unchanged: "Nothing was changed."
        case .formUsed: "This form had been sent already, so nothing was done a second time."
        case .serviceAdded: "The service was added."
        case .settingsSaved: "The settings were saved."
        case .keyUpdated: "The key was updated. It counts from now on."
        case .keyEnabled: "The key works again."
        case .keyDisabled: "The key is disabled. Requests with it get 401."
        case .keyDeleted: "The key was deleted. Requests with it get 401."
        case .keyMadeBefore: "This key was made already. It is shown only once; if you have not stored it, rotate it."
        case .oldSecretEnded: "The old secret has ended. Only the new one works."
        case .receiverBound: "The key is bound. Its answers are sealed to the receiver from now on."
        case .receiverRemoved: "The receiver was removed. Answers to the key are no longer sealed."
        case .acknowledgementUndone: "The acknowledgement was taken back. The candidate is ready for the key again."
        case .webhookUpdated: "The webhook was updated. It counts from the next attempt on."
        case .webhookEnabled: "The webhook is enabled. What waits is sent now."
        case .webhookDisabled: "The webhook is disabled. What happens until you enable it again is not told."
        case .webhookDeleted: "The webhook was deleted."
        case .webhookPinged: "A ping is on its way. It stands on top of the log."
        case .webhookMadeBefore:
            "This secret was made already. It is shown only once; if you have not stored it, rotate it."
        case .deliveryResent: "The delivery is sent once more, with the same id."
        case .oldWebhookSecretEnded: "The old secret has ended. Only the new one signs."
        case .invitationWithdrawn: "The invitation was withdrawn. Its link no longer works."
        case .roleChanged: "The role was changed. It counts from the member's next request."
        case .roleAdded: "The role was added to your account."
        case .memberRemoved: "The member was removed from the team."
        case .reviewerAssigned: "The reviewer was set."
        case .reviewerRemoved: "Nobody reviews this candidate now."
        case .reviewStarted: "The review has begun."
        case .reviewRequested: "A review was requested. The candidate can submit again."
        case .attributeAccepted: "The attribute was accepted."
        case .attributesAccepted: "What was undecided is accepted."
        case .attributeRejected: "The attribute was rejected."
        case .attributeUndecided: "The decision was taken back."
        case .candidateSubmitted: "The candidate was submitted and waits for a reviewer."
        case .candidateApproved: "The candidate was approved."
        case .feedbackSent: "The candidate was rejected, with your feedback."
        case .linkMade: "The link was made."
        case .identityOpened: "The identity is open to you for 15 minutes. Your reason stands in the history."
        case .noteWritten: "The note was written."
        case .searchEnded: "That search has ended, since what was typed is kept for 15 minutes only. Type it again."
        case .fieldsSaved: "The custom fields were saved."
        case .holdPlaced: "The candidate is under legal hold. Nothing archives it."
        case .holdLiftAsked: "You have asked to lift the hold. A second person must confirm it."
        case .holdLiftWithdrawn: "The hold stays; nobody asks to lift it any more."
        case .holdLifted: "The legal hold was lifted."
        case .candidateArchived: "The candidate was archived. The identity is gone for good."
        case .candidateDeleted: "The candidate was deleted."
        case .candidateBlocked: "The candidate was blocked."
        case .candidateUnblocked: "The candidate is no longer blocked."
        case .nameChanged: "Your name was changed."
        case .passwordChanged: "Your password was changed. Your other sessions have ended."
        case .secondFactorRemoved: "The second factor was removed. Signing in takes your password only."
        case .signedOut: "You are signed out."
        case .signedOutEverywhere: "You are signed out everywhere."
        case .sessionEnded: "Your session has ended. Sign in to go on."
        }
    }
}

extension Response {
    /// 303 to a page of ours; `notice` is what it says on top.
    static func seeOther(_ path: String, notice: Notice? = nil) -> Response {
        let separator = path.contains("?") ? "&" : "?"
        let target = notice.map { "\(path)\(separator)notice=\($0.rawValue)" } ?? path
        return Response(status: .seeOther, headers: [.location: target])
    }
}
