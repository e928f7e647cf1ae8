import Crypto

/// What one sync of `keys.bin` makes durable: new slots at the end, and zeros over old ones.
struct SlotBatch {
    let made: [SlotNumber]
    private let image: [UInt8]
    private let zeroed: [Range<Int64>]

    /// Draws and wraps `count` new data keys for the slots from `first` on.
    init(
        first: SlotNumber, count: Int, destroying: [SlotNumber], key: SymmetricKey, epoch: UInt32, random: RandomSource
    ) throws(VaultFailure) {
        made = (0..<Int64(count)).map { SlotNumber(value: first.value + $0) }
        var image: [UInt8] = []
        image.reserveCapacity(count * KeySlot.byteCount)
        for slot in made {
            var dataKey = try random.take(KeySlot.dataKeyBytes)
            defer { Memory.wipe(&dataKey) }
            try KeySlot.wrap(
                dataKey, slot: slot, epoch: epoch, key: key, nonce: random.take(Cipher.nonceBytes), to: &image)
        }
        self.image = image
        zeroed = Self.runs(of: destroying)
    }

    func write(to file: OpenFile) throws(VaultFailure) {
        if let first = made.first { try file.write(image, at: KeySlot.offset(of: first)) }
        for run in zeroed { try file.write([UInt8](repeating: 0, count: run.count), at: run.lowerBound) }
    }

    /// Reads everything back, after the sync. What was destroyed is read from the disk, not from the kernel's cache.
    func verify(in file: OpenFile) throws(VaultFailure) {
        if let first = made.first {
            guard try file.read(count: image.count, at: KeySlot.offset(of: first)) == image else {
                throw .io("make data keys", "what was written reads back as something else")
            }
        }
        for run in zeroed { try file.dropCache(of: run) }
        for run in zeroed {
            let bytes = try file.read(count: run.count, at: run.lowerBound)
            guard bytes.count == run.count, bytes.allSatisfy({ $0 == 0 }) else {
                throw .io("destroy data keys", "what was overwritten reads back as something else")
            }
        }
    }

    /// The byte ranges of slots, each range once, neighbours in one.
    private static func runs(of slots: [SlotNumber]) -> [Range<Int64>] {
        var runs: [Range<Int64>] = []
        for slot in slots.sorted() {
            let (start, end) = (KeySlot.offset(of: slot), KeySlot.offset(of: slot) + Int64(KeySlot.byteCount))
            if let last = runs.last, last.upperBound >= start {
                runs[runs.count - 1] = last.lowerBound..<max(end, last.upperBound)
            } else {
                runs.append(start..<end)
            }
        }
        return runs
    }
}
