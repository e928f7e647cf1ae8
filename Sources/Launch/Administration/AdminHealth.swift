internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Whether a server is there, and what does not belong together in its data.
struct AdminHealth: Sendable {
    let registry: Registry

    @Sendable func status(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        try registry.check()
        return .json(Array("{\"status\":\"ready\"}".utf8))
    }

    @Sendable func discrepancies(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let found = try await registry.discrepancies(by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("storeProblems", found.storeProblems)
        writer.member("slotsWithoutRows", found.slotsWithoutRows)
        writer.member("rowsWithoutSlots", found.rowsWithoutSlots)
        writer.member("damagedSlots", found.damagedSlots)
        writer.member("filesWithoutRows", found.filesWithoutRows)
        writer.member("rowsWithoutFiles", found.rowsWithoutFiles)
        writer.member("pendingErasures", found.pendingErasures)
        writer.member("hasMembers", try registry.hasMembers())
        writer.member("isTestData", try registry.isTestData())
        writer.endObject()
        return .json(writer.bytes)
    }
}
