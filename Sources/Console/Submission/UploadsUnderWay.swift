internal import Domain
internal import Hummingbird
internal import Synchronization
internal import UseCases

/// One picture of a draft at a time: a newer one ends the older first, and then has the room that it had. So a phone that
/// changed its network doesn't wait for its lost connection, and nobody holds much room with one draft.
final class UploadsUnderWay: Sendable {
    private struct Upload: Sendable {
        let number: Int
        let task: Task<Response, any Error>
    }

    private struct State: Sendable {
        var count = 0
        var uploads: [DraftID: Upload] = [:]
    }

    private static let replaced = Failure.conflict(
        field: "draft", "Another picture came while this one was on its way.")
    private static let cutShort = Failure.badRequest("The picture was cut short.")
    private let state = Mutex(State())

    /// Carries an upload out, once the draft's earlier one has ended.
    func carryOut(_ draftID: DraftID, _ body: @escaping @Sendable () async throws -> Response) async throws -> Response
    {
        let upload = state.withLock { state in
            let earlier = state.uploads[draftID]?.task
            earlier?.cancel()
            let task = Task {
                _ = await earlier?.result
                try Task.checkCancellation()
                return try await body()
            }
            state.count += 1
            let upload = Upload(number: state.count, task: task)
            state.uploads[draftID] = upload
            return upload
        }
        let result = await withTaskCancellationHandler {
            await upload.task.result
        } onCancel: {
            upload.task.cancel()
        }
        let isLatest = state.withLock { state in
            guard state.uploads[draftID]?.number == upload.number else { return false }
            state.uploads[draftID] = nil
            return true
        }
        do {
            return try result.get()
        } catch {
            guard isLatest else { throw Self.replaced }
            throw error is CancellationError ? Self.cutShort : error
        }
    }
}
