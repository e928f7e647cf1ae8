import Domain

extension RootKey {
    /// Reads a root key from a file: 32 raw bytes, or text as `read(fromHexOrBase64:)` takes it.
    ///
    /// Refuses (`isFormat`) a file that is not a regular one, belongs to another user, or that group or others may
    /// touch in any way: the mode must be 0600 or stricter. `isMissingRootKey` when there is no file.
    package static func load(file path: String) throws(VaultFailure) -> RootKey {
        guard let file = try OpenFile(existing: path, .read) else { throw .missingRootKey(path) }
        let operation = "read the root key"
        let status = try file.status()
        guard status.isRegular else { throw .format(operation, "\(path) is not a regular file.") }
        guard status.owner == FileTree.currentUser || status.owner == 0 else {
            throw .format(operation, "\(path) belongs to another user.")
        }
        guard status.openToOthers == 0 else {
            let mode = String(status.mode, radix: 8)
            throw .format(operation, "\(path) is open to other users (mode 0\(mode)). Run: chmod 600 \(path)")
        }
        // The longest text is 64 digits and a line break of two characters.
        guard status.size <= 66 else { throw .format(operation, "\(path) is too long to be a root key.") }
        var bytes = try file.read(count: 67, at: 0)
        defer { Memory.wipe(&bytes) }
        return bytes.count == byteCount ? try RootKey(bytes: bytes) : try read(text: bytes[...])
    }

    /// Makes a new root key and writes it as 64 hexadecimal digits and a line break, mode 0600, durable on return.
    ///
    /// Never replaces anything: `isExisting` when there is something at `path`. A crash leaves the whole key or none. A
    /// directory that isn't there is made, one level, mode 0700.
    @discardableResult
    package static func create(file path: String, random: RandomSource) throws(VaultFailure) -> RootKey {
        let parent = FileTree.parent(of: path)
        if try FileTree.status(of: parent) == nil { try FileTree.makePrivateDirectory(parent) }
        let directory = try FileTree.open(directory: parent)
        try directory.lock()
        // The lock lasts as long as the open directory.
        defer { withExtendedLifetime(directory) {} }
        var bytes = try random.take(byteCount)
        defer { Memory.wipe(&bytes) }
        var text = Array((Hexadecimal.text(bytes) + "\n").utf8)
        defer { Memory.wipe(&text) }
        try FileTree.place(text, at: path)
        return try RootKey(bytes: bytes)
    }
}
