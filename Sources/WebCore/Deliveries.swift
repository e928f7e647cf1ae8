internal import NIOCore
internal import Synchronization
package import UseCases

/// Brings the two ends of an answer together: the handler that says what is to be watched, and the connection that sees
/// the last byte go. One answer at a time is under way on a connection.
package final class Deliveries: Sendable {
    /// The place of one connection.
    final class Slot: Sendable {
        private struct State: Sendable {
            var delivery: Delivery?
            var afterwards: (@Sendable () -> Void)?
        }

        private let state = Mutex(State())

        var delivery: Delivery? {
            state.withLock { $0.delivery }
        }

        func put(_ delivery: Delivery) {
            state.withLock { $0.delivery = delivery }
        }

        func take() -> Delivery? {
            let taken = state.withLock { state in
                defer { state = State() }
                return state
            }
            taken.afterwards?()
            return taken.delivery
        }

        /// Calls `action` when the delivery is taken; `false` when there is none.
        func afterwards(_ action: @escaping @Sendable () -> Void) -> Bool {
            state.withLock { state in
                guard state.delivery != nil else { return false }
                state.afterwards = action
                return true
            }
        }
    }

    private let slots = Mutex<[ObjectIdentifier: Slot]>([:])

    package init() {}

    func open(_ channel: any Channel) -> Slot {
        let slot = Slot()
        slots.withLock { $0[ObjectIdentifier(channel)] = slot }
        return slot
    }

    func close(_ channel: any Channel) {
        let slot = slots.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
        slot?.delivery?.end(isWritten: false)
    }

    func slot(of channel: any Channel) -> Slot? {
        slots.withLock { $0[ObjectIdentifier(channel)] }
    }

    /// Watches the answer that is about to be written to the context's connection.
    package func expect(_ ticket: ExtractionTicket, byteCount: Int, on context: KeyContext) -> Delivery {
        let delivery = Delivery(ticket, byteCount: byteCount)
        if let slot = slot(of: context.channel) {
            slot.put(delivery)
        } else {
            delivery.end(isWritten: false)
        }
        return delivery
    }
}
