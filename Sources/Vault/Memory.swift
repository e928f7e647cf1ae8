import Glibc

/// Overwrites what held plain data before its memory goes back to the allocator, in a way that the optimiser must not
/// drop.
///
/// It reaches the bytes of this one value; copies made elsewhere (by a string, by NIO) are not ours to reach.
package enum Memory {
    package static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { storage in
            if let start = storage.baseAddress { explicit_bzero(start, storage.count) }
        }
    }

    /// The same for what Crypto opened: a `Data` of more than 14 bytes that nobody else holds, on memory of its own.
    ///
    /// `Data` offers no mutable access without an import of Foundation, so this goes through the pointer for reading.
    /// Nothing reads the value at the same time (`inout`), and the bytes are plain memory from `malloc`.
    package static func wipe<Opened: Collection<UInt8>>(opened bytes: inout Opened) {
        bytes.withContiguousStorageIfAvailable { storage in
            guard let start = storage.baseAddress else { return }
            explicit_bzero(UnsafeMutableRawPointer(mutating: start), storage.count)
        }
    }
}
