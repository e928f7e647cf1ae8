internal import Glibc

/// The folder of a sink, locked for one run, and cleared of what a crash has left.
///
/// Names that begin with a dot are this program's own: `.lock`, `.incoming-…` for what is on its way, and
/// `.replaced-<recordId>` for what was there before, on file systems that can't swap two names.
package final class SinkFolder: Sendable {
    static let incoming = ".incoming-"
    static let replaced = ".replaced-"
    let directory: Directory
    private let lock: Int32

    /// Makes the folder where there is none; only its owner may enter it.
    package init(_ path: String) throws {
        if mkdir(path, 0o700) == 0 {
            try Directory.open(path: path + "/..").sync()
        } else if errno != EEXIST {
            throw FileFault(action: "Making \(path)", code: errno)
        }
        directory = try Directory.open(path: path)
        lock = openat(directory.descriptor, ".lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw FileFault(action: "Making a file in \(path)", code: errno) }
        guard try Descriptor.lock(lock) else {
            throw ExtractionFailure(.cannotCreate, "Another run writes into \(path). Two runs can't share a sink.")
        }
        try clear()
    }

    deinit { if lock >= 0 { close(lock) } }

    /// What is visible now is durable afterwards: a name that a crash left unsynced may be acknowledged.
    private func clear() throws {
        for name in try directory.names() {
            if name.hasPrefix(Self.incoming) { try directory.remove(name) }
            guard name.hasPrefix(Self.replaced) else { continue }
            let final = String(name.dropFirst(Self.replaced.count))
            if directory.has(final) { try directory.remove(name) } else { try directory.rename(name, to: final) }
        }
        try directory.sync()
    }

    /// Gives what lies under `temporary` its final name, durably, and removes what had that name before.
    func publish(_ temporary: String, as name: String, reached: (ExtractionStep) -> Void) throws {
        var old: String?
        if !directory.has(name) {
            try directory.rename(temporary, to: name)
        } else if try directory.exchange(temporary, name) {
            old = temporary
        } else {
            let aside = Self.replaced + name
            try directory.rename(name, to: aside)
            try directory.rename(temporary, to: name)
            old = aside
        }
        reached(.renamed)
        try directory.sync()
        reached(.synced)
        if let old { try directory.remove(old) }
    }
}
