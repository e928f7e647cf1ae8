/// One import: reads, sends several batches at the same time, gathers what came of them.
struct ImportRun {
    private typealias Group = ThrowingTaskGroup<(ImportBatch, [ImportBatch.Outcome]), any Error>

    private let client: AdminClient
    private let path: String

    /// Batches under way, so that the server has enough to share its syncs among.
    private static let mostBatches = 4
    /// Bytes under way, whatever the number of batches.
    private static let mostBytes = 96 << 20

    /// - Parameter path: of the service's import on the administration server.
    init(client: AdminClient, path: String) {
        self.client = client
        self.path = path
    }

    /// - Throws: what went wrong before anything was done. Later on it stands in the report.
    func run(_ sources: [ImportSource]) async throws -> ImportReport {
        var flow = try await withThrowingTaskGroup(of: (ImportBatch, [ImportBatch.Outcome]).self) { group in
            var flow = Flow(sources)
            do {
                try await drive(&flow, sources, in: &group)
            } catch let failure as LaunchFailure where flow.report.hasBegun {
                flow.report.stop = failure
            }
            return flow
        }
        flow.progress.end()
        flow.report.seconds = flow.progress.seconds
        flow.report.refused.sort { $0.place.order < $1.place.order }
        return flow.report
    }

    private func drive(_ flow: inout Flow, _ sources: [ImportSource], in group: inout Group) async throws {
        var reader = ImportReader(sources)
        var batch = ImportBatch()
        while flow.report.stop == nil, let item = try reader.next() {
            switch item {
            case .refused(let refusal, let sourceBytes):
                flow.report.refused.append(refusal)
                flow.progress.add(records: 1, bytes: sourceBytes)
            case .record(let record):
                let isRepeated = record.refID.map { flow.busy.contains($0) || batch.refIDs.contains($0) } ?? false
                if isRepeated || !batch.hasRoom(for: record) {
                    try await send(&batch, &flow, in: &group)
                }
                while let refID = record.refID, flow.busy.contains(refID) { try await flow.settle(&group) }
                batch.add(record)
                if batch.isFull { try await send(&batch, &flow, in: &group) }
            }
        }
        try await send(&batch, &flow, in: &group)
        while flow.batches > 0 { try await flow.settle(&group) }
    }

    private func send(_ batch: inout ImportBatch, _ flow: inout Flow, in group: inout Group) async throws {
        guard !batch.records.isEmpty else { return }
        while flow.batches > 0,
            flow.batches >= Self.mostBatches || flow.byteCount + batch.byteCount > Self.mostBytes
        {
            try await flow.settle(&group)
        }
        flow.begin(batch)
        let (sent, client, path) = (batch, client, path)
        batch = ImportBatch()
        group.addTask { (sent, try await sent.send(by: client, to: path)) }
    }

    /// What is under way, and what has come of the rest.
    private struct Flow {
        var report: ImportReport
        var progress: ImportProgress
        private(set) var batches = 0
        private(set) var byteCount = 0
        /// Candidates under way: a second record of one of them has to wait.
        private(set) var busy: Set<String> = []

        init(_ sources: [ImportSource]) {
            report = ImportReport(hasSeveralSources: sources.count > 1)
            progress = ImportProgress(total: sources.reduce(0) { $0 + $1.byteCount })
        }

        mutating func begin(_ batch: ImportBatch) {
            batches += 1
            byteCount += batch.byteCount
            busy.formUnion(batch.refIDs)
        }

        /// Waits for one batch.
        mutating func settle(_ group: inout Group) async throws {
            guard let (batch, outcomes) = try await group.next() else { return }
            batches -= 1
            byteCount -= batch.byteCount
            busy.subtract(batch.refIDs)
            for outcome in outcomes {
                switch outcome {
                case .imported: report.imported += 1
                case .unchanged: report.unchanged += 1
                case .refused(let refusal): report.refused.append(refusal)
                case .stopped(let failure): report.stop = report.stop ?? failure
                }
            }
            progress.add(records: batch.records.count, bytes: batch.sourceBytes)
        }
    }
}
