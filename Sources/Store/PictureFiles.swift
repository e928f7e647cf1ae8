internal import Dispatch
internal import Glibc

/// Sealed pictures as files of random names: `pictures/3f/3f9c…`. It knows nothing of what is in them.
///
/// A file is written once, synced with its folder, and only then named by a row; see `Erasure.Kind.upload` for what a
/// crash leaves behind.
package struct PictureFiles: Sendable {
    package let directory: String
    private let queue: DispatchQueue

    /// - Parameter directory: made with its 256 sub-folders if it isn't there.
    package init(directory: String) throws(FileFailure) {
        self.directory = directory
        queue = DispatchQueue(label: "lethe.pictures", qos: .userInitiated, attributes: .concurrent)
        try Self.makeFolder(directory)
        for index in 0..<256 {
            let digits = String(index, radix: 16)
            try Self.makeFolder("\(directory)/\(digits.count == 1 ? "0" + digits : digits)")
        }
        try Self.sync(folder: directory)
    }

    /// Bytes that may still be written to the disk they lie on; `nil` when it doesn't say.
    package var freeBytes: UInt64? { Self.freeBytes(at: directory) }

    /// The same for any place.
    package static func freeBytes(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    /// Runs file work on a thread that may block, never on a thread that serves requests.
    package func detached<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    /// Writes a new file and returns once it will survive a power cut. Blocks.
    ///
    /// - Parameter produce: called with a sink that takes the pieces in order.
    package func create(_ name: String, _ produce: ((borrowing [UInt8]) throws -> Void) throws -> Void) throws {
        let descriptor = Glibc.open(path(of: name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure("create a picture file") }
        defer { Glibc.close(descriptor) }
        try produce { piece in try Self.write(piece, to: descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFailure("sync a picture file") }
        try Self.sync(folder: folder(of: name))
    }

    /// Begins a new file that is written piece by piece. Blocks.
    package func begin(_ name: String) throws(FileFailure) -> PictureUpload {
        let descriptor = Glibc.open(path(of: name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure("create a picture file") }
        return PictureUpload(descriptor: descriptor, folder: folder(of: name))
    }

    package func open(_ name: String) throws(FileFailure) -> PictureFile {
        let descriptor = Glibc.open(path(of: name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open a picture file") }
        return PictureFile(descriptor: descriptor)
    }

    /// Removes files and syncs their folders; what is already gone is no error. Blocks.
    package func delete(_ names: [String]) throws(FileFailure) {
        for name in names where unlink(path(of: name)) != 0 && errno != ENOENT {
            throw FileFailure("remove a picture file")
        }
        for folder in Set(names.map(folder(of:))) { try Self.sync(folder: folder) }
    }

    /// The names of all files in one of the 256 folders, sorted. Blocks.
    package func names(inFolder index: UInt8) throws(FileFailure) -> [String] {
        let digits = String(index, radix: 16)
        let prefix = digits.count == 1 ? "0" + digits : digits
        guard let folder = opendir("\(directory)/\(prefix)") else { throw FileFailure("list a picture folder") }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private func folder(of name: String) -> String { "\(directory)/\(name.prefix(2))" }
    private func path(of name: String) -> String { "\(folder(of: name))/\(name)" }

    private static func makeFolder(_ path: String) throws(FileFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure("make a picture folder") }
    }

    static func sync(folder: String) throws(FileFailure) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure("open a picture folder") }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFailure("sync a picture folder") }
    }

    static func write(_ piece: borrowing [UInt8], to descriptor: Int32) throws(FileFailure) {
        var written = 0
        while written < piece.count {
            let count = piece.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileFailure("write a picture file") }
            written += count
        }
    }
}
