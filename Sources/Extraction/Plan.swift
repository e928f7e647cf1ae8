package import JOSE
internal import Wire

/// What a run is to do, checked as far as it can be without a connection.
package struct Plan: Sendable {
    package enum Way: Hashable, Sendable {
        /// With acknowledgement (contract 2.3).
        case handover
        /// Through the Dashboard API, with a key that archives by a timer (contract 1.7).
        case legacy
    }

    package let address: ServerAddress
    package let service: String
    /// The path of the folder or of the file.
    package let sink: String
    package let key: APIKeyText
    package let receiverKeys: KeySet?
    package let keepsSealed: Bool
    package let way: Way
    /// Candidates of this status; `nil` for all that are ready for the key.
    package let status: String?
    package let watches: Bool
    /// Candidates under way at the same time.
    package let parallelism: Int
    /// Seconds without a byte after which a connection is given up.
    package let idleSeconds: Int

    /// The words of a run as they were given.
    package struct Wishes: Sendable {
        package var from = ""
        package var service = ""
        package var to = ""
        package var keyFile = ""
        package var receiverKey: String?
        package var keepsSealed = false
        package var isLegacy = false
        package var status: String?
        package var watches = false
        package var parallelism = 4
        package var idleSeconds = 60

        package init() {}
    }

    private static let statuses = [
        "incomplete", "waiting", "inreview", "approved", "rejected", "blocked", "review_requested",
    ]

    /// Reads the keys.
    ///
    /// - Throws: `usage` for wishes that make no sense, `unusableKey` for keys that can't be used.
    package init(_ wishes: Wishes) throws(ExtractionFailure) {
        address = try ServerAddress(wishes.from)
        guard (1...64).contains(wishes.service.utf8.count), !wishes.to.isEmpty else {
            throw ExtractionFailure(.usage, "--service and --to must be given.")
        }
        if let status = wishes.status, !Self.statuses.contains(status) {
            throw ExtractionFailure(.usage, "--status is one of: \(Self.statuses.joined(separator: " ")).")
        }
        guard (1...32).contains(wishes.parallelism) else {
            throw ExtractionFailure(.usage, "--parallel is a number from 1 to 32.")
        }
        guard (1...600).contains(wishes.idleSeconds) else {
            throw ExtractionFailure(.usage, "--idle-timeout is a number of seconds from 1 to 600.")
        }
        if wishes.keepsSealed {
            guard !Sinks.isLines(wishes.to) else {
                throw ExtractionFailure(.usage, "--keep-sealed writes files into a folder, not lines into one file.")
            }
            guard wishes.receiverKey != nil else {
                throw ExtractionFailure(
                    .usage, "--keep-sealed needs --receiver-key: what arrives is checked before it counts.")
            }
        }
        service = wishes.service
        sink = wishes.to
        keepsSealed = wishes.keepsSealed
        way = wishes.isLegacy ? .legacy : .handover
        status = wishes.isLegacy ? wishes.status ?? "approved" : wishes.status
        watches = wishes.watches
        parallelism = wishes.parallelism
        idleSeconds = wishes.idleSeconds
        key = try APIKeyText(file: wishes.keyFile)
        if let path = wishes.receiverKey { receiverKeys = try ReceiverKeys.read(path) } else { receiverKeys = nil }
    }
}
