internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Legal holds, as the commands place and lift them. The operator counts as one person.
struct AdminHolds: Sendable {
    let registry: Registry

    @Sendable func place(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let serviceID = try registry.service(context).serviceID
        let (recordID, _) = try hold(asked, in: serviceID)
        try await registry.placeHold(of: recordID, in: serviceID, by: .localOperator)
        return try answer(asked, in: serviceID)
    }

    /// Asks for the end of a hold, or confirms what somebody else asked for.
    @Sendable func lift(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let serviceID = try registry.service(context).serviceID
        let (recordID, hold) = try hold(asked, in: serviceID)
        if try asked.flag("withdraw") ?? false {
            try await registry.withdrawLift(of: recordID, in: serviceID, by: .localOperator)
        } else if hold?.liftAskedBy == nil {
            try await registry.askToLiftHold(of: recordID, in: serviceID, by: .localOperator)
        } else {
            try await registry.liftHold(of: recordID, in: serviceID, by: .localOperator)
        }
        return try answer(asked, in: serviceID)
    }

    private func hold(_ asked: AdminRequest, in serviceID: ServiceID) throws -> (recordID: RecordID, hold: LegalHold?) {
        try registry.legalHold(of: asked.selector(), in: serviceID, by: .localOperator)
    }

    private func answer(_ asked: AdminRequest, in serviceID: ServiceID) throws -> Response {
        let (recordID, hold) = try hold(asked, in: serviceID)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("recordId", recordID.text)
        writer.member("held", hold != nil)
        hold?.write(into: &writer)
        writer.endObject()
        return .json(writer.bytes)
    }
}

extension LegalHold {
    /// The member `hold`.
    func write(into writer: inout JSONWriter) {
        writer.key("hold")
        writer.beginObject()
        writer.member("placedAt", milliseconds: placedAt.milliseconds)
        writer.member("placedBy", placedBy.text)
        writer.memberIfPresent("liftAskedAt", milliseconds: liftAskedAt?.milliseconds)
        writer.memberIfPresent("liftAskedBy", liftAskedBy?.text)
        writer.endObject()
    }
}
