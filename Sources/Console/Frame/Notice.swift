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
    case invitationWithdrawn = "invitation-withdrawn"
    case roleChanged = "role-changed"
    case roleAdded = "role-added"
    case memberRemoved = "member-removed"
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
        case .unchanged, .formUsed, .keyMadeBefore, .signedOut, .signedOutEverywhere, .sessionEnded:
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
        case .invitationWithdrawn: "The invitation was withdrawn. Its link no longer works."
        case .roleChanged: "The role was changed. It counts from the member's next request."
        case .roleAdded: "The role was added to your account."
        case .memberRemoved: "The member was removed from the team."
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
