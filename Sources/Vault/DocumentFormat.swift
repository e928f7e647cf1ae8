import Domain

/// An `AttributeDocument` as bytes: a count, then for each entry name and value behind their lengths, then zeros up to
/// the next whole KiB, so that the sealed size tells little of what is inside. Format: `docs/erasure.md`.
enum DocumentFormat {
    /// What the padded size is a multiple of.
    static let step = 1024

    static func encode(_ document: AttributeDocument, _ operation: String) throws(VaultFailure) -> [UInt8] {
        guard let count = UInt16(exactly: document.entries.count) else {
            throw .format(operation, "A document has at most 65,535 entries.")
        }
        var bytes = [UInt8](repeating: 0, count: 4)
        bytes.reserveCapacity(size(of: document))
        bytes.append(bigEndian: count)
        for entry in document.entries {
            try bytes.append(prefixed: entry.name, operation)
            try entry.value.withExposed { (value) throws(VaultFailure) in
                guard let length = UInt32(exactly: value.utf8.count) else {
                    throw .format(operation, "A value is longer than the format can say.")
                }
                bytes.append(bigEndian: length)
                bytes.append(contentsOf: value.utf8)
            }
        }
        return try pad(bytes, to: step, operation)
    }

    static func decode(
        _ bytes: UnsafeRawBufferPointer, _ operation: String
    ) throws(VaultFailure) -> AttributeDocument {
        let content = try unpad(bytes, step: step, operation)
        var reader = ByteReader(content)
        guard let count = reader.integer(UInt16.self) else { throw damaged(operation) }
        var document = AttributeDocument()
        document.entries.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let nameLength = reader.integer(UInt16.self), let name = reader.text(Int(nameLength)),
                let valueLength = reader.integer(UInt32.self), let value = reader.text(Int(valueLength))
            else { throw damaged(operation) }
            document.entries.append((name, Sensitive(value)))
        }
        guard reader.rest().isEmpty else { throw damaged(operation) }
        return document
    }

    /// Fills in the length of what follows (UInt32, for which the first four bytes are kept free) and appends zeros up
    /// to the next multiple of `step`.
    static func pad(_ bytes: consuming [UInt8], to step: Int, _ operation: String) throws(VaultFailure) -> [UInt8] {
        guard let length = UInt32(exactly: bytes.count - 4) else {
            throw .format(operation, "A document is longer than the format can say.")
        }
        for position in 0..<4 { bytes[position] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(position))) }
        bytes.append(contentsOf: repeatElement(0, count: (step - bytes.count % step) % step))
        return bytes
    }

    /// The content without length and padding. Only what `pad` would make is taken.
    static func unpad(
        _ bytes: UnsafeRawBufferPointer, step: Int, _ operation: String
    ) throws(VaultFailure) -> UnsafeRawBufferPointer {
        var reader = ByteReader(bytes)
        guard bytes.count % step == 0, let length = reader.integer(UInt32.self), let content = reader.run(Int(length))
        else { throw damaged(operation) }
        let padding = reader.rest()
        guard padding.count < step, padding.allSatisfy({ $0 == 0 }) else { throw damaged(operation) }
        return content
    }

    /// What was authenticated and still makes no sense was written by another program.
    private static func damaged(_ operation: String) -> VaultFailure {
        .format(operation, "The document is not of a form this version knows.")
    }

    /// The padded size, so that plain bytes are not left behind in outgrown buffers.
    private static func size(of document: AttributeDocument) -> Int {
        document.entries.reduce(6 + step) { size, entry in
            size + 6 + entry.name.utf8.count + entry.value.withExposed { $0.utf8.count }
        }
    }
}
