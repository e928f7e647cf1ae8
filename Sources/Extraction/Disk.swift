internal import Dispatch

/// Work that waits for the disk, kept off the few threads that everything else runs on.
enum Disk {
    private static let queue = DispatchQueue(label: "lethe.extract.disk", attributes: .concurrent)

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
