package import Domain
internal import Synchronization

/// What keeps a public page from filling the disk: how often one address begins a submission, how much it uploads, and
/// what comes in at this moment. What was sent or cancelled counts as well: it has left a key slot or a candidate behind.
/// In memory: a restart forgives.
package final class DraftLoad: Sendable {
    /// Submissions that one network may begin in an hour.
    package static let mostOfNetwork = 120
    /// The same for a site of IPv6, which has many networks.
    package static let mostOfSite = 480
    /// Bytes of pictures that one network may upload in a day.
    package static let mostBytesOfNetwork = 1 << 30
    /// Pictures that one network may be sending at this moment.
    package static let mostUploadsOfNetwork = 8
    /// Open ones of a service, and bytes of their pictures.
    static let mostOfService = 5_000
    static let mostBytesOfService = 4 << 30
    /// Bytes of all the pictures of one draft.
    static let mostBytesOfDraft = 64 << 20
    /// Below this much free space, nothing more is taken in: an archive needs room to be written down.
    static let leastFreeBytes: UInt64 = 512 << 20

    /// What one network did.
    private struct Use: Sendable {
        /// Within the last hour.
        var beginnings: [Instant] = []
        var bytes = 0
        /// When `bytes` began to be counted.
        var since: Instant
    }

    private struct State: Sendable {
        var uses: [[UInt8]: Use] = [:]
        var networks: [DraftID: [UInt8]] = [:]
        var arriving: [ServiceID: Int] = [:]
        /// Pictures that are coming in, by network.
        var uploads: [[UInt8]: Int] = [:]
    }

    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400
    private static let mostRemembered = 100_000
    private let state = Mutex(State())

    package init() {}

    /// Notes that a draft begins.
    ///
    /// - Returns: `false` when too many of this network did.
    package func begin(_ draftID: DraftID, from address: IPAddress, at now: Instant) -> Bool {
        let network = Self.network(of: address)
        return state.withLock { state in
            if state.uses.count >= Self.mostRemembered || state.networks.count >= Self.mostRemembered {
                (state.uses, state.networks) = ([:], [:])
            }
            var places = [(network, Self.mostOfNetwork)]
            if !address.isIPv4 { places.append((Array(network.prefix(6)), Self.mostOfSite)) }
            let start = now.adding(seconds: -Self.hour)
            for (place, _) in places {
                state.uses[place, default: Use(since: now)].beginnings.removeAll { $0 <= start }
            }
            // Who is refused is counted nowhere.
            guard places.allSatisfy({ state.uses[$0]?.beginnings.count ?? 0 < $1 }) else { return false }
            for (place, _) in places { state.uses[place]?.beginnings.append(now) }
            state.networks[draftID] = network
            return true
        }
    }

    /// Notes bytes that came in; `false` when the draft's network has had its share of the day.
    package func upload(_ bytes: Int, of draftID: DraftID, at now: Instant) -> Bool {
        state.withLock { state in
            guard let network = state.networks[draftID] else { return true }
            var use = state.uses[network] ?? Use(since: now)
            if now >= use.since.adding(seconds: Self.day) { (use.bytes, use.since) = (0, now) }
            guard use.bytes + bytes <= Self.mostBytesOfNetwork else { return false }
            use.bytes += bytes
            state.uses[network] = use
            return true
        }
    }

    /// A picture's place among those that its network is sending.
    package struct UploadPlace: Sendable {
        package let isTaken: Bool
        fileprivate let network: [UInt8]?
    }

    /// Notes that a picture comes in. Who comes from this very machine comes by a proxy that says nothing of them, and isn't
    /// counted.
    package func beginUpload(of draftID: DraftID) -> UploadPlace {
        state.withLock { state in
            guard let network = state.networks[draftID], !Self.isLoopback(network) else {
                return UploadPlace(isTaken: true, network: nil)
            }
            let count = state.uploads[network] ?? 0
            guard count < Self.mostUploadsOfNetwork else { return UploadPlace(isTaken: false, network: nil) }
            state.uploads[network] = count + 1
            return UploadPlace(isTaken: true, network: network)
        }
    }

    package func endUpload(_ place: UploadPlace) {
        guard let network = place.network else { return }
        state.withLock { state in
            let left = (state.uploads[network] ?? 0) - 1
            state.uploads[network] = left > 0 ? left : nil
        }
    }

    private static func isLoopback(_ network: [UInt8]) -> Bool {
        // 127.0.0.0/8 in its mapped form; ::/64, in which ::1 lies.
        network.count == 16 ? network[12] == 127 : network.allSatisfy { $0 == 0 }
    }

    /// Keeps room for a picture that is coming in.
    ///
    /// - Parameter stored: bytes that the service's drafts have already.
    /// - Returns: `false` when there is none.
    func reserve(_ bytes: Int, of serviceID: ServiceID, stored: Int) -> Bool {
        state.withLock { state in
            let arriving = state.arriving[serviceID] ?? 0
            guard stored + arriving + bytes <= Self.mostBytesOfService else { return false }
            state.arriving[serviceID] = arriving + bytes
            return true
        }
    }

    func release(_ bytes: Int, of serviceID: ServiceID) {
        state.withLock { state in
            let left = (state.arriving[serviceID] ?? 0) - bytes
            state.arriving[serviceID] = left > 0 ? left : nil
        }
    }

    /// One household has one IPv4 address, or a network of 64 bits of IPv6 (RFC 6177).
    private static func network(of address: IPAddress) -> [UInt8] {
        address.isIPv4 ? address.bytes : Array(address.bytes.prefix(8))
    }
}
