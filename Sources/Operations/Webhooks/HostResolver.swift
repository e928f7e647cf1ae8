package import Domain
internal import Glibc
internal import NIOPosix
internal import Synchronization

/// Finds the addresses of a host, anew each time.
package struct HostResolver: Sendable {
    /// All of them, in the order in which they should be tried; none: the name was not found, or the task was cancelled.
    package let addresses: @Sendable (_ name: String) async -> [IPAddress]

    package init(addresses: @escaping @Sendable (_ name: String) async -> [IPAddress]) {
        self.addresses = addresses
    }

    /// As the system does it: hosts file, DNS.
    package static func system() -> HostResolver {
        let lookups = HostLookups()
        return HostResolver { await lookups.addresses(of: $0) }
    }
}

/// Lookups under way on threads that may block. A name is looked up by one thread at a time, so a name server that does
/// not answer holds up its own names only.
private final class HostLookups: Sendable {
    private struct State: Sendable {
        var waiting: [String: [Int: CheckedContinuation<[IPAddress], Never>]] = [:]
        var lastWaiter = 0
    }

    private let state = Mutex(State())

    /// Never ended: a thread that waits for a name server can't be woken, and ends with the process.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 16)
        threads.start()
        return threads
    }()

    func addresses(of name: String) async -> [IPAddress] {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(waiter, for: name, continuation)
            }
        } onCancel: {
            state.withLock { $0.waiting[name]?.removeValue(forKey: waiter) }?.resume(returning: [])
        }
    }

    private func wait(
        _ waiter: Int, for name: String, _ continuation: CheckedContinuation<[IPAddress], Never>
    ) {
        enum Next { case look, join, leave }
        let next = state.withLock { state -> Next in
            // A cancellation before this finds no waiter to wake.
            guard !Task.isCancelled else { return .leave }
            let isUnderWay = state.waiting[name] != nil
            state.waiting[name, default: [:]][waiter] = continuation
            return isUnderWay ? .join : .look
        }
        switch next {
        case .join: return
        case .leave: continuation.resume(returning: [])
        case .look: Self.threads.submit { _ in self.finish(name, SystemLookup.addresses(of: name)) }
        }
    }

    private func finish(_ name: String, _ addresses: [IPAddress]) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: name) } ?? [:]
        for continuation in waiting.values { continuation.resume(returning: addresses) }
    }
}

/// `getaddrinfo(3)`, which sorts after RFC 6724.
private enum SystemLookup {
    static func addresses(of name: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var found: [IPAddress] = []
        var next = first
        while let entry = next {
            if let address = address(of: entry.pointee), !found.contains(address) {
                found.append(address)
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    private static func address(of entry: addrinfo) -> IPAddress? {
        guard let socketAddress = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            var four = socketAddress.loadUnaligned(as: sockaddr_in.self).sin_addr
            return withUnsafeBytes(of: &four) { IPAddress(bytes: Array($0)) }
        case AF_INET6:
            var sixteen = socketAddress.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return withUnsafeBytes(of: &sixteen) { IPAddress(bytes: Array($0)) }
        default: return nil
        }
    }
}
