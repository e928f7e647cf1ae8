internal import Glibc

/// Calls on an open file that finish what they began.
enum Descriptor {
    static func readAll(_ descriptor: Int32, limit: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try readPiece(descriptor, 1 << 16)
            guard !piece.isEmpty else { return all }
            all += piece
            guard all.count <= limit else { throw FileFault(action: "Reading a file", code: EFBIG) }
        }
    }

    /// Up to `count` bytes; empty at the end.
    static func readPiece(_ descriptor: Int32, _ count: Int) throws -> [UInt8] {
        var code: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var got = read(descriptor, buffer.baseAddress, buffer.count)
            while got < 0 && errno == EINTR { got = read(descriptor, buffer.baseAddress, buffer.count) }
            if got < 0 { code = errno }
            filled = max(0, got)
        }
        guard code == 0 else { throw FileFault(action: "Reading a file", code: code) }
        return piece
    }

    static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileFault(action: "Writing into the sink", code: errno) }
            written += count
        }
    }

    static func sync(_ descriptor: Int32) throws {
        guard fsync(descriptor) == 0 else { throw FileFault(action: "Syncing the sink", code: errno) }
    }

    /// Takes the lock on a file or folder for as long as it is open; `false` when somebody else holds it.
    static func lock(_ descriptor: Int32) throws -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw FileFault(action: "Locking the sink", code: errno) }
        }
        return true
    }
}

/// The system's own words.
enum SystemError {
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
