import Glibc

/// What the Vault does to directories and names. Every call blocks.
enum FileTree {
    /// `nil` when there is nothing at `path`. Follows symbolic links.
    static func status(of path: String) throws(VaultFailure) -> OpenFile.Status? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .io("look at \(path)", errno)
        }
        return OpenFile.Status(status)
    }

    /// Makes a directory that only its owner may enter, durably. One that is there already is closed to others.
    static func makePrivateDirectory(_ path: String) throws(VaultFailure) {
        if mkdir(path, 0o700) == 0 {
            try sync(directory: parent(of: path))
        } else if errno != EEXIST {
            throw .io("make \(path)", errno)
        }
        guard chmod(path, 0o700) == 0 else { throw .io("set the mode of \(path)", errno) }
    }

    /// Puts a new file in place, whole or not at all: written under another name, synced, renamed, directory synced.
    ///
    /// Throws `isExisting` when there is something at `path`. The caller holds the lock of the directory, so that no other
    /// does the same at once. What a crash leaves under the other name is overwritten by the next call.
    static func place(_ bytes: [UInt8], at path: String) throws(VaultFailure) {
        let operation = "make \(path)"
        var status = stat()
        guard lstat(path, &status) != 0, errno == ENOENT else { throw .existing(path, operation) }
        let draft = path + ".new"
        guard let file = try OpenFile(existing: draft, .makeAnew) else { throw .io(operation, ENOENT) }
        try file.write(bytes, at: 0)
        try file.syncData()
        guard rename(draft, path) == 0 else { throw .io(operation, errno) }
        try sync(directory: parent(of: path))
    }

    /// The open directory, to be locked or synced.
    static func open(directory path: String) throws(VaultFailure) -> OpenFile {
        guard let directory = try OpenFile(existing: path, .read) else { throw .absent(path, "open \(path)") }
        return directory
    }

    /// Makes the names in a directory durable.
    static func sync(directory path: String) throws(VaultFailure) {
        try open(directory: path).syncData()
    }

    /// The names in a directory, sorted, without `.` and `..`.
    static func names(in path: String) throws(VaultFailure) -> [String] {
        guard let directory = opendir(path) else { throw .io("list \(path)", errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The user this process acts as.
    static var currentUser: UInt32 { geteuid() }

    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
