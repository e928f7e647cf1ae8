internal import Domain
internal import UseCases

/// The identity on the page: its attributes, each with what was decided.
struct IdentityPart: Sendable {
    let isOpen: Bool
    let isCovered: Bool
    let isHidden: Bool
    let isGone: Bool
    let isEmpty: Bool
    let texts: [AttributeItem]
    let pictures: [AttributeItem]
    let hasTexts: Bool
    let hasPictures: Bool
    /// Such as "2 accepted, 1 rejected, 3 undecided".
    let count: String?
    let canDecide: Bool
    /// Such as "Accept all 3 undecided".
    let acceptAll: String?
    /// Where the dialog is that asks for a reason.
    let askHref: String?

    init(_ desk: CandidateDesk, names: ActivityNames) {
        let (review, path) = (desk.review, desk.path)
        isOpen = review.identity == .open
        isCovered = review.identity == .covered
        isHidden = review.identity == .hidden
        isGone = review.identity == .gone
        isEmpty = review.attributes.isEmpty
        canDecide = desk.canDecide
        let items = review.attributes.map { [isOpen, canDecide] in
            AttributeItem(
                $0, path: path, isOpen: isOpen, canDecide: canDecide, names: names,
                now: desk.now)
        }
        texts = items.filter { !$0.isPicture }
        pictures = items.filter { $0.isPicture }
        (hasTexts, hasPictures) = (!texts.isEmpty, !pictures.isEmpty)
        let decisions = ReviewStep.Decisions(review.attributes.map(\.decision))
        let accepted = review.attributes.count - decisions.undecided - decisions.rejected
        let isReviewed = review.candidate.dates.inReview != nil && !review.attributes.isEmpty
        count =
            isReviewed
            ? "\(accepted) accepted, \(decisions.rejected) rejected, \(decisions.undecided) undecided"
            : nil
        acceptAll =
            canDecide && decisions.undecided > 1 ? "Accept all \(decisions.undecided) undecided" : nil
        askHref = isCovered ? "\(path)/\(CandidateAct.identity.rawValue)" : nil
    }
}

/// One attribute: its words, its value as far as it may be seen, the decision, and the way to another one.
struct AttributeItem: Sendable {
    struct Row: Sendable {
        let label: String
        let text: String
    }

    let slug: String
    /// Of its element, which keys and addresses lead to.
    let anchor: String
    let words: String
    let isPicture: Bool
    /// To be looked at; `nil` where it may not be.
    let picture: PictureItem?
    let value: String?
    let date: String?
    let rows: [Row]
    let isCompound: Bool
    let state: String
    let decision: String
    let who: String?
    let at: TimeCell?
    let reason: String?
    let canDecide: Bool
    let canAccept: Bool
    let canUndecide: Bool
    /// Where the forms go; below it stand accept, reject and undecide.
    let action: String

    init(
        _ attribute: ReviewedAttribute, path: String, isOpen: Bool, canDecide: Bool,
        names: ActivityNames,
        now: Instant
    ) {
        slug = attribute.slug.text
        anchor = "attribute-\(slug)"
        words = AttributeWords.text(attribute.slug)
        isPicture = attribute.kind == .picture
        action = "\(path)/attributes/\(slug)"
        let version = isOpen && isPicture ? attribute.version : nil
        picture = version.map { [words] in PictureItem(attribute, version: $0, path: path, words: words)
        }
        let readable = attribute.value.map { $0.withExposed { ReadableValue($0) } }
        value = readable.map { VisibleText.of($0.raw) }
        date = readable?.date
        rows = (readable?.parts ?? []).map {
            Row(label: VisibleText.of($0.label), text: VisibleText.of($0.text))
        }
        isCompound = readable?.isCompound ?? false
        switch attribute.decision {
        case .accepted: (state, decision) = ("good", "Accepted")
        case .rejected: (state, decision) = ("danger", "Rejected")
        case nil: (state, decision) = ("quiet", "Undecided")
        }
        who = attribute.decidedBy.map { names.subject($0) }
        at = attribute.decidedAt.map { TimeCell($0, now: now) }
        reason = attribute.reason.map { $0.withExposed(VisibleText.of) }
        self.canDecide = canDecide
        canAccept = canDecide && attribute.decision != .accepted
        canUndecide = canDecide && attribute.decision != nil
    }
}

/// A picture of an identity that is open.
struct PictureItem: Sendable {
    let words: String
    /// Where its bytes are; another submission has another address.
    let source: String
    /// Where it stands in a dialog of its own.
    let fullHref: String

    init(_ attribute: ReviewedAttribute, version: String, path: String, words: String) {
        self.words = words
        let address = "\(path)/pictures/\(attribute.slug.text)"
        source = PageAddress.text(address, [("version", version)])
        fullHref = "\(address)/full"
    }
}

/// `candidates-picture` of a page: one picture as large as the window.
struct PictureDialog: Sendable {
    let picture: PictureItem
    let words: String
    let close: String

    init?(_ slug: String, of part: IdentityPart, path: String) {
        guard part.isOpen, let item = part.pictures.first(where: { $0.slug == slug }),
            let picture = item.picture
        else {
            return nil
        }
        self.picture = picture
        words = item.words
        close = "\(path)#\(item.anchor)"
    }
}
