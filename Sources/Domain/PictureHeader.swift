/// What a picture says of itself in its first bytes. The picture itself is never decoded.
package struct PictureHeader: Hashable, Sendable {
    package enum MediaType: String, Sendable, CaseIterable {
        case jpeg = "image/jpeg"
        case png = "image/png"

        package var fileExtension: String { self == .jpeg ? "jpg" : "png" }
    }

    package let mediaType: MediaType
    package let width: Int
    package let height: Int

    /// Reads a PNG header (PNG 3rd edition, section 11.2.2) or a JPEG frame header (ITU-T T.81, annex B.2.2).
    package init(of bytes: [UInt8], field: String) throws(Failure) {
        guard bytes.count <= AttributeLimits.pictureBytes else {
            throw .tooLarge(field: field, "A picture has at most 10 MiB.")
        }
        if let (width, height) = Self.pngSize(bytes) {
            (mediaType, self.width, self.height) = (.png, width, height)
        } else if let (width, height) = Self.jpegSize(bytes) {
            (mediaType, self.width, self.height) = (.jpeg, width, height)
        } else {
            throw .unsupportedMedia(field: field, "A picture is a JPEG or PNG file.")
        }
        guard width > 0, height > 0 else {
            throw .invalid(field: field, "The picture's header states no size.")
        }
        guard width.multipliedReportingOverflow(by: height).partialValue <= AttributeLimits.picturePixels else {
            throw .invalid(field: field, "A picture has at most 50 megapixels.")
        }
    }

    private static func pngSize(_ bytes: [UInt8]) -> (Int, Int)? {
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
        guard bytes.count >= 33, bytes.starts(with: signature) else { return nil }
        func integer(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (width, height) = (integer(at: 16), integer(at: 20))
        return width <= Int(Int32.max) && height <= Int(Int32.max) ? (width, height) : nil
    }

    /// Walks the marker segments up to the first start-of-frame.
    private static func jpegSize(_ bytes: [UInt8]) -> (Int, Int)? {
        guard bytes.count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return nil }
        var position = 2
        while position + 4 <= bytes.count {
            guard bytes[position] == 0xFF else { return nil }
            let marker = bytes[position + 1]
            switch marker {
            case 0xFF:
                position += 1
            case 0x01, 0xD0...0xD7:
                position += 2
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                guard position + 9 <= bytes.count else { return nil }
                let height = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
                let width = Int(bytes[position + 7]) << 8 | Int(bytes[position + 8])
                return (width, height)
            case 0xD8, 0xD9, 0xDA, 0x00:
                return nil
            default:
                let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
                guard length >= 2 else { return nil }
                position += 2 + length
            }
        }
        return nil
    }
}
