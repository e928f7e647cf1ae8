internal import Domain
internal import Store
internal import Synchronization

/// Lets one pair be made for a service at a time, however many ask for it: making one takes a processor for a second.
final class ServiceKeyMaker: Sendable {
    private let underWay = Mutex<[ServiceID: Task<ServiceKeyRecord, any Error>]>([:])

    /// What `make` answers to whoever asked first.
    func value(
        of serviceID: ServiceID, _ make: @escaping @Sendable () async throws -> ServiceKeyRecord
    ) async throws -> ServiceKeyRecord {
        let task = underWay.withLock { underWay in
            if let task = underWay[serviceID] { return task }
            let task = Task { try await make() }
            underWay[serviceID] = task
            return task
        }
        let result = await task.result
        // Done or failed, the next one looks anew.
        underWay.withLock { underWay in
            if underWay[serviceID] == task { underWay[serviceID] = nil }
        }
        return try result.get()
    }
}
