/// Reads big-endian integers and byte runs in order, never past the end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// `nil` when fewer bytes are left than the integer has.
    mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(_: Integer.Type) -> Integer? {
        guard let run = run(Integer.bitWidth / 8) else { return nil }
        return run.reduce(0) { $0 << 8 | Integer($1) }
    }

    /// The next `count` bytes; `nil` when fewer are left.
    mutating func run(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The next `count` bytes as text; `nil` when fewer are left or they aren't UTF-8.
    mutating func text(_ count: Int) -> String? {
        run(count).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Everything that is left.
    mutating func rest() -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[position...])
    }
}
