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

/// What starts the way into the archive, and how long it is.
package struct ArchiveRule: Hashable, Sendable {
    /// What starts the clock.
    package enum Trigger: String, Sendable, CaseIterable {
        /// The last byte of an answer with attributes (contract 1.7).
        case extraction
        /// The receiver's word that it holds what it was given (contract 2.3).
        case acknowledgement
    }

    /// Seconds from the trigger to the archive: 0 to 31,536,000.
    package let seconds: Int64
    package let trigger: Trigger

    package static let allowedSeconds: ClosedRange<Int64> = 0...31_536_000

    package init(seconds: Int64, trigger: Trigger = .extraction) throws(Failure) {
        guard Self.allowedSeconds.contains(seconds) else {
            throw .invalid(field: "archiveAfterSeconds", "The archive delay is 0 to 31,536,000 seconds.")
        }
        self.init(stored: seconds, trigger: trigger)
    }

    package init(stored seconds: Int64, trigger: Trigger = .extraction) {
        self.seconds = seconds
        self.trigger = trigger
    }
}
