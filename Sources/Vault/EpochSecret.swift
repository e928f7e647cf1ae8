import Crypto

/// The half of the key-encryption key that lives beside `keys.bin` and can be replaced: without it, old copies of
/// slots are noise even to a holder of the root key. Format of `epoch.secret`: `docs/erasure.md`.
struct EpochSecret: Undisclosed {
    static let fileName = "epoch.secret"
    static let byteCount = 64
    static let secretBytes = 32
    private static let magic = Array("LETHEEPO".utf8)
    private static let version: UInt32 = 1

    let epoch: UInt32
    private let secret: SymmetricKey

    private init(epoch: UInt32, secret: [UInt8]) {
        self.epoch = epoch
        self.secret = SymmetricKey(data: secret)
    }

    /// KEK = HKDF-SHA256(root key, salt: epoch secret, "lethe kek v1").
    func keyEncryptionKey(root: RootKey) -> SymmetricKey {
        derive("lethe kek v1", root)
    }

    /// What the header of `keys.bin` holds to tell a wrong root key: derived beside the KEK, says nothing about it.
    func checkValue(root: RootKey) -> [UInt8] {
        derive("lethe kek check v1", root).withUnsafeBytes(Array.init)
    }

    private func derive(_ name: String, _ root: RootKey) -> SymmetricKey {
        secret.withUnsafeBytes { Derivation.key(fromRoot: root.key, name, salt: Array($0)) }
    }

    /// Reads the secret in `directory`; makes and stores the first one when there is none. The directory is locked.
    static func loadOrMake(in directory: String, random: RandomSource) throws(VaultFailure) -> EpochSecret {
        let path = "\(directory)/\(fileName)"
        if try FileTree.status(of: path) != nil { return try load(in: directory) }
        var secret = try random.take(secretBytes)
        defer { Memory.wipe(&secret) }
        var file = magic
        file.append(bigEndian: version)
        file.append(bigEndian: UInt32(1))
        file += secret
        file += SHA256.hash(data: file).prefix(16)
        defer { Memory.wipe(&file) }
        try FileTree.place(file, at: path)
        return EpochSecret(epoch: 1, secret: secret)
    }

    /// Reads the secret in `directory`: `isAbsent` when there is none, `isFormat` when it is damaged.
    static func load(in directory: String) throws(VaultFailure) -> EpochSecret {
        let path = "\(directory)/\(fileName)"
        let operation = "read the epoch secret"
        guard let file = try OpenFile(existing: path, .read) else { throw .absent(path, operation) }
        var bytes = try file.read(count: byteCount + 1, at: 0)
        defer { Memory.wipe(&bytes) }
        guard bytes.count == byteCount, bytes.starts(with: magic),
            ConstantTime.equal(Array(bytes[48...]), Array(SHA256.hash(data: bytes[..<48]).prefix(16)))
        else { throw .format(operation, "\(path) is damaged.") }
        let (fileVersion, epoch) = (integer(bytes[8..<12]), integer(bytes[12..<16]))
        guard fileVersion == version, epoch >= 1 else {
            throw .format(operation, "\(path) was written by a newer version.")
        }
        var secret = Array(bytes[16..<48])
        defer { Memory.wipe(&secret) }
        return EpochSecret(epoch: epoch, secret: secret)
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
