internal import Domain
internal import SQLCore
internal import Store
internal import Synchronization

/// One answer under way: whether it must stop, and how it ended.
package final class ExtractionTicket: Sendable {
    private let registry: Registry
    private let record: ExtractionRecord
    /// Whether the record is in the store already.
    private let isRecorded: Bool
    private let candidate: Candidate
    private let grant: KeyGrant
    private let stream: StreamsUnderWay.Stream
    /// Whether the answer is one that starts the clock of a key which has such a rule.
    private let mayStartClock: Bool
    /// Whether webhooks are told that the candidate was taken over when the answer is complete: of a whole answer with
    /// attributes that needs no acknowledgement.
    private let isTold: Bool
    private let holdsReaders = Atomic(false)

    init(
        _ registry: Registry, _ record: ExtractionRecord, isRecorded: Bool, candidate: Candidate, grant: KeyGrant,
        stream: StreamsUnderWay.Stream, mayStartClock: Bool = true, isTold: Bool = false
    ) {
        self.registry = registry
        self.record = record
        self.isRecorded = isRecorded
        self.candidate = candidate
        self.grant = grant
        self.stream = stream
        self.mayStartClock = mayStartClock
        self.isTold = isTold
    }

    /// The rule by which this answer starts the archive clock; `nil` when it starts none.
    var rule: ArchiveRule? {
        guard mayStartClock, grant.key.scope.readsAttributes, !candidate.isArchived,
            !grant.key.waitsForAcknowledgement
        else { return nil }
        return grant.key.archiveRule
    }

    /// Whether nothing more may be sent: the key lost something, or the candidate was archived, deleted or replaced.
    package var mustStop: Bool { grant.isRevoked || stream.isCut }

    /// Whether the end of this answer starts an archive clock, so that its very end has to be watched.
    package var startsClock: Bool { rule != nil }

    /// To be called when the end of an answer that `startsClock` goes out: from now on readers of this candidate wait for
    /// the clock, so that nobody reads a state older than this answer.
    package func holdReaders() {
        guard rule != nil, !holdsReaders.exchange(true, ordering: .acquiringAndReleasing) else { return }
        registry.streams.beginArming(record.recordID)
        registry.parts.reached(.extractionStreaming)
    }

    /// Lets them go; called when the clock runs, or when the peer takes too long.
    package func releaseReaders() {
        guard holdsReaders.exchange(false, ordering: .acquiringAndReleasing) else { return }
        registry.streams.endArming(record.recordID)
    }

    /// The last byte was written to the peer: the record is closed and the archive clock starts, if the key has one.
    ///
    /// - Parameter bytes: the size of the body.
    package func complete(bytes: Int) async {
        registry.parts.reached(.extractionLastByte)
        let completedAt = registry.now
        registry.streams.end(stream)
        guard let rule else {
            if isTold, registry.outbox.wants(.extracted, in: record.serviceID) {
                await tell(bytes: bytes, at: completedAt)
            } else {
                noteEnd(bytes: bytes, at: completedAt)
            }
            return
        }
        defer { releaseReaders() }
        let uptime = registry.parts.clocks.uptime()
        let due = Uptime(boot: uptime.boot, milliseconds: uptime.milliseconds + rule.seconds * 1000)
        let armed = CandidateRecord.Armed(archiveAt: completedAt.adding(seconds: rule.seconds), due: due)
        do {
            try await start(armed, bytes: bytes, at: completedAt)
            registry.parts.reached(.extractionArmed)
        } catch {
            // Nothing is archived then, which is the safe side; the record stays open.
            noteEnd(bytes: bytes, at: nil)
        }
    }

    /// The answer ended before its last byte: no clock starts.
    ///
    /// - Parameter bytes: of the body, as far as they were handed to the connection.
    package func cut(bytes: Int) {
        registry.streams.end(stream)
        releaseReaders()
        noteEnd(bytes: bytes, at: nil)
    }

    private func noteEnd(bytes: Int, at completedAt: Instant?) {
        let ended = ended(bytes: bytes, at: completedAt)
        registry.recorder.note(isRecorded ? .completion(ended) : .extraction(ended))
    }

    private func ended(bytes: Int, at completedAt: Instant?) -> ExtractionRecord {
        var record = record
        record.bytes = bytes
        record.completedAt = completedAt
        return record
    }

    /// The end of an answer that starts no clock and that a webhook is told of, in one transaction.
    private func tell(bytes: Int, at completedAt: Instant) async {
        let (caller, ended) = (Caller(.key(grant)), ended(bytes: bytes, at: completedAt))
        do {
            try await registry.perform(.readCandidate, by: caller, in: record.serviceID) { [record] work in
                work.leaveUnchanged()
                try work.transaction.run(CompleteExtraction(ended))
                try work.tellExtraction(of: record.recordID)
            }
        } catch {
            noteEnd(bytes: bytes, at: completedAt)
        }
    }

    private func start(_ armed: CandidateRecord.Armed, bytes: Int, at completedAt: Instant) async throws(Failure) {
        let (caller, ended) = (Caller(.key(grant)), ended(bytes: bytes, at: completedAt))
        try await registry.perform(.readCandidate, by: caller, in: record.serviceID) {
            [record, candidate, isTold] work in
            let arm = ArmArchive(record.recordID, submitCount: candidate.submitCount, armed)
            try work.transaction.run(
                CompleteExtraction(ended))
            if try work.transaction.run(arm) == 1 {
                try work.record(
                    .archiveArmed, about: record.recordID, detail: String(armed.archiveAt.milliseconds))
            } else {
                work.leaveUnchanged()
            }
            if isTold { try work.tellExtraction(of: record.recordID) }
        }
    }
}
