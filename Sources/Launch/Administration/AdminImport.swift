internal import Domain
internal import Hummingbird
internal import Logging
internal import UseCases
internal import WebCore
internal import Wire

/// Takes candidates in: a body of lines, each one candidate as a file holds it (contract 3.1). One answer a line; a line
/// that is refused does not stop the others.
struct AdminImport: Sendable {
    let registry: Registry
    private static let limits = JSONLimits(maximumBytes: AdminRouter.largestBody)

    /// What came of one line.
    private enum Outcome: Sendable {
        case taken(SubmissionOutcome)
        case refused(Failure)
    }

    @Sendable func take(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        try await take(request, context, notifies: false)
    }

    /// The same, and webhooks are told of it.
    @Sendable func takeAndNotify(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        try await take(request, context, notifies: true)
    }

    private func take(
        _ request: Request, _ context: AdminRouter.Context, notifies: Bool
    ) async throws -> Response {
        let service = try registry.service(context)
        let lines = try await request.wholeBody().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        // All at once, so that they share the syncs of key store and database.
        let outcomes = await withTaskGroup(of: (Int, Outcome).self) { group in
            for (index, line) in lines.enumerated() {
                group.addTask { (index, await take(Array(line), into: service, notifies: notifies)) }
            }
            var outcomes = [Outcome?](repeating: nil, count: lines.count)
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes.compactMap(\.self)
        }
        return answer(outcomes, context)
    }

    private func take(_ line: [UInt8], into service: Service, notifies: Bool) async -> Outcome {
        do {
            let submission = try Submission(importing: JSONDocument(parsing: line, limits: Self.limits))
            let result = try await registry.submit(
                submission, form: .export, notifies: notifies, in: service.serviceID, by: .localOperator,
                fieldOf: { "identities.\($0.text)" })
            return .taken(result.outcome)
        } catch let failure as Failure {
            return .refused(failure)
        } catch let failure as WireFailure {
            return .refused(Failure(failure))
        } catch {
            return .refused(.internal("\(type(of: error))"))
        }
    }

    private func answer(_ outcomes: [Outcome], _ context: AdminRouter.Context) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("outcomes")
        writer.beginArray()
        for outcome in outcomes {
            writer.beginObject()
            switch outcome {
            case .taken(let outcome): writer.member("outcome", outcome.rawValue)
            case .refused(let failure):
                writer.member("outcome", "refused")
                writer.memberIfPresent("field", failure.field)
                writer.member("message", failure.message)
                // A fault of ours is no fault of this record: the import stops there.
                if failure.isOurs {
                    context.logger.error("\(failure.word): \(failure.detail ?? "no detail")")
                    writer.member("code", failure.httpStatus)
                }
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }
}
