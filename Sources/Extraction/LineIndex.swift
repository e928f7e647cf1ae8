/// What an NDJSON file holds, read once from its beginning.
struct LineIndex {
    private(set) var index: [RecordName: Held] = [:]
    /// Where the last whole line ends; what stands behind it was torn by a crash, and never acknowledged.
    private(set) var end = 0
    /// Whether the last line is whole but for its line break.
    private(set) var lacksLineBreak = false
    private var count = 0
    private var badLine: Int?

    /// - Throws: `cannotCreate` when the file is something else than a list of candidates: nothing of it is touched.
    init(reading file: Int32, path: String) throws {
        var line: [UInt8] = []
        while true {
            let piece = try Descriptor.readPiece(file, 1 << 20)
            guard !piece.isEmpty else { break }
            var start = 0
            while let stop = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
                line += piece[start..<stop]
                try add(line, path)
                line.removeAll(keepingCapacity: true)
                start = stop + 1
            }
            line += piece[start...]
            guard line.count <= ReceivedCandidate.largest else { throw Self.foreign(path, count + 1) }
        }
        try finish(line, path)
    }

    private mutating func add(_ line: [UInt8], _ path: String) throws {
        count += 1
        if let badLine { throw Self.foreign(path, badLine) }
        if let found = try ReceivedCandidate.held(line) {
            index[found.record] = found.held
        } else if line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) {
            // A power cut may leave room without content before the line break: only the last line may be such.
            guard Self.mayBeTorn(line) else { throw Self.foreign(path, count) }
            badLine = count
            return
        }
        end += line.count + 1
    }

    private mutating func finish(_ rest: [UInt8], _ path: String) throws {
        guard !rest.isEmpty else { return }
        if let badLine { throw Self.foreign(path, badLine) }
        if let found = try ReceivedCandidate.held(rest) {
            index[found.record] = found.held
            end += rest.count
            lacksLineBreak = true
        } else if !Self.mayBeTorn(rest) {
            throw Self.foreign(path, count + 1)
        }
    }

    private static func mayBeTorn(_ line: [UInt8]) -> Bool { line.first == UInt8(ascii: "{") || line.first == 0 }

    private static func foreign(_ path: String, _ line: Int) -> ExtractionFailure {
        ExtractionFailure(
            .cannotCreate, "\(path) holds something else than candidates (line \(line)). Name another file.")
    }
}
