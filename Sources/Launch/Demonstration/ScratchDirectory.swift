internal import FoundationEssentials
internal import Glibc

/// A directory of the demonstration's own, which it may remove.
enum ScratchDirectory {
    /// Stands in it, so that nobody else's directory is ever removed.
    private static let mark = ".lethe-demo"

    /// A new one under the system's directory for temporary files.
    static func make() throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/lethe-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LaunchFailure(.cannotCreate, "No directory can be made in \(base).")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try write([], to: "\(path)/\(mark)")
        return path
    }

    /// One at a place. What an earlier demonstration left there is removed.
    static func make(at path: String) throws {
        if DataDirectory.exists(path) {
            guard DataDirectory.exists("\(path)/\(mark)") else {
                throw LaunchFailure(.cannotCreate, "\(path) is there already and not of a demonstration. Name another.")
            }
            remove(path)
        }
        guard mkdir(path, 0o700) == 0 else {
            throw LaunchFailure(.cannotCreate, "\(path) can't be made: \(String(cString: strerror(errno))).")
        }
        try write([], to: "\(path)/\(mark)")
    }

    /// Removes a directory that carries the mark.
    static func remove(_ path: String) {
        guard DataDirectory.exists("\(path)/\(mark)") else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LaunchFailure(.cannotCreate, "\(path) can't be made.") }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw LaunchFailure(.inputOutput, "\(path) can't be written.")
        }
    }
}
