internal import Dispatch

/// Work that waits for the disk or a terminal, kept off the few threads that serve requests.
enum Blocking {
    private static let queue = DispatchQueue(label: "lethe.blocking", attributes: .concurrent)

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
