internal import Glibc

/// Small files of the system, such as those under `/proc`.
enum SmallFile {
    /// The first 4 KiB as text; `nil` when it can't be read.
    static func text(_ path: String) -> String? {
        bytes(path, limit: 4096).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The whole file; `nil` when it can't be read or is longer than `limit`.
    static func bytes(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(limit + 1, 1 << 20))
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return all }
            all += piece[..<count]
            guard all.count <= limit else { return nil }
        }
    }
}
