internal import Domain
internal import UseCases

extension CandidatePage {
    /// A button that opens the dialog of an act.
    struct Action: Sendable {
        let words: String
        let href: String

        init(_ act: CandidateAct, path: String) {
            words = act.words
            href = "\(path)/\(act.rawValue)"
        }
    }

    struct Moment: Sendable {
        let label: String
        let time: TimeCell
    }

    struct Extraction: Sendable {
        let who: String
        let scope: String
        let at: TimeCell
        let state: String
        let end: String

        init(_ line: ActivityLine, _ names: ActivityNames, _ now: Instant) {
            who = names.subject(line.actor)
            scope = Scope(rawValue: line.detail).map(ActivityKind.words(for:)) ?? line.detail
            at = TimeCell(line.at, now: now)
            state = line.bytes == nil ? "warning" : "good"
            end = line.bytes.map { "Complete, \(ActivitySentence.size($0))" } ?? "Not complete"
        }
    }

    /// A line of the history.
    struct Line: Sendable {
        let who: String
        let what: String
        let at: TimeCell
        let reason: String?
        /// Where the text stands that was agreed to.
        let wordingHref: String?

        /// - Parameter service: the service's path, for links; `nil`: none.
        init(_ reviewed: ReviewedEvent, names: ActivityNames, service: String? = nil, now: Instant) {
            let sentence = ActivitySentence(reviewed.event, names: names)
            who = sentence.who
            what = sentence.what
            at = TimeCell(reviewed.event.at, now: now)
            reason = reviewed.reason.map { $0.withExposed(VisibleText.of) }
            let event = reviewed.event
            wordingHref = event.kind == .consented ? service.map { "\($0)/consent/\(event.detail)" } : nil
        }
    }

    /// Where the hand-over to one key stands.
    struct Handover: Sendable {
        let key: String
        let state: String
        let words: String
        let time: TimeCell?
        let attempts: String
        let undoHref: String?

        init(
            _ handover: HandoverOverview, of candidate: Candidate, key: String, mayUndo: Bool,
            path: String,
            now: Instant
        ) {
            self.key = key
            let end: Instant?
            if let acknowledgedAt = handover.acknowledgedAt {
                let isOld = handover.submitCount < candidate.submitCount
                (state, words) =
                    isOld ? ("quiet", "An earlier submission acknowledged") : ("good", "Acknowledged")
                end = acknowledgedAt
            } else if let leaseEndsAt = handover.leaseEndsAt {
                (state, words, end) = ("warning", "Under way, lease ends", leaseEndsAt)
            } else {
                (state, words, end) = (handover.isStuck ? "danger" : "quiet", "Not acknowledged", nil)
            }
            time = end.map { TimeCell($0, now: now) }
            let often = handover.isStuck ? ", look at the receiver" : ""
            attempts = handover.expiredLeases == 0 ? "none" : Figures.text(handover.expiredLeases) + often
            undoHref =
                mayUndo && handover.isUndoable
                ? "\(path)/acknowledgements/\(handover.keyID.text)/undo" : nil
        }
    }

    /// What a member wrote.
    struct Note: Sendable {
        let who: String
        let at: TimeCell
        let text: String
    }

    struct Certificate: Sendable {
        let name: String
        let json: String
    }

    /// A custom field: a drop-down, or a text that came with the candidate.
    struct Field: Sendable {
        struct Option: Sendable {
            let text: String
            let isChosen: Bool
        }

        /// Names of fields are the service's own text; an element's name and id are not.
        let anchor: String
        let label: String
        let isChoice: Bool
        let options: [Option]
        let value: String?

        init(_ field: FieldValue, at index: Int, mayChange: Bool, kept: Kept) {
            anchor = "field-\(index)"
            label = field.name
            isChoice = mayChange && !field.options.isEmpty
            let stored = field.value.map { $0.withExposed { $0 } }
            let chosen = kept.fields[anchor] ?? stored ?? ""
            value = stored.map(VisibleText.of)
            // What it had before its list was changed stays choosable.
            let all =
                field.options.contains(stored ?? "") || stored == nil
                ? field.options : field.options + [stored ?? ""]
            options = all.map { Option(text: $0, isChosen: $0 == chosen) }
        }
    }

    /// Who reviews, and who could.
    struct Reviewer: Sendable {
        struct Choice: Sendable {
            let value: String
            let name: String
            let isChosen: Bool
        }

        let name: String?
        let canAssign: Bool
        /// "Assign to me" or "Take over"; absent for the reviewer.
        let toMe: String?
        let choices: [Choice]

        init(_ desk: CandidateDesk, names: ActivityNames) {
            let reviewer = desk.review.reviewer
            name = reviewer.map { names.member($0.text) }
            let isMe = desk.reviewer == .oneself
            canAssign = desk.rights.contains(.review) && !desk.candidate.isArchived
            toMe = isMe || !canAssign ? nil : desk.reviewer == .nobody ? "Assign to me" : "Take over"
            choices = desk.people.map { one in
                Choice(value: one.memberID.text, name: one.name, isChosen: one.memberID == reviewer)
            }
        }
    }

    /// A legal hold that stands.
    struct Hold: Sendable {
        let who: String
        let at: TimeCell
        let asker: String?
        let askedAt: TimeCell?
        let actions: [Action]

        init(_ hold: LegalHold, _ desk: CandidateDesk, names: ActivityNames) {
            who = names.subject(hold.placedBy)
            at = TimeCell(hold.placedAt, now: desk.now)
            asker = hold.liftAskedBy.map { names.subject($0) }
            askedAt = hold.liftAskedAt.map { TimeCell($0, now: desk.now) }
            actions = [CandidateAct.askToLift, .lift, .withdrawLift].filter(desk.isPossible).map {
                Action($0, path: desk.path)
            }
        }
    }

    /// The next step, and its button.
    struct Step: Sendable {
        let sentence: String
        let words: String?
        let action: String
        let isOff: Bool
        let obstacle: String?

        init(_ desk: CandidateDesk) {
            let step = ReviewStep(
                desk.candidate, desk.reviewer, ReviewStep.Decisions(desk.review.attributes.map(\.decision)),
                rights: desk.rights,
                hasReviewedAlone: desk.settings.review.needsFourEyes && desk.hasReviewed)
            sentence = step.sentence
            words = step.move.map {
                ["reviewer": "Assign to me", "start": "Start review"][$0.rawValue] ?? "Approve"
            }
            action = "\(desk.path)/\(step.move?.rawValue ?? "")"
            isOff = step.obstacle != nil
            obstacle = step.obstacle
        }
    }

    /// The resubmission link, shown once.
    struct Link: Sendable {
        let url: String
        let expiresAt: TimeCell
        let close: String
    }
}
