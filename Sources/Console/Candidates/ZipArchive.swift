internal import CZlib
package import Domain
internal import Wire

/// A ZIP as it leaves (PKWARE's APPNOTE 6.3.10): entries are stored, not packed, because pictures are packed already and
/// what is packed tells by its length something of what is in it. A check sum stands behind each entry, in a data
/// descriptor, so nothing has to be read twice. Less than 4 GiB and 65,535 entries: the caller sees to that.
package struct ZipArchive: Sendable {
    private struct Entry: Sendable {
        let name: [UInt8]
        let offset: UInt32
        var checkSum: UInt32 = 0
        var byteCount: UInt32 = 0
    }

    /// Version 2.0, which knows data descriptors.
    private static let version: UInt16 = 20
    /// Bit 3: check sum and sizes follow the data. Bit 11: the name is UTF-8.
    private static let flags: UInt16 = 1 << 3 | 1 << 11
    private var entries: [Entry] = []
    private var offset: UInt32 = 0
    private let time: UInt16
    private let date: UInt16

    /// - Parameter now: stands at every entry, in UTC.
    package init(at now: Instant) {
        // A ZIP counts from 1980, in steps of two seconds.
        let text = Array(WireDate.string(milliseconds: now.milliseconds).utf8)
        let number = { (range: Range<Int>) in
            text[range].reduce(UInt16(0)) { $0 &* 10 &+ UInt16($1 &- 0x30) }
        }
        date = (max(1980, number(0..<4)) - 1980) << 9 | number(5..<7) << 5 | number(8..<10)
        time = number(11..<13) << 11 | number(14..<16) << 5 | number(17..<19) / 2
    }

    /// Whether so many bytes more, the directory included, stay within what the format's 32 bits hold (no ZIP64).
    package func hasRoom(for bytes: Int) -> Bool { Int(offset) + bytes < 4_000_000_000 }

    /// Begins an entry. Names are of ASCII without `..` or a leading `/`: the caller makes them of ids and slugs.
    package mutating func begin(_ name: String) -> [UInt8] {
        let entry = Entry(name: Array(name.utf8), offset: offset)
        entries.append(entry)
        var bytes: [UInt8] = []
        bytes.put(UInt32(0x0403_4b50))
        putCommon(of: entry, isInDirectory: false, to: &bytes)
        bytes += entry.name
        offset += UInt32(bytes.count)
        return bytes
    }

    /// Takes note of a piece of the entry, which the caller writes.
    package mutating func add(_ piece: UnsafeRawBufferPointer) {
        guard let last = entries.indices.last, let start = piece.baseAddress, !piece.isEmpty else {
            return
        }
        let bytes = start.assumingMemoryBound(to: UInt8.self)
        entries[last].checkSum = UInt32(
            truncatingIfNeeded: crc32(UInt(entries[last].checkSum), bytes, UInt32(piece.count)))
        entries[last].byteCount += UInt32(piece.count)
        offset += UInt32(piece.count)
    }

    /// Ends the entry.
    package mutating func end() -> [UInt8] {
        guard let entry = entries.last else { return [] }
        var bytes: [UInt8] = []
        bytes.put(UInt32(0x0807_4b50))
        bytes.put(entry.checkSum)
        bytes.put(entry.byteCount)
        bytes.put(entry.byteCount)
        offset += UInt32(bytes.count)
        return bytes
    }

    /// How many entries there are: where `leaveOut` can go back to.
    package var entryCount: Int { entries.count }

    /// Leaves the entries after the first `count` out of the directory. Their bytes are gone out already; who unpacks the
    /// archive goes by the directory and doesn't see them.
    package mutating func leaveOut(after count: Int) {
        entries.removeLast(max(0, entries.count - count))
    }

    /// The directory at the end, without which it is no archive.
    package func directory() -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes.put(UInt32(0x0201_4b50))
            // Made on Unix, so that the mode below is read.
            bytes.put(UInt16(3) << 8 | Self.version)
            putCommon(of: entry, isInDirectory: true, to: &bytes)
            bytes += entry.name
        }
        let size = UInt32(bytes.count)
        bytes.put(UInt32(0x0605_4b50))
        for number in [0, 0, UInt16(entries.count), UInt16(entries.count)] { bytes.put(number) }
        bytes.put(size)
        bytes.put(offset)
        bytes.put(UInt16(0))
        return bytes
    }

    /// What a local header and its copy in the directory have in common.
    private func putCommon(of entry: Entry, isInDirectory: Bool, to bytes: inout [UInt8]) {
        // Method 0: stored.
        for number in [Self.version, Self.flags, 0, time, date] { bytes.put(number) }
        for number in [entry.checkSum, entry.byteCount, entry.byteCount] { bytes.put(number) }
        bytes.put(UInt16(entry.name.count))
        bytes.put(UInt16(0))
        guard isInDirectory else { return }
        // No comment, the first disk, no attributes of its own.
        for _ in 0..<3 { bytes.put(UInt16(0)) }
        // A file that its owner alone may read.
        bytes.put(UInt32(0o100600) << 16)
        bytes.put(entry.offset)
    }
}

extension [UInt8] {
    /// The least significant byte first.
    fileprivate mutating func put(_ number: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
