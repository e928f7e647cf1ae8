@preconcurrency internal import Glibc

/// Standard output for what was asked for, standard error for everything else. Nothing is buffered.
enum Terminal {
    /// Whether somebody watches standard error, so that progress is worth drawing.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether standard output goes into systemd's journal, which keeps what it gets: then it is the socket whose
    /// number stands in the environment (systemd.exec(5)).
    static var isJournal: Bool {
        guard let stream = getenv("JOURNAL_STREAM") else { return false }
        var target = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/fd/\(STDOUT_FILENO)", &target, target.count)
        guard count > 0, let inode = String(cString: stream).split(separator: ":").last else { return false }
        return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            == "socket:[\(inode)]"
    }

    /// Characters in a line of the terminal.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// A line on standard output.
    static func print(_ text: String) { write(Array(text.utf8) + [UInt8(ascii: "\n")], to: STDOUT_FILENO) }

    /// A line on standard output that is UTF-8 already.
    static func print(_ bytes: [UInt8]) { write(bytes + [UInt8(ascii: "\n")], to: STDOUT_FILENO) }

    /// A line on standard error.
    static func complain(_ text: String) { write(Array(text.utf8) + [UInt8(ascii: "\n")], to: STDERR_FILENO) }

    /// Text on standard error without a line break.
    static func draw(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Ends the process.
    static func end(_ status: Int32) -> Never { exit(status) }

    /// Everything on standard input.
    ///
    /// - Parameter limit: bytes beyond it are not read.
    static func readAll(limit: Int) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while all.count < limit {
            let count = read(STDIN_FILENO, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            all += piece[..<count]
        }
        return all
    }

    /// One call for each line, so that lines of several threads do not mix.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }  // nobody reads any more
            written += count
        }
    }
}
