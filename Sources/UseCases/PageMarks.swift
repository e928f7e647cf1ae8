internal import Domain
internal import Synchronization

/// Remembers where pages ended, so that a reader who goes through a list page by page pays for each page only, not for
/// all the rows before it.
///
/// A mark is good for one generation of its list: the count, read in the same transaction as the page, of everything
/// that has ever shifted a page of it. So a mark and the rows it is used for are always of one moment.
final class PageMarks: Sendable {
    struct Start: Sendable {
        /// The place in the order of arrival behind which to read.
        var after: Int64 = 0
        /// Rows that lie before it.
        var skipped = 0
    }

    /// A list of a service at one generation.
    struct List: Hashable, Sendable {
        let serviceID: ServiceID
        /// `nil`: all candidates.
        let status: CandidateStatus?
    }

    private struct Place: Hashable, Sendable {
        let list: List
        let skip: Int
    }

    private struct Mark: Sendable {
        let generation: Int
        let after: Int64
    }

    private static let capacity = 20_000
    private let marks = Mutex<[Place: Mark]>([:])

    /// Where to begin for a page after `skip` rows.
    func start(of list: List, generation: Int, skip: Int) -> Start {
        let mark = marks.withLock { $0[Place(list: list, skip: skip)] }
        guard let mark, mark.generation == generation else { return Start() }
        return Start(after: mark.after, skipped: skip)
    }

    /// Notes that the row before `skip` is the one that arrived at `after`.
    func note(_ list: List, generation: Int, skip: Int, after: Int64) {
        let place = Place(list: list, skip: skip)
        marks.withLock { marks in
            if let known = marks[place], known.generation > generation { return }
            if marks.count >= Self.capacity { marks = [:] }
            marks[place] = Mark(generation: generation, after: after)
        }
    }
}
