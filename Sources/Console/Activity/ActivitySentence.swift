package import Domain
internal import UseCases
internal import Wire

/// Names for the ids that lines carry; an id without a name is shown itself.
package struct ActivityNames: Sendable {
    package var keys: [KeyID: String] = [:]
    package var members: [MemberID: String] = [:]

    package init() {}

    func key(_ text: some StringProtocol) -> String {
        keys[KeyID(stored: String(text))].map { "“\($0)”" } ?? String(text)
    }

    func member(_ text: some StringProtocol) -> String {
        members[MemberID(stored: String(text))] ?? "a former member"
    }

    func subject(_ actor: HistoryEvent.Actor) -> String {
        switch actor {
        case .key(let keyID): "Key \(key(keyID.text))"
        case .member(let memberID): members[memberID] ?? "A former member"
        case .localOperator: "The operator at the machine"
        case .candidate: "The candidate"
        case .lethe: "Lethe"
        }
    }
}

/// A line of the activity in words: who, and what they did.
package struct ActivitySentence: Hashable, Sendable {
    package let who: String
    package let what: String
    /// Whether somebody got more than they had.
    package let standsOut: Bool

    package init(
        actor: HistoryEvent.Actor, kind: String, detail: String, bytes: Int64? = nil, names: ActivityNames
    ) {
        let words = Words(actor: actor, names: names, detail: detail, parts: detail.split(separator: " "))
        who = names.subject(actor)
        if let kind = HistoryEvent.Kind(rawValue: kind) {
            what = words.what(kind)
            standsOut =
                kind == .keyChanged && !Set(words.parts).isDisjoint(with: ["scope(wider)", "plain(allowed)"])
                || kind == .receiverRemoved
        } else if kind == ActivityKind.extraction {
            what = words.extraction(bytes)
            standsOut = false
        } else {
            what = kind
            standsOut = false
        }
    }

    package init(_ event: HistoryEvent, names: ActivityNames) {
        self.init(actor: event.actor, kind: event.kind.rawValue, detail: event.detail, names: names)
    }

    /// Such as "1.2 MB".
    package static func size(_ bytes: Int64) -> String {
        var (value, unit) = (Double(bytes), "B")
        for next in ["kB", "MB", "GB", "TB"] where value >= 999.5 {
            (value, unit) = (value / 1000, next)
        }
        guard unit != "B", value < 9.95 else { return "\(Int64(value.rounded())) \(unit)" }
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}

/// Puts the detail of a line into words, see `HistoryEvent.Kind` for what it may hold.
private struct Words {
    let actor: HistoryEvent.Actor
    let names: ActivityNames
    let detail: String
    let parts: [Substring]

    func what(_ kind: HistoryEvent.Kind) -> String {
        switch kind {
        case .serviceCreated: "added the service with the client id \(detail)"
        case .serviceChanged: "changed settings: \(parts.map(Self.setting).joined(separator: ", "))"
        case .keyCreated, .keyChanged, .keyDeleted, .keyRotated, .oldSecretEnded: aboutKey(kind)
        case .receiverOffered, .receiverBound, .receiverRemoved: aboutReceiver(kind)
        case .acknowledged: "acknowledged that it holds a candidate"
        case .acknowledgementUndone: "took back what the key \(names.key(part(0))) had acknowledged about a candidate"
        case .leaseExpired: leaseExpired
        case .refused: refused
        case .submitted: detail == "1" ? "submitted a candidate" : "submitted a candidate again (submission \(detail))"
        case .consented: "agreed to the consent text in the wording \(ConsentDigest(stored: detail).short)"
        case .statusChanged: statusChanged
        case .attributeReviewed: "\(part(1)) the attribute \(part(0)) of a candidate"
        case .listed: "listed \(Self.count(part(1), "candidate")), \(scope(part(0)))"
        case .archiveArmed: archiveArmed
        case .archived: "archived a candidate for good"
        case .retentionDue: "found a candidate at the end of its retention"
        case .deleted: "deleted a candidate"
        case .memberJoined, .memberInvited, .invitationWithdrawn, .roleChanged, .memberRemoved: aboutTeam(kind)
        case .accountChanged: account
        case .memberSignedIn: "signed in"
        case .signInRefused: signInRefused
        case .recoveryCodeUsed: "used up a recovery code"
        case .reviewerAssigned, .noteWritten, .identityViewed, .fieldsChanged, .resubmissionLinkMade: aboutReview(kind)
        case .holdPlaced: "placed a candidate under legal hold: nothing archives it"
        case .holdLiftAsked: "asked for the end of a legal hold; a second person must confirm it"
        case .holdLiftWithdrawn: "no longer asks for the end of a legal hold"
        case .holdLifted: "lifted a legal hold as the second person"
        case .exported: exported
        case .webhookCreated, .webhookChanged, .webhookPaused, .webhookRotated, .webhookDeleted, .webhookAsked:
            aboutWebhook(kind)
        }
    }

    private func aboutReview(_ kind: HistoryEvent.Kind) -> String {
        switch kind {
        case .reviewerAssigned:
            let isSelf = actor == .member(MemberID(stored: part(0)))
            if detail.isEmpty { return "took the reviewer off a candidate" }
            return isSelf
                ? "took over the review of a candidate" : "made \(names.member(part(0))) the reviewer of a candidate"
        case .noteWritten: return "wrote a note about a candidate"
        case .identityViewed:
            return detail == "texts"
                ? "looked at the identity of a candidate" : "looked at the picture \(detail) of a candidate"
        case .fieldsChanged: return "filled in custom fields of a candidate: \(detail)"
        default: return "made a link by which a candidate can submit again"
        }
    }

    private var exported: String {
        let all = Self.count(part(1), "candidate")
        return part(0) == "zip" ? "exported the full profiles of \(all)" : "exported a list of \(all), metadata only"
    }

    private func aboutWebhook(_ kind: HistoryEvent.Kind) -> String {
        let id = part(0)
        switch kind {
        case .webhookCreated: return "made the webhook \(id)"
        case .webhookChanged: return "changed the webhook \(id): \(parts.dropFirst().joined(separator: ", "))"
        case .webhookPaused:
            let why =
                part(1) == "gone" ? "its receiver says that it is gone for good" : "its receiver has failed for days"
            return "paused the webhook \(id): \(why)"
        case .webhookRotated: return "gave the webhook \(id) a new secret"
        case .webhookDeleted: return "deleted the webhook \(id)"
        default: return part(1) == "ping" ? "sent a ping to the webhook \(id)" : "had the webhook \(id) told once more"
        }
    }

    func extraction(_ bytes: Int64?) -> String {
        let end = bytes.map { ", \(ActivitySentence.size($0))" } ?? ", the answer has not arrived whole"
        return "read one candidate, \(scope(detail))" + end
    }

    private func part(_ index: Int) -> String { parts.indices.contains(index) ? String(parts[index]) : "" }

    private func scope(_ text: String) -> String {
        Scope(rawValue: text).map(ActivityKind.words(for:)) ?? text
    }

    private func role(_ index: Int) -> String {
        Role(rawValue: part(index)).map { RoleWords.name($0).lowercased() } ?? part(index)
    }

    private func aboutKey(_ kind: HistoryEvent.Kind) -> String {
        let key = names.key(part(0))
        switch kind {
        case .keyCreated: return "made the key \(key) (\(scope(part(1))))"
        case .keyDeleted: return "deleted the key \(key)"
        case .oldSecretEnded: return "ended the old secret of the key \(key)"
        case .keyRotated:
            let overlap = Int64(part(1)) ?? 0
            let end = overlap == 0 ? "ended at once" : "works for \(Self.span(overlap)) more"
            return "gave the key \(key) a new secret; the old one \(end)"
        default:
            return "changed the key \(key): \(parts.dropFirst().map(Self.keyField).joined(separator: ", "))"
        }
    }

    private func aboutReceiver(_ kind: HistoryEvent.Kind) -> String {
        let (key, receiver) = (names.key(part(0)), part(1))
        return switch kind {
        case .receiverOffered: "offered the receiver key \(receiver) for the key \(key)"
        case .receiverBound: "bound the key \(key) to the receiver key \(receiver)"
        default: "removed the receiver key \(receiver) from the key \(key)"
        }
    }

    private var leaseExpired: String {
        let often = part(1) == "1" ? "" : ", \(part(1)) times in a row"
        return "waited in vain for the key \(names.key(part(0))) to acknowledge a candidate\(often)"
    }

    private func aboutTeam(_ kind: HistoryEvent.Kind) -> String {
        switch kind {
        case .memberInvited: return "invited somebody as \(role(0))"
        case .invitationWithdrawn: return "withdrew an invitation as \(role(0))"
        case .roleChanged: return "changed \(names.member(part(0))) from \(role(1)) to \(role(2))"
        case .memberRemoved: return "removed \(names.member(part(0))) from the team, who was \(role(1))"
        default:
            let isSelf = actor == .member(MemberID(stored: part(0)))
            return isSelf ? "joined the team as \(role(1))" : "added \(names.member(part(0))) as \(role(1))"
        }
    }

    private var account: String {
        let isOwn = actor == .member(MemberID(stored: part(0)))
        let whose = isOwn ? "their" : "somebody else’s"
        return switch part(1) {
        case "name": "changed \(whose) name"
        case "password": "changed \(whose) password"
        case "secondFactor(on)": "turned \(whose) second factor on"
        case "secondFactor(off)": "turned \(whose) second factor off"
        case "recoveryCodes": "made new recovery codes"
        case "resetLink": "made a link for a new password of \(names.member(part(0)))"
        case "reset": "set a new password by a link; the second factor is off"
        default: "changed \(whose) account"
        }
    }

    /// Somebody knew the account, not who it was.
    private var signInRefused: String {
        switch detail {
        case "code": "gave the right password and a wrong code at the sign-in"
        case "confirmation": "gave a wrong password when asked for it again"
        default: "was refused at the sign-in: wrong password"
        }
    }

    private var refused: String {
        switch detail {
        case "otherService": return "was refused: the key belongs to another service"
        case "network": return "was refused: the key doesn’t allow the caller’s network"
        default:
            return "asked \(Act(rawValue: detail).map(ActivityKind.words(for:)) ?? "for \(detail)") and was refused"
        }
    }

    private var statusChanged: String {
        let (before, after) = (CandidateStatus(rawValue: part(0)), CandidateStatus(rawValue: part(1)))
        guard let before, let after else { return "changed the status of a candidate" }
        let (old, new) = (StatusWord(before).words.lowercased(), StatusWord(after).words.lowercased())
        if before == .blocked { return "unblocked a candidate, which is \(new) again" }
        return switch after {
        case .approved: "approved a candidate"
        case .rejected: "rejected a candidate"
        case .blocked: "blocked a candidate, which was \(old)"
        case .inreview: "started the review of a candidate"
        case .reviewRequested: "asked for a review of a candidate, which was \(old)"
        case .waiting, .incomplete: "moved a candidate from \(old) to \(new)"
        }
    }

    private var archiveArmed: String {
        guard let time = Int64(detail) else { return "planned the archive of a candidate" }
        let text = WireDate.string(milliseconds: time)
        return "planned the archive of a candidate for \(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    static func count(_ number: String, _ noun: String) -> String { "\(number) \(noun)\(number == "1" ? "" : "s")" }

    /// The largest unit that divides the seconds.
    static func span(_ seconds: Int64) -> String {
        for (unit, length) in [("day", Int64(86_400)), ("hour", 3600), ("minute", 60)]
        where seconds >= length && seconds % length == 0 {
            return count(String(seconds / length), unit)
        }
        return count(String(seconds), "second")
    }

    /// The fields that `Registry.changeKey` names.
    private static func keyField(_ name: Substring) -> String {
        switch name {
        case "description": "renamed it"
        case "scope(wider)": "widened its scope"
        case "scope(narrower)": "narrowed its scope"
        case "write": "changed its permission to import"
        case "archiveAfterSeconds": "changed its archive rule"
        case "plain(allowed)": "allowed plain answers again"
        case "plain(refused)": "made it refuse plain answers"
        case "handoverStatus": "changed what is ready for it"
        case "expiresAt": "changed its expiry"
        case "networks": "changed its networks"
        case "enabled": "enabled it"
        case "disabled": "disabled it"
        default: String(name)
        }
    }

    /// The fields that `Registry.changeService` names.
    private static func setting(_ name: Substring) -> String {
        SettingName(rawValue: String(name))?.words ?? IntakeSettingName(rawValue: String(name))?.words ?? String(name)
    }
}
