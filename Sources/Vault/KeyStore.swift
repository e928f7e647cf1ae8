import Crypto

/// The keys of one Lethe: `keystore/` on the disk, held by one process at a time. The only way to sealed data.
///
/// Data keys are read from `keys.bin` for every use and kept nowhere, so that a destroyed key is gone at once. Only the
/// keys derived from the root key live as long as this object.
package final class KeyStore: Sendable, Undisclosed {
    static let fileName = "keys.bin"

    let directory: String
    let file: OpenFile
    let epoch: UInt32
    let random: RandomSource
    /// Wraps data keys.
    let keyEncryptionKey: SymmetricKey
    /// Digests of API keys: HMAC-SHA-256 as it stands before its first byte. Every request asks for one.
    let pepper: HMAC<SHA256>
    /// Blind index of e-mails.
    let indexKey: SymmetricKey
    /// Tokens of custom fields.
    let fieldKey: SymmetricKey
    /// For the people who sign in to the console.
    let identity: IdentityKeys
    private let header: [UInt8]
    private let fileStatus: OpenFile.Status
    private let writer: SlotWriter

    /// Whether `directory` holds a key store.
    package static func exists(in directory: String) -> Bool {
        // What can't be looked at counts as there: a caller then opens it, and says why it can't.
        do throws(VaultFailure) {
            return try FileTree.status(of: path(in: directory)) != nil
        } catch {
            return true
        }
    }

    /// Makes a new key store. `directory` is the key store's own (`keystore/`); it is made, mode 0700, if it isn't there.
    ///
    /// Durable on return. A crash on the way leaves no key store, and calling again finishes the work. Throws
    /// `isExisting` when there is one, `isLocked` when another process is making one.
    package static func create(
        in directory: String, rootKey: RootKey, random: RandomSource
    ) throws(VaultFailure) {
        try FileTree.makePrivateDirectory(directory)
        let lock = try FileTree.open(directory: directory)
        try lock.lock()
        // The lock lasts as long as the open directory.
        defer { withExtendedLifetime(lock) {} }
        guard !exists(in: directory) else { throw .existing(path(in: directory), "make the key store") }
        let secret = try EpochSecret.loadOrMake(in: directory, random: random)
        let header = KeyFileHeader(epoch: secret.epoch, checkValue: secret.checkValue(root: rootKey))
        try FileTree.place(header.bytes, at: path(in: directory))
    }

    /// Opens the key store in `directory` and holds it, until this object goes, against every other process.
    ///
    /// Changes nothing on the disk. Takes the same time however many slots there are. Throws `isAbsent`, `isLocked`,
    /// `isFormat` (damaged, or of a newer version) or `isWrongRootKey`.
    package static func open(
        in directory: String, rootKey: RootKey, random: RandomSource
    ) throws(VaultFailure) -> KeyStore {
        let path = path(in: directory)
        guard let file = try OpenFile(existing: path, .readWrite) else { throw .absent(path, "open the key store") }
        try file.lock()
        let bytes = try file.read(count: KeyFileHeader.byteCount, at: 0)
        let header = try KeyFileHeader(bytes, path: path)
        let secret = try EpochSecret.load(in: directory)
        guard secret.epoch == header.epoch else {
            throw .format("open the key store", "\(EpochSecret.fileName) and \(fileName) are of different epochs.")
        }
        guard ConstantTime.equal(header.checkValue, secret.checkValue(root: rootKey)) else {
            throw .wrongRootKey(directory)
        }
        return try KeyStore(
            in: directory, file: file, header: bytes, secret: secret, rootKey: rootKey, random: random)
    }

    private init(
        in directory: String, file: OpenFile, header: [UInt8], secret: EpochSecret, rootKey: RootKey,
        random: RandomSource
    ) throws(VaultFailure) {
        self.directory = directory
        self.file = file
        self.header = header
        self.random = random
        epoch = secret.epoch
        keyEncryptionKey = secret.keyEncryptionKey(root: rootKey)
        pepper = HMAC(key: Derivation.key(fromRoot: rootKey.key, "lethe api key v1"))
        indexKey = Derivation.key(fromRoot: rootKey.key, "lethe e-mail index v1")
        fieldKey = Derivation.key(fromRoot: rootKey.key, "lethe custom field v1")
        identity = IdentityKeys(root: rootKey)
        fileStatus = try file.status()
        file.expectRandomReads()
        // A crash may have left part of a slot at the end. No row refers to it, and its number is passed over.
        let slots = (fileStatus.size + Int64(KeySlot.byteCount) - 1) / Int64(KeySlot.byteCount)
        writer = SlotWriter(
            file: file, key: keyEncryptionKey, epoch: epoch, random: random, end: SlotNumber(value: max(1, slots)))
    }

    private static func path(in directory: String) -> String { "\(directory)/\(fileName)" }
}

extension KeyStore {
    /// Makes `count` (at most 65,536) new random data keys and answers their slots, ascending, all in a row.
    ///
    /// On return they are on the disk, so a row may refer to them. Callers at the same time share one sync. After a
    /// failure nothing is known of them; their numbers are never given out again.
    package func makeKeys(_ count: Int) async throws(VaultFailure) -> [SlotNumber] {
        try await writer.make(count)
    }

    /// Destroys data keys: overwritten in place, synced, and read back from the disk before it returns.
    ///
    /// May be repeated. Callers at the same time share one sync. After a failure (`isIO`) the keys must be taken as still
    /// there, and the call be made again. `isFormat` for a number that was never given out.
    package func destroy(_ slots: [SlotNumber]) async throws(VaultFailure) {
        try await writer.destroy(slots)
    }

    /// The first number that was not given out yet.
    package var endSlot: SlotNumber { writer.end }

    /// How often the disk was waited for since the start, for measurements.
    package var syncCount: Int { writer.syncCount }

    /// The slots that hold a key, or the remains of one, ascending, from `first` on, at most `limit`; empty when there are no more.
    ///
    /// It also shows keys that were made a moment ago and that no row refers to yet: a sweep takes `endSlot` before it
    /// begins to accept candidates and looks no further. Blocks.
    package func slotsInUse(from first: SlotNumber, limit: Int) throws(VaultFailure) -> [SlotNumber] {
        let end = endSlot.value
        var slots: [SlotNumber] = []
        var next = max(1, first.value)
        while next < end, slots.count < limit {
            let count = Int(min(1024, end - next))
            let bytes = try file.read(count: count * KeySlot.byteCount, at: next * Int64(KeySlot.byteCount))
            for position in stride(from: 0, to: bytes.count, by: KeySlot.byteCount) where slots.count < limit {
                guard KeySlot.isLiving(bytes[position...].prefix(KeySlot.byteCount)) else { continue }
                slots.append(SlotNumber(value: next + Int64(position / KeySlot.byteCount)))
            }
            next += Int64(count)
        }
        return slots
    }

    /// Whether the key store can still be used: the file is the one that was opened, in its place, and readable.
    /// Takes microseconds.
    package func check() throws(VaultFailure) {
        let operation = "check the key store"
        let path = Self.path(in: directory)
        guard let now = try FileTree.status(of: path) else { throw .absent(path, operation) }
        guard now.device == fileStatus.device, now.inode == fileStatus.inode else {
            throw .format(operation, "\(path) was replaced while Lethe runs.")
        }
        guard try file.status().size >= fileStatus.size, try file.read(count: header.count, at: 0) == header else {
            throw .format(operation, "\(path) was changed by another program.")
        }
    }

    /// What is too open in a key store's directory, as sentences for an operator; empty when all is well.
    package static func fileModeProblems(in directory: String) throws(VaultFailure) -> [String] {
        let names = try FileTree.names(in: directory)
        var problems: [String] = []
        for path in [directory] + names.map({ "\(directory)/\($0)" }) {
            guard let status = try FileTree.status(of: path), status.openToOthers != 0 else { continue }
            let mode = String(status.mode, radix: 8)
            let wanted = status.isDirectory ? "700" : "600"
            problems.append("\(path) is open to other users (mode 0\(mode)). Run: chmod \(wanted) \(path)")
        }
        return problems
    }

    /// The data key of a slot, read from the disk's cache and unwrapped.
    /// Whether a slot's key opens, as nothing but an untouched slot's does. For examinations; a destroyed slot's does not.
    package func isSound(_ slot: SlotNumber) throws(VaultFailure) -> Bool {
        do throws(VaultFailure) {
            _ = try dataKey(slot)
            return true
        } catch {
            guard error.isTampered || error.isDestroyed || error.isFormat else { throw error }
            return false
        }
    }

    func dataKey(_ slot: SlotNumber) throws(VaultFailure) -> SymmetricKey {
        let first = try slotBytes(slot)
        do throws(VaultFailure) {
            return try KeySlot.unwrap(first, slot: slot, epoch: epoch, key: keyEncryptionKey)
        } catch let failure {
            // A slot that is being overwritten at this moment may read half old, half zero.
            guard failure.isTampered else { throw failure }
            return try KeySlot.unwrap(slotBytes(slot), slot: slot, epoch: epoch, key: keyEncryptionKey)
        }
    }

    private func slotBytes(_ slot: SlotNumber) throws(VaultFailure) -> [UInt8] {
        let isKnown = slot.value >= 1 && slot < endSlot
        let bytes = isKnown ? try file.read(count: KeySlot.byteCount, at: KeySlot.offset(of: slot)) : []
        guard bytes.count == KeySlot.byteCount else {
            throw .format("read a data key", "There is no whole slot \(slot.value) in \(file.path).")
        }
        return bytes
    }
}
