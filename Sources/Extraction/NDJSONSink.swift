internal import Glibc
internal import Synchronization

/// One file with one candidate a line, pictures as base64 (contract 3.1). Lines are only ever added, each synced before
/// the next is begun; of two lines about one candidate the later counts.
package final class NDJSONSink: Sink {
    private struct Lines {
        var end: Int
        var index: [RecordName: Held]
    }

    private let file: Int32
    private let lines: Mutex<Lines>

    /// Opens the file or makes it, reads it once, and takes a line away that a crash has torn.
    package init(_ path: String) throws {
        let isNew = access(path, F_OK) != 0
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            lines = Mutex(Lines(end: 0, index: [:]))
            throw FileFault(action: "Opening \(path)", code: errno)
        }
        lines = Mutex(Lines(end: 0, index: [:]))
        guard try Descriptor.lock(file) else {
            throw ExtractionFailure(.cannotCreate, "Another run writes into \(path). Two runs can't share a sink.")
        }
        if isNew { try Directory.open(path: Self.parent(of: path)).sync() }
        let reading = try LineIndex(reading: file, path: path)
        guard ftruncate(file, off_t(reading.end)) == 0 else { throw FileFault(action: "Opening \(path)", code: errno) }
        guard lseek(file, off_t(reading.end), SEEK_SET) >= 0 else {
            throw FileFault(action: "Opening \(path)", code: errno)
        }
        if reading.lacksLineBreak { try Descriptor.writeAll(file, [UInt8(ascii: "\n")]) }
        // What is in the file may be acknowledged from now on.
        try Descriptor.sync(file)
        lines.withLock { $0 = Lines(end: reading.end + (reading.lacksLineBreak ? 1 : 0), index: reading.index) }
    }

    deinit { if file >= 0 { close(file) } }

    package func submitCount(of record: RecordName) throws -> Int? {
        lines.withLock { $0.index[record]?.submitCount }
    }

    package func keep(_ candidate: ReceivedCandidate, reached: (ExtractionStep) -> Void) throws -> Kept {
        let held = Held(submitCount: candidate.submitCount, attributes: candidate.attributes)
        return try lines.withLock { lines in
            guard lines.index[candidate.record] != held else { return .alreadyThere }
            var line = candidate.document(withPictures: true)
            line.append(UInt8(ascii: "\n"))
            do {
                try Descriptor.writeAll(file, line)
                reached(.written)
                try Descriptor.sync(file)
            } catch {
                // Half a line would spoil the next one.
                ftruncate(file, off_t(lines.end))
                lseek(file, off_t(lines.end), SEEK_SET)
                throw error
            }
            lines.end += line.count
            lines.index[candidate.record] = held
            reached(.synced)
            return .written(bytes: line.count)
        }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
