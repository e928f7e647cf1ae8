import Glibc

/// An open file and the few calls the Vault makes on it. Every call blocks; `errno` is reported, never data.
///
/// Reads and writes name their offset, so that one descriptor serves many threads (POSIX `pread`, `pwrite`).
final class OpenFile: Sendable {
    enum Purpose {
        case read
        case readWrite
        /// Makes the file with mode 0600, or empties what a crash left behind under that name.
        case makeAnew
    }

    struct Status: Hashable {
        let size: Int64
        let mode: UInt32
        let owner: UInt32
        let device: UInt64
        let inode: UInt64
        let isRegular: Bool
        let isDirectory: Bool

        /// The permission bits of group and others.
        var openToOthers: UInt32 { mode & 0o077 }
    }

    let path: String
    private let descriptor: Int32

    /// `nil` when there is no such file.
    init?(existing path: String, _ purpose: Purpose) throws(VaultFailure) {
        let flags =
            switch purpose {
            case .read: O_RDONLY | O_NONBLOCK
            case .readWrite: O_RDWR
            case .makeAnew: O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW
            }
        let opened = Self.retrying { open(path, flags | O_CLOEXEC, 0o600) }
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw .io("open \(path)", errno)
        }
        self.path = path
        descriptor = opened
        if purpose == .makeAnew, fchmod(opened, 0o600) != 0 { throw .io("set the mode of \(path)", errno) }
    }

    deinit { close(descriptor) }

    func status() throws(VaultFailure) -> Status {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .io("look at \(path)", errno) }
        return Status(status)
    }

    /// Takes the lock that no other open file, in this process or another, can hold at the same time (`flock`).
    func lock() throws(VaultFailure) {
        guard Self.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            if errno == EWOULDBLOCK { throw .locked(path) }
            throw .io("lock \(path)", errno)
        }
    }

    /// Reads until `buffer` is full or the file ends. Returns the bytes read.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(VaultFailure) -> Int {
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let step = Self.retrying { pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + count) }
            guard step >= 0 else { throw .io("read \(path)", errno) }
            if step == 0 { break }
            count += step
        }
        return count
    }

    /// Up to `count` bytes from `offset` on; fewer where the file ends.
    func read(count: Int, at offset: Int64) throws(VaultFailure) -> [UInt8] {
        var failure: VaultFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(VaultFailure) {
                filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all bytes, however many calls that takes.
    func write(_ bytes: [UInt8], at offset: Int64) throws(VaultFailure) {
        try bytes.lend { (all) throws(VaultFailure) in
            var count = 0
            while count < all.count {
                let rest = UnsafeRawBufferPointer(rebasing: all[count...])
                let step = Self.retrying { pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + count) }
                guard step > 0 else { throw .io("write \(path)", step == 0 ? EIO : errno) }
                count += step
            }
        }
    }

    /// Waits until data and size are on the disk. A failure means that nobody knows what is.
    func syncData() throws(VaultFailure) {
        guard Self.retrying({ fdatasync(descriptor) }) == 0 else { throw .io("sync \(path)", errno) }
    }

    /// Tells the kernel not to read ahead: slots are read one by one.
    func expectRandomReads() {
        // Advice only: a file system that ignores it is merely slower.
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
    }

    /// Drops the kernel's clean pages that hold `range`, so that the next read comes from the disk.
    func dropCache(of range: Range<Int64>) throws(VaultFailure) {
        let page = Int64(sysconf(Int32(_SC_PAGESIZE)))
        let start = range.lowerBound / page * page
        let end = (range.upperBound + page - 1) / page * page
        let code = posix_fadvise(descriptor, off_t(start), off_t(end - start), POSIX_FADV_DONTNEED)
        guard code == 0 else { throw .io("drop the cache of \(path)", code) }
    }

    /// Repeats a call that a signal interrupted.
    private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }
}

extension OpenFile.Status {
    init(_ status: stat) {
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode) & 0o7777
        owner = status.st_uid
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isRegular = UInt32(status.st_mode) & UInt32(S_IFMT) == UInt32(S_IFREG)
        isDirectory = UInt32(status.st_mode) & UInt32(S_IFMT) == UInt32(S_IFDIR)
    }
}

extension VaultFailure {
    /// A system call's failure, in the system's words.
    static func io(_ operation: String, _ code: Int32) -> VaultFailure {
        .io(operation, String(cString: strerror(code)))
    }
}
