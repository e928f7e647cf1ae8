/// The first 64 bytes of `keys.bin`: whose file it is, and a value that tells a wrong root key before anything is read
/// or written. Format: `docs/erasure.md`.
struct KeyFileHeader: Hashable {
    static let byteCount = 64
    private static let magic = Array("LETHEKEY".utf8)
    private static let version: UInt32 = 1

    let epoch: UInt32
    /// 32 bytes, see `EpochSecret.checkValue`.
    let checkValue: [UInt8]

    init(epoch: UInt32, checkValue: [UInt8]) {
        self.epoch = epoch
        self.checkValue = checkValue
    }

    /// `isFormat` for anything but a whole header of this version.
    init(_ bytes: [UInt8], path: String) throws(VaultFailure) {
        let operation = "read the key store's header"
        let header = bytes.withUnsafeBytes { bytes -> (version: UInt32, epoch: UInt32, check: [UInt8])? in
            var reader = ByteReader(bytes)
            guard bytes.count == Self.byteCount, let magic = reader.run(8), magic.elementsEqual(Self.magic),
                let version = reader.integer(UInt32.self), let epoch = reader.integer(UInt32.self),
                let check = reader.run(32)
            else { return nil }
            return (version, epoch, Array(check))
        }
        guard let header else { throw .format(operation, "\(path) is not a key file, or was cut short.") }
        guard header.version == Self.version else {
            throw .format(operation, "\(path) was written by a newer version.")
        }
        self.init(epoch: header.epoch, checkValue: header.check)
    }

    var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.append(bigEndian: Self.version)
        bytes.append(bigEndian: epoch)
        bytes += checkValue
        bytes += [UInt8](repeating: 0, count: Self.byteCount - bytes.count)
        return bytes
    }
}
