internal import Domain
internal import Wire

/// Hands out the records of all sources, one after the other.
struct ImportReader {
    /// What a source gives.
    enum Item {
        case record(ImportRecord)
        case refused(ImportReport.Refusal, sourceBytes: Int)
    }

    private var sources: ArraySlice<ImportSource>
    private var folders: ArraySlice<String> = []
    private var lines: LineReader?
    private var path = ""
    private var line = 0
    private var order = 0

    private static let longestLine = JSONLimits().maximumBytes

    init(_ sources: [ImportSource]) {
        self.sources = sources[...]
    }

    /// `nil` at the end. Empty lines are passed over.
    mutating func next() throws -> Item? {
        while true {
            if let folder = folders.popFirst() { return read(folder) }
            if let item = try nextLine() { return item }
            guard let source = sources.popFirst() else { return nil }
            path = source.path
            switch source.kind {
            case .folders(let paths): folders = paths[...]
            case .lines:
                lines = try LineReader(source.path, limit: Self.longestLine)
                line = 0
            }
        }
    }

    private mutating func nextLine() throws -> Item? {
        while let found = try lines?.next() {
            line += 1
            let place = ImportRecord.Place(path: path, line: line, order: order)
            switch found {
            case .tooLong(let byteCount):
                order += 1
                let failure = Failure.tooLarge("A line has at most 48 MiB.")
                return .refused(ImportReport.Refusal(failure, at: place), sourceBytes: byteCount + 1)
            case .text(let bytes):
                guard bytes.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { continue }
                order += 1
                return item(at: place, sourceBytes: bytes.count + 1) { () throws(Failure) in
                    try ImportRecord(bytes, at: place, sourceBytes: bytes.count + 1)
                }
            }
        }
        lines = nil
        return nil
    }

    private mutating func read(_ folder: String) -> Item {
        let place = ImportRecord.Place(path: folder, order: order)
        order += 1
        let sourceBytes = ImportSource.size(of: folder)
        return item(at: place, sourceBytes: sourceBytes) { () throws(Failure) in
            try ImportRecord(
                PersonFolder(path: folder).line(), at: place, sourceBytes: sourceBytes,
                limits: JSONLimits(maximumBytes: AdminRouter.largestBody))
        }
    }

    private func item(
        at place: ImportRecord.Place, sourceBytes: Int, _ make: () throws(Failure) -> ImportRecord
    ) -> Item {
        do throws(Failure) {
            return .record(try make())
        } catch {
            return .refused(ImportReport.Refusal(error, at: place), sourceBytes: sourceBytes)
        }
    }
}
