internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import UseCases

/// The tab Usage: how much the service's keys have extracted. Counts only, nobody's data.
struct UsagePages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.get("usage", use: show).get("usage.csv", use: download)
    }

    @Sendable private func show(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let usage = try registry.usage(of: context.service.serviceID, by: context.caller)
        return try pages.html("usage-table", UsagePage(usage, context))
    }

    @Sendable private func download(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let usage = try registry.usage(of: context.service.serviceID, by: context.caller)
        let day = TimeCell(context.visit.now, now: context.visit.now).exact.prefix(10)
        let name = "usage-\(context.service.clientID.text)-\(day).csv"
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: UsageSheet(usage).text)))
    }
}
