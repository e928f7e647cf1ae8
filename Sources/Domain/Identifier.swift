/// An id that Lethe makes: 24 lower-case hexadecimal characters, time-ordered, with a random tail.
///
/// The first 12 characters are the milliseconds since 1970, the last 12 are random. `Subject` only keeps the
/// ids of different things apart; it is never instantiated.
package struct Identifier<Subject>: Hashable, Comparable, Sendable {
    package let text: String

    /// Reads an id that came from outside; `nil` unless it is 24 lower-case hexadecimal characters.
    package init?(_ text: String) {
        guard Hexadecimal.isLowercase(text, count: 24) else { return nil }
        self.text = text
    }

    /// Makes an id from a time and at least six random bytes.
    package init(at instant: Instant, random: [UInt8]) {
        let milliseconds = UInt64(clamping: max(0, instant.milliseconds))
        let time = withUnsafeBytes(of: milliseconds.bigEndian) { Array($0[2...]) }
        text = Hexadecimal.text(time + random.prefix(6))
    }

    /// Takes an id that our own store holds; it was checked when it was made.
    package init(stored text: String) {
        self.text = text
    }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Names the kinds of things that carry an `Identifier`.
package enum IdentifierSubject {
    package enum Service {}
    package enum Candidate {}
    package enum Support {}
    package enum HistoryEvent {}
    package enum Extraction {}
    package enum Member {}
    package enum Session {}
    package enum Invitation {}
    package enum Lease {}
    package enum Webhook {}
    package enum Delivery {}
    package enum Note {}
    package enum Draft {}
}

package typealias ServiceID = Identifier<IdentifierSubject.Service>
/// `recordId` on the wire.
package typealias RecordID = Identifier<IdentifierSubject.Candidate>
/// `blockPassID` on the wire: the id a person quotes to support.
package typealias SupportID = Identifier<IdentifierSubject.Support>
package typealias HistoryEventID = Identifier<IdentifierSubject.HistoryEvent>
package typealias MemberID = Identifier<IdentifierSubject.Member>
package typealias SessionID = Identifier<IdentifierSubject.Session>
package typealias InvitationID = Identifier<IdentifierSubject.Invitation>
/// `lease` on the wire: one hand-over of one candidate to one key.
package typealias LeaseID = Identifier<IdentifierSubject.Lease>
package typealias WebhookID = Identifier<IdentifierSubject.Webhook>
/// `guid` on the wire: one event for one webhook, the same at every attempt.
package typealias DeliveryID = Identifier<IdentifierSubject.Delivery>
package typealias NoteID = Identifier<IdentifierSubject.Note>
/// A submission that a candidate has begun on the page and not sent yet.
package typealias DraftID = Identifier<IdentifierSubject.Draft>
package typealias ExtractionID = Identifier<IdentifierSubject.Extraction>

extension ServiceID {
    /// Stands for all services where the history tells of something that belongs to none, such as a member of all.
    package static let house = ServiceID(stored: String(repeating: "0", count: 24))
}
