internal import Hummingbird
internal import UseCases
internal import WebCore

/// What a supervisor asks. Neither answer says anything about data.
struct HealthEndpoints: Sendable {
    let registry: Registry
    let isReady: @Sendable () throws -> Void

    /// The process runs.
    @Sendable func process(_ request: Request, _ context: EdgeContext) -> Response {
        .json(Array(#"{"status":"ok"}"#.utf8))
    }

    /// Store, key store and disk can take a request.
    @Sendable func readiness(_ request: Request, _ context: EdgeContext) throws -> Response {
        try registry.check()
        try isReady()
        return .json(Array(#"{"status":"ready"}"#.utf8))
    }
}
