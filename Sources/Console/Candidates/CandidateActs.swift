internal import Domain
internal import Hummingbird
internal import Synchronization
internal import UseCases

/// What the dialogs do.
extension CandidatePages {
    func perform(_ act: CandidateAct) -> @Sendable (Request, ServiceContext) async throws -> Response {
        { request, context in
            let kept: (Form) -> Kept = { Kept(act: act, reason: $0.text("reason")) }
            let shown = Mutex<CandidatePage.Link?>(nil)
            let answer = try await answer(request, context, keeping: kept) {
                form, recordID throws(Failure) in
                try await perform(act, on: recordID, form, context)
                let made = try await link(after: act, of: recordID, form, context)
                shown.withLock { $0 = made }
                let path = try path(context)
                if act == .delete {
                    registry.forgetNote(about: recordID, by: context.caller)
                    return .seeOther("\(context.servicePath)/candidates", notice: act.notice)
                }
                return .back(to: path, at: act.place, notice: act.notice)
            }
            guard let made = shown.withLock({ $0 }) else { return answer }
            return try await page(context, over: CandidatePage.Over(link: made))
        }
    }

    /// After feedback the link is there at once, where the service has a page to lead to.
    private func link(
        after act: CandidateAct, of recordID: RecordID, _ form: Form, _ context: ServiceContext
    ) async throws(Failure) -> CandidatePage.Link? {
        switch act {
        case .link: try await link(of: recordID, expecting: form.revision, context)
        // The feedback is sent already; its link can be made again.
        case .feedback where context.service.settings.submission.isOn:
            try? await link(of: recordID, expecting: nil, context)
        default: nil
        }
    }

    private func perform(
        _ act: CandidateAct, on recordID: RecordID, _ form: Form, _ context: ServiceContext
    ) async throws(Failure) {
        let (serviceID, caller) = (context.service.serviceID, context.caller)
        switch act {
        case .archive:
            _ = try await registry.archiveNow(
                .recordID(recordID), expecting: form.revision, in: serviceID, by: caller)
        case .submit, .feedback, .requestReview, .block, .unblock:
            try await move(act, recordID, form, context)
        case .identity:
            try await registry.openIdentity(
                of: recordID, reason: form.given("reason"), in: serviceID, by: caller)
        case .placeHold: try await registry.placeHold(of: recordID, in: serviceID, by: caller)
        case .askToLift: try await registry.askToLiftHold(of: recordID, in: serviceID, by: caller)
        case .withdrawLift: try await registry.withdrawLift(of: recordID, in: serviceID, by: caller)
        case .lift:
            try await registry.liftHold(of: recordID, expecting: form.revision, in: serviceID, by: caller)
        case .link: break
        case .delete:
            let confirmed = try await registry.confirm(
                caller, password: form.secret("password"), from: context.address)
            try await registry.delete(
                .recordID(recordID), expecting: form.revision, in: serviceID, by: confirmed)
        }
    }

    /// Moves the status.
    private func move(
        _ act: CandidateAct, _ recordID: RecordID, _ form: Form, _ context: ServiceContext
    ) async throws(Failure) {
        let change: StatusChange =
            switch act {
            case .submit: .completeChecks
            case .feedback: .reject
            case .requestReview: .requestReview
            case .block: .block
            default: .unblock
            }
        _ = try await registry.changeStatus(
            change, of: .recordID(recordID), in: context.service.serviceID, reason: form.given("reason"),
            expecting: form.revision, by: context.caller)
    }

    /// The address at which the candidate submits again, to be shown once.
    private func link(
        of recordID: RecordID, expecting revision: Int64?, _ context: ServiceContext
    ) async throws(Failure) -> CandidatePage.Link {
        let made = try await registry.resubmissionLink(
            for: .recordID(recordID), expecting: revision, in: context.service.serviceID, by: context.caller)
        let page = "\(settings.submissionURL())/verify/\(context.service.clientID.text)"
        return CandidatePage.Link(
            url: made.token.withExposed { PageAddress.text(page, [("resubmit", $0)]) },
            expiresAt: TimeCell(made.expiresAt, now: context.visit.now), close: try path(context))
    }
}
