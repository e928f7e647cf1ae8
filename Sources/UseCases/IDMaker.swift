internal import Domain
internal import Synchronization
internal import Vault

/// Makes ids that sort in the order in which they were made, also within one millisecond.
final class IDMaker: Sendable {
    private struct Last: Sendable {
        var at = Instant(milliseconds: 0)
        var counter: UInt16 = 0
    }

    private let random: RandomSource
    private let last = Mutex(Last())

    init(random: RandomSource) {
        self.random = random
    }

    func make<Subject>(_: Identifier<Subject>.Type = Identifier<Subject>.self, at now: Instant) -> Identifier<Subject> {
        let (at, counter) = last.withLock { last in
            if now > last.at {
                last = Last(at: now, counter: 0)
            } else if last.counter < .max {
                last.counter += 1
            } else {
                last = Last(at: Instant(milliseconds: last.at.milliseconds + 1), counter: 0)
            }
            return (last.at, last.counter)
        }
        return Identifier(at: at, random: [UInt8(counter >> 8), UInt8(counter & 0xFF)] + random.bytes(4))
    }
}
