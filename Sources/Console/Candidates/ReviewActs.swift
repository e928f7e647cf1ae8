internal import Domain
internal import Hummingbird
internal import UseCases

/// What a reviewer does on the page itself.
extension CandidatePages {
    @Sendable func assign(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await answer(request, context) { form, recordID throws(Failure) in
            // A button for oneself, or the list with a member or nobody in it.
            let chosen = form.text("member")
            let me = context.caller.member?.member.memberID
            let memberID = form.has("member") ? MemberID(chosen) : me
            guard memberID != nil || chosen.isEmpty else { throw .notFound("There is no such member.") }
            try await registry.assignReviewer(
                memberID, of: recordID, expecting: form.revision, in: context.service.serviceID,
                by: context.caller)
            return .back(
                to: try path(context), notice: memberID == nil ? .reviewerRemoved : .reviewerAssigned)
        }
    }

    @Sendable func start(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await answer(request, context) { form, recordID throws(Failure) in
            _ = try await registry.changeStatus(
                .startReview, of: .recordID(recordID), in: context.service.serviceID,
                expecting: form.revision,
                by: context.caller)
            return .back(to: try path(context), at: "identity", notice: .reviewStarted)
        }
    }

    @Sendable func approve(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await answer(request, context) { form, recordID throws(Failure) in
            _ = try await registry.changeStatus(
                .approve, of: .recordID(recordID), in: context.service.serviceID, expecting: form.revision,
                by: context.caller)
            return .back(to: try path(context), notice: .candidateApproved)
        }
    }

    // ---- attributes

    @Sendable func accept(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let slug = try Self.slug(context)
        return try await answer(request, context) { form, recordID throws(Failure) in
            try await registry.reviewAttribute(
                slug, of: .recordID(recordID), as: .accepted, expecting: form.revision,
                in: context.service.serviceID, by: context.caller)
            return .back(to: try path(context), at: "attribute-\(slug.text)", notice: .attributeAccepted)
        }
    }

    /// The dialog that asks why.
    @Sendable func rejection(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (slug, desk) = (try Self.slug(context), try await desk(context))
        guard desk.canDecide, desk.review.attributes.contains(where: { $0.slug == slug }) else {
            return .seeOther(desk.path)
        }
        return try page(desk, context, kept: Kept(slug: slug))
    }

    @Sendable func reject(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let slug = try Self.slug(context)
        let kept: (Form) -> Kept = { Kept(slug: slug, reason: $0.text("reason")) }
        return try await answer(request, context, keeping: kept) { form, recordID throws(Failure) in
            guard let reason = form.given("reason") else {
                throw .invalid(field: "reason", "Say why: the candidate is told.")
            }
            try await registry.reviewAttribute(
                slug, of: .recordID(recordID), as: .rejected, reason: reason, expecting: form.revision,
                in: context.service.serviceID, by: context.caller)
            return .back(to: try path(context), at: "attribute-\(slug.text)", notice: .attributeRejected)
        }
    }

    @Sendable func undecide(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let slug = try Self.slug(context)
        return try await answer(request, context) { form, recordID throws(Failure) in
            try await registry.undecideAttribute(
                slug, of: recordID, expecting: form.revision, in: context.service.serviceID,
                by: context.caller)
            return .back(to: try path(context), at: "attribute-\(slug.text)", notice: .attributeUndecided)
        }
    }

    /// Each one that is undecided on the page, one after the other; each is a line of the history and a revision.
    @Sendable func acceptAll(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await answer(request, context) { form, recordID throws(Failure) in
            let undecided = try await review(context).attributes.filter { $0.decision == nil }
            for (index, attribute) in undecided.enumerated() {
                try await registry.reviewAttribute(
                    attribute.slug, of: .recordID(recordID), as: .accepted,
                    expecting: form.revision + Int64(index),
                    in: context.service.serviceID, by: context.caller)
            }
            return .back(to: try path(context), notice: .attributesAccepted)
        }
    }

    private static func slug(_ context: ServiceContext) throws(Failure) -> Slug {
        guard let slug = try? Slug(context.parameter("slug")) else {
            throw .notFound("This candidate has no such attribute.")
        }
        return slug
    }

    // ---- notes and fields

    @Sendable func writeNote(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let kept: (Form) -> Kept = { Kept(note: $0.text("note")) }
        return try await answer(request, context, keeping: kept) { form, recordID throws(Failure) in
            guard let text = form.given("note") else {
                throw .invalid(field: "note", "Write something first.")
            }
            guard form.useOnce(in: pages.usedForms) else {
                // It is written, and not begun once more.
                registry.forgetNote(about: recordID, by: context.caller)
                return .back(to: try path(context), at: "notes", notice: .formUsed)
            }
            do throws(Failure) {
                try await registry.writeNote(
                    text, about: recordID, in: context.service.serviceID, by: context.caller)
            } catch {
                throw error.field == "text" ? .invalid(field: "note", error.message) : error
            }
            registry.forgetNote(about: recordID, by: context.caller)
            return .back(to: try path(context), at: "notes", notice: .noteWritten)
        }
    }

    /// More than a service can have.
    private static let mostFields = 100

    @Sendable func setFields(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let kept: (Form) -> Kept = { form in
            var kept = Kept()
            for index in 0..<Self.mostFields where form.has("field-\(index)") {
                kept.fields["field-\(index)"] = form.text("field-\(index)")
            }
            return kept
        }
        return try await answer(request, context, keeping: kept) { form, recordID throws(Failure) in
            let fields = try await review(context).fields
            var values: [(name: String, value: String?)] = []
            for index in 0..<Self.mostFields where form.has("field-\(index)") {
                // By name: the service's list may be another one by now.
                let (name, value) = (form.raw("name-field-\(index)"), form.text("field-\(index)"))
                let known = fields.first { $0.name == name }
                // An option that the list has lost meanwhile may stay, and is not chosen anew.
                let isSame = known.map { $0.value.map { $0.withExposed { $0 } } ?? "" == value } ?? false
                if !isSame { values.append((name, value.isEmpty ? nil : value)) }
            }
            try await registry.setFields(
                values, of: recordID, expecting: form.revision, in: context.service.serviceID,
                by: context.caller)
            return .back(to: try path(context), at: "fields", notice: .fieldsSaved)
        }
    }
}
