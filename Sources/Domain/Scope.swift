/// How much of a candidate a key sees (contract 1.4). Each case sees what the ones before it see, and more.
package enum Scope: String, Sendable, CaseIterable, Comparable {
    case metadata
    case text
    case pictures

    /// Text attributes, custom fields, certificates.
    package var readsAttributes: Bool { self >= .text }
    package var readsPictures: Bool { self >= .pictures }

    package static func < (left: Scope, right: Scope) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .metadata: 0
        case .text: 1
        case .pictures: 2
        }
    }
}

/// What starts the way into the archive: an answer with attributes whose last byte was written.
package struct ArchiveRule: Hashable, Sendable {
    /// Seconds from the last byte to the archive: 0 to 31,536,000 (contract 1.7).
    package let seconds: Int64

    package static let allowedSeconds: ClosedRange<Int64> = 0...31_536_000

    package init(seconds: Int64) throws(Failure) {
        guard Self.allowedSeconds.contains(seconds) else {
            throw .invalid(field: "archiveAfterSeconds", "The archive delay is 0 to 31,536,000 seconds.")
        }
        self.seconds = seconds
    }

    package init(stored seconds: Int64) {
        self.seconds = seconds
    }
}
