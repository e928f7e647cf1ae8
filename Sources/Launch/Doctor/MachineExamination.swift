internal import Domain
internal import FoundationEssentials
internal import Glibc
internal import Store
internal import Vault

/// What can be seen from outside, without opening the data: files, disk, root key, clock.
struct MachineExamination {
    let directory: DataDirectory
    let rootKey: RootKeySource

    var findings: [Finding] {
        [contents] + permissions + [fileSystem("data", directory.path), fileSystem("keys", directory.keystorePath)]
            + [space, rootKeyPlace, clock]
    }

    private var contents: Finding {
        switch directory.contents {
        case .everything: Finding("data directory", .ok, directory.path)
        case .nothing: Finding("data directory", .problem, "\(directory.path) holds no data.")
        case .onlyKeys: Finding("data directory", .problem, "\(directory.databasePath) is missing.")
        case .onlyDatabase:
            Finding(
                "data directory", .problem, "The keys in \(directory.keystorePath) are missing: nothing can be read.")
        }
    }

    private var permissions: [Finding] {
        let own =
            [directory.path, directory.picturesPath, directory.databasePath, directory.socketPath]
            + ["-wal", "-shm"].map { directory.databasePath + $0 }
        var sentences = own.compactMap { Self.complaint(about: $0) }
        do {
            sentences += try KeyStore.fileModeProblems(in: directory.keystorePath)
        } catch {
            sentences.append(error.message)
        }
        guard !sentences.isEmpty else { return [Finding("permissions", .ok, "for the owner only")] }
        return sentences.map { Finding("permissions", .problem, $0) }
    }

    private static func complaint(about path: String) -> String? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = found[.posixPermissions] as? Int, mode & 0o077 != 0
        else { return nil }
        let wanted = found[.type] as? FileAttributeType == .typeDirectory ? "700" : "600"
        return "\(path) is open to other users (mode 0\(String(mode & 0o7777, radix: 8))). Run: chmod \(wanted) \(path)"
    }

    private func fileSystem(_ name: String, _ path: String) -> Finding {
        guard let fileSystem = FileSystem(path) else {
            return Finding("file system (\(name))", .warning, "The kind of the disk can't be found out.")
        }
        guard let concern = fileSystem.concern else { return Finding("file system (\(name))", .ok, fileSystem.kind) }
        return Finding("file system (\(name))", .warning, "\(fileSystem.kind): \(concern)")
    }

    private var space: Finding {
        guard let free = PictureFiles.freeBytes(at: directory.path) else {
            return Finding("disk space", .warning, "The free space can't be found out.")
        }
        let text = "\(free >> 20) MiB free"
        if free < 64 << 20 { return Finding("disk space", .problem, "\(text): not enough even to archive.") }
        return Finding("disk space", free < 1 << 30 ? .warning : .ok, text)
    }

    private var rootKeyPlace: Finding {
        switch rootKey {
        case .environment, .command: return Finding("root key", .ok, "from \(rootKey.name)")
        case .file(let path):
            guard DataDirectory(path: path).path.hasPrefix(directory.path + "/") else {
                return Finding("root key", .ok, path)
            }
            return Finding("root key", .warning, "\(path) lies in the data directory. \(Self.advice)")
        case .keystore(let path):
            guard DataDirectory.exists(path) else {
                return Finding("root key", .problem, "There is no root key at \(path), and none was named.")
            }
            return Finding("root key", .warning, "\(path) lies beside what it protects. \(Self.advice)")
        }
    }

    private static let advice =
        "Whoever copies the data copies the key along. Move it to another disk and name it with --root-key-file."

    /// Archives are due by the clock, so it has to be right; that it never jumps forward is not asked for.
    private var clock: Finding {
        let now = SystemClocks.now()
        let (earliest, latest): (Int64, Int64) = (1_735_689_600_000, 4_102_444_800_000)
        guard now.milliseconds > earliest, now.milliseconds < latest else {
            return Finding("clock", .problem, "The clock does not show a time between 2025 and 2100.")
        }
        for path in [directory.databasePath, directory.databasePath + "-wal"] {
            guard let found = try? FileManager.default.attributesOfItem(atPath: path),
                let changed = found[.modificationDate] as? Date
            else { continue }
            if Int64(changed.timeIntervalSince1970 * 1000) > now.milliseconds + 60_000 {
                return Finding("clock", .problem, "The clock stands before the last change of the data.")
            }
        }
        guard Self.isSynchronised else {
            return Finding("clock", .warning, "The kernel does not know that the clock is synchronised (NTP).")
        }
        return Finding("clock", .ok, "synchronised")
    }

    /// `adjtimex(2)` answers `TIME_ERROR` while nobody keeps the clock. Its structure of 208 bytes, all zero, only asks.
    private static var isSynchronised: Bool {
        typealias Adjust = @convention(c) (UnsafeMutableRawPointer) -> Int32
        guard let symbol = dlsym(nil, "adjtimex") else { return false }
        let timeError: Int32 = 5
        return withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8) { buffer in
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            guard let start = buffer.baseAddress else { return false }
            let state = unsafeBitCast(symbol, to: Adjust.self)(start)
            return state >= 0 && state != timeError
        }
    }
}
