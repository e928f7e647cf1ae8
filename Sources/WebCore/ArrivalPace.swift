package import Domain
package import Hummingbird
internal import NIOCore
package import UseCases

/// How slowly a body may come. A server waits for each part of a body on its own; who sends a byte now and then would hold
/// room for hours.
package struct ArrivalPace: Sendable {
    /// A document's: all of it within half a minute.
    package static let document = ArrivalPace(graceSeconds: 30, bytesPerSecond: nil)
    /// A picture's: after a minute, what has come must have come at 4 KB a second.
    package static let picture = ArrivalPace(graceSeconds: 60, bytesPerSecond: 4000)

    /// How long anything goes.
    private let graceSeconds: Int64
    /// What has to come in each second afterwards; `nil`: nothing may come any more.
    private let bytesPerSecond: Int64?

    /// What is told to whoever is too slow.
    package static let tooSlow = Failure.badRequest("This took too long to arrive. Try again.")

    /// Whether so many bytes are enough so many milliseconds after the body began.
    package func allows(_ bytes: Int, after milliseconds: Int64) -> Bool {
        let late = milliseconds - 1000 * graceSeconds
        guard late > 0 else { return true }
        guard let bytesPerSecond else { return false }
        return Int64(bytes) >= late * bytesPerSecond / 1000
    }
}

/// A request's body that breaks off when it comes too slowly. The pace is held as each part comes: without any, the
/// connection's own time-out ends it.
package struct PacedBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    private let body: RequestBody
    private let pace: ArrivalPace
    private let clocks: Clocks

    package init(_ body: RequestBody, _ pace: ArrivalPace, by clocks: Clocks) {
        self.body = body
        self.pace = pace
        self.clocks = clocks
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var parts: RequestBody.AsyncIterator
        fileprivate let pace: ArrivalPace
        fileprivate let clocks: Clocks
        fileprivate let start: Int64
        fileprivate var byteCount = 0

        package mutating func next() async throws -> [UInt8]? {
            guard let part = try await parts.next() else { return nil }
            byteCount += part.readableBytes
            guard pace.allows(byteCount, after: clocks.uptime().milliseconds - start) else { throw ArrivalPace.tooSlow }
            return Array(part.readableBytesView)
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(
            parts: body.makeAsyncIterator(), pace: pace, clocks: clocks, start: clocks.uptime().milliseconds)
    }
}
