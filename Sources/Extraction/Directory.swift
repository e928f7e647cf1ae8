internal import Glibc

/// A folder that is open. Names in it are looked up from its descriptor, so that nobody can move it away beneath, and no
/// symbolic link is followed.
final class Directory: Sendable {
    let descriptor: Int32

    private typealias RenameAt2 =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

    /// glibc shows `renameat2(2)` only to those who ask for extensions, which Swift's import doesn't: it is looked up by
    /// its name, as it is missing from other C libraries.
    private static let renameat2 = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: RenameAt2.self) }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a folder by its path, which may lead through links: it is the operator's.
    static func open(path: String) throws -> Directory {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(action: "Opening \(path)", code: errno) }
        return Directory(descriptor)
    }

    /// A folder in this one; `nil` when there is none of that name.
    func folder(_ name: String) throws -> Directory? {
        let found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard found < 0 else { return Directory(found) }
        guard [ENOENT, ENOTDIR, ELOOP].contains(errno) else {
            throw FileFault(action: "Opening a folder of the sink", code: errno)
        }
        return nil
    }

    func makeFolder(_ name: String) throws -> Directory {
        guard mkdirat(descriptor, name, 0o700) == 0 else {
            throw FileFault(action: "Making a folder in the sink", code: errno)
        }
        guard let folder = try folder(name) else {
            throw FileFault(action: "Opening a folder of the sink", code: ENOENT)
        }
        return folder
    }

    /// Makes a file of this name, which must not be there, and has its content on the disk when it returns.
    ///
    /// - Parameter written: called between writing and syncing.
    func makeFile(_ name: String, _ bytes: [UInt8], written: () -> Void = {}) throws {
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileFault(action: "Making a file in the sink", code: errno) }
        defer { close(file) }
        try Descriptor.writeAll(file, bytes)
        written()
        try Descriptor.sync(file)
    }

    /// A file of this folder, open for reading; `nil` when there is none.
    func withFile<Result>(_ name: String, _ body: (Int32) throws -> Result) throws -> Result? {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            guard [ENOENT, ELOOP].contains(errno) else {
                throw FileFault(action: "Opening a file of the sink", code: errno)
            }
            return nil
        }
        defer { close(file) }
        return try body(file)
    }

    func contents(_ name: String, limit: Int) throws -> [UInt8]? {
        try withFile(name) { try Descriptor.readAll($0, limit: limit) }
    }

    func sync() throws { try Descriptor.sync(descriptor) }

    func has(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
    }

    func rename(_ name: String, to other: String) throws {
        guard renameat(descriptor, name, descriptor, other) == 0 else {
            throw FileFault(action: "Renaming in the sink", code: errno)
        }
    }

    /// Swaps what two names stand for, in one step; `false` where the file system can't.
    func exchange(_ name: String, _ other: String) throws -> Bool {
        guard let renameat2 = Self.renameat2 else { return false }
        let exchange: UInt32 = 2
        if renameat2(descriptor, name, descriptor, other, exchange) == 0 { return true }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else {
            throw FileFault(action: "Renaming in the sink", code: errno)
        }
        return false
    }

    /// Removes a file, or a folder with the files in it.
    func remove(_ name: String) throws {
        if let folder = try folder(name) {
            for inner in try folder.names() {
                guard unlinkat(folder.descriptor, inner, 0) == 0 || errno == ENOENT else {
                    throw FileFault(action: "Removing from the sink", code: errno)
                }
            }
            guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 else {
                throw FileFault(action: "Removing from the sink", code: errno)
            }
        } else {
            guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
                throw FileFault(action: "Removing from the sink", code: errno)
            }
        }
    }

    /// All names but `.` and `..`.
    func names() throws -> [String] {
        let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0, let stream = fdopendir(own) else {
            throw FileFault(action: "Reading a folder of the sink", code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
