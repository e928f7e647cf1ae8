internal import CZlib

/// The gzip form (RFC 1952) of what is sent often and never changes.
enum Gzip {
    /// Window of 32 KiB, plus 16: with gzip's frame instead of zlib's own.
    private static let windowBits: Int32 = 15 + 16

    /// `nil` when zlib refuses or the packed form is no smaller.
    static func pack(_ plain: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard
            deflateInit2_(
                &stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var input = plain
        var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(plain.count))))
        let isDone = input.withUnsafeMutableBufferPointer { input in
            packed.withUnsafeMutableBufferPointer { packed in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = packed.baseAddress
                stream.avail_out = UInt32(packed.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        let count = Int(stream.total_out)
        guard isDone, count < plain.count else { return nil }
        return Array(packed[..<count])
    }
}
