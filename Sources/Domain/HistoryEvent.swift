/// One line of the record that is only ever appended to. It names codes, slugs and keys, never a value.
///
/// Who took a candidate over stands in the extraction records beside it, one row an answer.
package struct HistoryEvent: Hashable, Sendable {
    package let eventID: HistoryEventID
    package let serviceID: ServiceID
    package let recordID: RecordID?
    package let at: Instant
    package let actor: Actor
    package let kind: Kind
    /// What the kind may reveal, see `Kind`; empty where it reveals nothing.
    package let detail: String

    package init(
        eventID: HistoryEventID, serviceID: ServiceID, recordID: RecordID?, at: Instant, actor: Actor, kind: Kind,
        detail: String = ""
    ) {
        self.eventID = eventID
        self.serviceID = serviceID
        self.recordID = recordID
        self.at = at
        self.actor = actor
        self.kind = kind
        self.detail = detail
    }

    /// Who did it.
    package enum Actor: Hashable, Sendable {
        case key(KeyID)
        /// A person who signed in to the console.
        case member(MemberID)
        /// A person at this machine, by the command line.
        case localOperator
        /// A candidate on the submission page.
        case candidate
        /// Lethe itself: the archiver, the sweeps.
        case lethe

        package var text: String {
            switch self {
            case .key(let keyID): "key:\(keyID.text)"
            case .member(let memberID): "member:\(memberID.text)"
            case .localOperator: "operator"
            case .candidate: "candidate"
            case .lethe: "lethe"
            }
        }

        package init(stored text: String) {
            switch text {
            case "operator": self = .localOperator
            case "candidate": self = .candidate
            case "lethe": self = .lethe
            case _ where text.hasPrefix("member:"): self = .member(MemberID(stored: String(text.dropFirst(7))))
            default: self = .key(KeyID(stored: String(text.dropFirst(4))))
            }
        }
    }

    /// The closed list of what happens, and what `detail` may hold for each.
    package enum Kind: String, Sendable, CaseIterable {
        /// detail: the client id
        case serviceCreated = "service.created"
        /// detail: the names of the settings that changed
        case serviceChanged = "service.changed"
        /// detail: key id and scope
        case keyCreated = "key.created"
        /// detail: key id and the names of the fields that changed
        case keyChanged = "key.changed"
        /// detail: key id
        case keyDeleted = "key.deleted"
        /// detail: the act that was refused, or `otherService` or `network` where the key was
        case refused
        /// detail: number of submissions so far
        case submitted = "candidate.submitted"
        /// On the submission page, with each submission. detail: digest of the wording, see `ConsentDigest`
        case consented = "candidate.consented"
        /// detail: from and to
        case statusChanged = "candidate.status"
        /// detail: slug and decision, or `reopened` for one that was taken back
        case attributeReviewed = "candidate.attribute"
        /// By a key, or by a member who had names shown or searched for them. detail: scope and number of records
        case listed = "candidate.listed"
        /// detail: the planned time, in milliseconds since 1970
        case archiveArmed = "candidate.archiveArmed"
        case archived = "candidate.archived"
        /// detail: key id and the overlap in seconds
        case keyRotated = "key.rotated"
        /// detail: key id
        case oldSecretEnded = "key.oldSecretEnded"
        /// detail: member id and role
        case memberJoined = "team.joined"
        /// detail: role
        case memberInvited = "team.invited"
        /// detail: role
        case invitationWithdrawn = "team.invitationWithdrawn"
        /// detail: member id, the role before and the role after
        case roleChanged = "team.roleChanged"
        /// detail: member id and the role that was
        case memberRemoved = "team.removed"
        /// detail: member id and what of the account changed: name, password, secondFactor(on), secondFactor(off),
        /// recoveryCodes, resetLink, reset
        case accountChanged = "team.accountChanged"
        /// detail: empty
        case memberSignedIn = "member.signedIn"
        /// Of a known account only. detail: what was wrong: password, code, or confirmation for a password that was
        /// asked for again
        case signInRefused = "member.signInRefused"
        /// detail: empty
        case recoveryCodeUsed = "member.recoveryCodeUsed"
        /// detail: empty
        case retentionDue = "candidate.retentionDue"
        case deleted = "candidate.deleted"
        /// detail: key id and number of submissions so far
        case acknowledged = "candidate.acknowledged"
        /// detail: key id
        case acknowledgementUndone = "candidate.acknowledgementUndone"
        /// detail: key id and leases that ended so, in a row
        case leaseExpired = "candidate.leaseExpired"
        /// detail: key id and thumbprint
        case receiverOffered = "key.receiverOffered"
        /// detail: key id and thumbprint
        case receiverBound = "key.receiverBound"
        /// detail: key id and thumbprint
        case receiverRemoved = "key.receiverRemoved"
        /// detail: member id of the reviewer; empty: nobody any more
        case reviewerAssigned = "candidate.reviewer"
        /// The note itself is sealed elsewhere. detail: empty
        case noteWritten = "candidate.note"
        /// A member saw values. detail: `texts`, or the slug of a picture
        case identityViewed = "candidate.viewed"
        /// detail: the names of the custom fields that changed
        case fieldsChanged = "candidate.fields"
        /// detail: empty
        case holdPlaced = "candidate.holdPlaced"
        /// The first of two persons. detail: empty
        case holdLiftAsked = "candidate.holdLiftAsked"
        /// detail: empty
        case holdLiftWithdrawn = "candidate.holdLiftWithdrawn"
        /// The second of two persons. detail: empty
        case holdLifted = "candidate.holdLifted"
        /// A link was made by which a candidate can submit again. detail: empty
        case resubmissionLinkMade = "candidate.resubmissionLink"
        /// detail: `csv` or `zip`, and number of records
        case exported = "candidate.exported"
        /// detail: webhook id
        case webhookCreated = "webhook.created"
        /// detail: webhook id and the names of the fields that changed
        case webhookChanged = "webhook.changed"
        /// By Lethe. detail: webhook id and `gone` or `failing`
        case webhookPaused = "webhook.paused"
        /// detail: webhook id and the overlap in seconds
        case webhookRotated = "webhook.rotated"
        /// detail: webhook id
        case webhookDeleted = "webhook.deleted"
        /// detail: webhook id and `ping` or `resend`
        case webhookAsked = "webhook.asked"
    }
}
