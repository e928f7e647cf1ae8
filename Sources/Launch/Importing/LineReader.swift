internal import Glibc

/// Reads a file line by line, however large it is. What is in memory is one line and one piece of the file.
final class LineReader {
    private static let pieceBytes = 1 << 20
    private let descriptor: Int32
    private let limit: Int
    private var piece: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// A line, or what stands for one that is too long.
    enum Line {
        case text([UInt8])
        case tooLong(byteCount: Int)
    }

    /// - Parameter limit: bytes of the longest line that is handed out.
    init(_ path: String, limit: Int) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.limit = limit
        guard descriptor >= 0 else {
            throw LaunchFailure(.badInput, "\(path) can't be read: \(String(cString: strerror(errno))).")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next line without its line break; `nil` after the last.
    func next() throws -> Line? {
        var line: [UInt8] = []
        var count = 0
        while true {
            if position == piece.count, try !fill() {
                guard count > 0 else { return nil }
                return finished(line, count)
            }
            let rest = piece[position...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let part = rest[..<(end ?? rest.endIndex)]
            count += part.count
            if count <= limit { line.append(contentsOf: part) } else { line = [] }
            position = end.map { $0 + 1 } ?? piece.count
            if end != nil { return finished(line, count) }
        }
    }

    private func finished(_ line: [UInt8], _ count: Int) -> Line {
        guard count <= limit else { return .tooLong(byteCount: count) }
        return .text(line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : line)
    }

    /// Reads the next piece; `false` at the end.
    private func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        var failed = false
        let descriptor = descriptor
        piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
            var got = read(descriptor, buffer.baseAddress, buffer.count)
            while got < 0 && errno == EINTR { got = read(descriptor, buffer.baseAddress, buffer.count) }
            failed = got < 0
            count = max(0, got)
        }
        position = 0
        isAtEnd = piece.isEmpty
        if failed { throw LaunchFailure(.inputOutput, "Reading a file failed: \(String(cString: strerror(errno))).") }
        return !isAtEnd
    }
}
