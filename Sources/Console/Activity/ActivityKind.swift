package import Domain
package import UseCases

/// The words for what can happen in a service, for the filter and for the start of a line.
package enum ActivityKind {
    /// An extraction stands in records of its own, beside the history.
    package static let extraction = "candidate.extracted"

    /// Everything that can stand in a line, in the order of the filter.
    package static var all: [(code: String, words: String)] {
        HistoryEvent.Kind.allCases.map { ($0.rawValue, words(for: $0)) } + [(extraction, "Candidate read by a key")]
    }

    package static func words(for kind: HistoryEvent.Kind) -> String {
        switch kind {
        case .serviceCreated: "Service added"
        case .serviceChanged: "Settings changed"
        case .keyCreated: "Key made"
        case .keyChanged: "Key changed"
        case .keyDeleted: "Key deleted"
        case .keyRotated: "Key rotated"
        case .oldSecretEnded: "Old secret ended"
        case .refused: "Request refused"
        case .submitted: "Candidate submitted"
        case .consented: "Candidate agreed to the consent text"
        case .statusChanged: "Status changed"
        case .attributeReviewed: "Attribute decided"
        case .listed: "Candidates listed with values, or by a key"
        case .archiveArmed: "Archive planned"
        case .archived: "Candidate archived"
        case .retentionDue: "Retention ended"
        case .deleted: "Candidate deleted"
        case .memberJoined: "Member joined"
        case .memberInvited: "Member invited"
        case .invitationWithdrawn: "Invitation withdrawn"
        case .roleChanged: "Role changed"
        case .memberRemoved: "Member removed"
        case .accountChanged: "Account changed"
        case .memberSignedIn: "Member signed in"
        case .signInRefused: "Sign-in refused"
        case .recoveryCodeUsed: "Recovery code used"
        case .acknowledged: "Hand-over acknowledged"
        case .acknowledgementUndone: "Acknowledgement taken back"
        case .leaseExpired: "Hand-over ran out"
        case .receiverOffered: "Receiver key offered"
        case .receiverBound: "Key bound to a receiver"
        case .receiverRemoved: "Receiver key removed"
        case .reviewerAssigned: "Reviewer assigned"
        case .noteWritten: "Note written"
        case .identityViewed: "Identity seen by a member"
        case .fieldsChanged: "Custom fields filled in"
        case .holdPlaced: "Legal hold placed"
        case .holdLiftAsked: "End of a legal hold asked for"
        case .holdLiftWithdrawn: "End of a legal hold no longer asked for"
        case .holdLifted: "Legal hold lifted"
        case .resubmissionLinkMade: "Resubmission link made"
        case .exported: "Candidates exported"
        case .webhookCreated: "Webhook made"
        case .webhookChanged: "Webhook changed"
        case .webhookPaused: "Webhook paused"
        case .webhookRotated: "Webhook secret rotated"
        case .webhookDeleted: "Webhook deleted"
        case .webhookAsked: "Webhook pinged or resent"
        }
    }

    /// What a refused request wanted.
    package static func words(for act: Act) -> String {
        switch act {
        case .readCandidate: "to read a candidate"
        case .listCandidates: "to list candidates"
        case .submitCandidate: "to submit a candidate"
        case .reviewCandidate: "to review a candidate"
        case .approveCandidate: "to decide about a candidate"
        case .blockCandidate: "to block or unblock a candidate"
        case .archiveCandidate: "to archive a candidate"
        case .deleteCandidate: "to delete a candidate"
        case .manageServices: "to add a service"
        case .changeSettings: "to change settings"
        case .manageKeys: "to see or change keys"
        case .manageTeam: "to see or change the team"
        case .manageWebhooks: "to see or change webhooks"
        case .seeIdentity: "to see an identity"
        case .exportCandidates: "to export candidates"
        case .holdCandidate: "to place or lift a legal hold"
        case .seeActivity: "to see the activity"
        case .seeUsage: "to see the usage"
        }
    }

    /// What a scope lets a key read.
    package static func words(for scope: Scope) -> String {
        switch scope {
        case .metadata: "metadata"
        case .text: "text"
        case .pictures: "text and pictures"
        }
    }
}
