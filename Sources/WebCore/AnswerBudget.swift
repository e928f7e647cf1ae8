package import Domain
internal import Synchronization

/// The memory that all sealed answers share: what is authenticated as one piece can't be made in parts. Who comes when it
/// is used up is told to come back.
package final class AnswerBudget: Sendable {
    /// Room that is given back when nobody holds it any more.
    package final class Room: Sendable {
        private let budget: AnswerBudget
        private let bytes: Mutex<Int>

        fileprivate init(_ budget: AnswerBudget, bytes: Int) {
            self.budget = budget
            self.bytes = Mutex(bytes)
        }

        deinit { budget.release(bytes.withLock { $0 }) }

        /// Gives back what is above `bytes`.
        package func shrink(to bytes: Int) {
            let released = self.bytes.withLock { held in
                let released = max(0, held - bytes)
                held -= released
                return released
            }
            budget.release(released)
        }
    }

    private let limit: Int
    private let used = Mutex(0)

    package init(_ settings: EdgeSettings) {
        limit = settings.answerBudgetBytes
    }

    /// - Throws: 503 while others hold too much of it. An answer that is larger than all of it gets room when it is alone.
    package func room(for bytes: Int) throws(Failure) -> Room {
        let isGranted = used.withLock { used in
            guard used == 0 || used + bytes <= limit else { return false }
            used += bytes
            return true
        }
        guard isGranted else {
            throw .unavailable("Too many large encrypted answers at once. Try again in 2 s.", retryAfter: 2)
        }
        return Room(self, bytes: bytes)
    }

    private func release(_ bytes: Int) {
        used.withLock { $0 -= bytes }
    }
}
