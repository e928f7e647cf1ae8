import Domain
import Testing

struct PictureHeaderTests {
    @Test func png() throws {
        let header = try PictureHeader(of: png(640, 480), field: "f")
        #expect(header.mediaType == .png && header.width == 640 && header.height == 480)
        #expect(header.mediaType.rawValue == "image/png" && header.mediaType.fileExtension == "png")
        #expect(
            PictureHeader.MediaType.jpeg.rawValue == "image/jpeg" && PictureHeader.MediaType.jpeg.fileExtension == "jpg"
        )
    }

    @Test func pngThatIsNone() {
        for count in 0..<33 { #expect(status(Array(png(1, 1).prefix(count))) == 415, "\(count) bytes") }
        for position in 0..<16 {
            var bytes = png(640, 480)
            bytes[position] ^= 1
            #expect(status(bytes) == 415, "byte \(position)")
        }
        #expect(status(png(0, 480)) == 422 && status(png(640, 0)) == 422)
        #expect(status(png(0x8000_0000, 1)) == 415, "a PNG's sides are at most 2^31 - 1")
        #expect(status(png(0x7FFF_FFFF, 0x7FFF_FFFF)) == 422)
    }

    @Test(
        arguments: [
            (50_000_000, 1, nil), (50_000_001, 1, 422), (7071, 7071, nil), (7072, 7071, 422), (1, 1, nil),
        ] as [(Int, Int, Int?)])
    func fiftyMegapixels(width: Int, height: Int, expected: Int?) {
        #expect(status(png(width, height)) == expected)
    }

    @Test(arguments: [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF] as [UInt8])
    func jpegOfEveryKind(frame: UInt8) throws {
        let header = try PictureHeader(of: jpeg([app0, sof(frame, 4000, 3000)]), field: "f")
        #expect(header.mediaType == .jpeg && header.width == 4000 && header.height == 3000)
    }

    @Test func jpegBehindManyMarkers() throws {
        let segments: [[UInt8]] = [
            app0, segment(0xE1, Array(repeating: 0xFF, count: 60_000)), segment(0xE2, sof(0xC0, 1, 1)),
            segment(0xFE, []),
            segment(0xDB, [UInt8](repeating: 1, count: 65)), segment(0xC4, sof(0xC0, 9, 9)), segment(0xCC, [1, 2]),
            segment(0xC8, [3]), [0xFF, 0x01], [0xFF, 0xD0], [0xFF, 0xD7], [0xFF, 0xFF, 0xFF] + segment(0xDD, [0, 1]),
            sof(0xC2, 123, 45), segment(0xC0, [8, 9, 9, 9, 9]),
        ]
        let header = try PictureHeader(of: jpeg(segments), field: "f")
        #expect(header.width == 123 && header.height == 45, "the first frame counts, not what looks like one inside")
    }

    @Test func jpegThatIsNone() {
        let whole = jpeg([app0, sof(0xC0, 640, 480)])
        let frameEnd = whole.count - sof(0xC0, 640, 480).count + 9
        for count in 0..<frameEnd { #expect(status(Array(whole.prefix(count))) == 415, "\(count) bytes") }
        #expect(status(Array(whole.prefix(frameEnd))) == nil)
        #expect(status(jpeg([[0xFF, 0xD9], sof(0xC0, 1, 1)])) == 415, "the end comes before the frame")
        #expect(status(jpeg([segment(0xDA, [0]), sof(0xC0, 1, 1)])) == 415, "the scan comes before the frame")
        #expect(status(jpeg([[0xFF, 0xD8], sof(0xC0, 1, 1)])) == 415)
        #expect(status(jpeg([[0xFF, 0x00], sof(0xC0, 1, 1)])) == 415)
        #expect(status(jpeg([[0xFF, 0xE0, 0, 1], sof(0xC0, 1, 1)])) == 415, "a length counts itself")
        #expect(status(jpeg([[0x00], sof(0xC0, 1, 1)])) == 415)
        #expect(status(jpeg([sof(0xC0, 0, 480)])) == 422 && status(jpeg([sof(0xC0, 640, 0)])) == 422)
        #expect(status(jpeg([sof(0xC0, 65535, 65535)])) == 422)
        for other in ["GIF89a", "RIFF....WEBP", "%PDF-1.7", "<svg xmlns=", "II*\u{0}"] {
            #expect(status(Array(other.utf8) + [UInt8](repeating: 0, count: 64)) == 415)
        }
    }

    @Test func tenMebibytes() {
        let limit = 10 * 1024 * 1024
        let start = png(1, 1)
        #expect(status(start + [UInt8](repeating: 0, count: limit - start.count)) == nil)
        #expect(status(start + [UInt8](repeating: 0, count: limit - start.count + 1)) == 413)
        #expect(refusal { _ = try PictureHeader(of: [], field: "selfie.value_base64") }?.field == "selfie.value_base64")
    }

    private func status(_ bytes: [UInt8]) -> Int? {
        refusal { _ = try PictureHeader(of: bytes, field: "f") }?.httpStatus
    }

    private func png(_ width: Int, _ height: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
        for value in [width, height] { bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
        return bytes + [8, 6, 0, 0, 0, 1, 2, 3, 4]
    }

    private var app0: [UInt8] { segment(0xE0, Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]) }

    private func jpeg(_ segments: [[UInt8]]) -> [UInt8] { [0xFF, 0xD8] + segments.flatMap { $0 } }

    private func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }

    private func sof(_ marker: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
        segment(
            marker,
            [8, UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF), 1, 1, 0x11, 0])
    }
}
