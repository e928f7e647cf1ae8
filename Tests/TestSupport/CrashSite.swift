internal import Synchronization

/// What a crash left, taken by a hook that can't throw.
final class CrashSite: Sendable {
    private let taken = Mutex<Result<DataDirectory, any Error>?>(nil)

    func take(_ copy: () throws -> DataDirectory) {
        let result = Result { try copy() }
        taken.withLock { $0 = result }
    }

    func left() throws -> DataDirectory? { try taken.withLock { $0 }?.get() }
}
