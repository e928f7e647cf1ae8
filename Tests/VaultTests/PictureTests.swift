import Domain
import Testing
import Vault

struct PictureTests {
    private static let segment = PictureSealer.segmentBytes
    private let scratch: Scratch
    private let store: KeyStore
    private let picture = PictureBinding(record: Scratch.record, slug: Slug(stored: "selfie"), file: "a1b2")

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) } }

    private func seal(_ plain: [UInt8], slot: SlotNumber, for picture: PictureBinding) throws -> [UInt8] {
        var sealer = try store.pictureSealer(slot: slot, picture: picture)
        var sealed: [UInt8] = []
        for start in stride(from: 0, to: plain.count, by: Self.segment) {
            let end = min(start + Self.segment, plain.count)
            sealed += try sealer.seal(plain[start..<end], isLast: end == plain.count)
        }
        return sealed
    }

    private func open(
        _ sealed: [UInt8], count: Int, slot: SlotNumber, as picture: PictureBinding
    ) throws -> [UInt8] {
        let opener = try store.pictureOpener(slot: slot, picture: picture, byteCount: count)
        guard PictureOpener.sealedByteCount(of: count) == sealed.count else { throw WrongSize() }
        return try (0..<opener.segmentCount).flatMap { segment in
            try opener.open(sealed[opener.sealedRange(of: segment)], segment: segment)
        }
    }

    private struct WrongSize: Error {}

    @Test(arguments: [1, segment - 1, segment, segment + 1, 2 * segment, 200 * 1024])
    func comesBackAsItWas(count: Int) async throws {
        let slot = try await store.makeKeys(1)[0]
        let plain = bytes(count)
        let sealed = try seal(plain, slot: slot, for: picture)
        #expect(sealed.count == PictureOpener.sealedByteCount(of: count))
        #expect(try open(sealed, count: count, slot: slot, as: picture) == plain)

        let opener = try store.pictureOpener(slot: slot, picture: picture, byteCount: count)
        #expect(opener.segmentCount == (count + Self.segment - 1) / Self.segment && opener.byteCount == count)
        var (whole, buffer) = ([UInt8](), [UInt8](repeating: 0, count: Self.segment))
        for segment in (0..<opener.segmentCount).reversed() {
            let written = try sealed.withUnsafeBytes { sealed in
                let part = UnsafeRawBufferPointer(rebasing: sealed[opener.sealedRange(of: segment)])
                return try buffer.withUnsafeMutableBytes { try opener.open(part, segment: segment, into: $0) }
            }
            #expect(written == opener.plainRange(of: segment).count)
            whole = buffer[..<written] + whole
        }
        #expect(whole == plain)
    }

    @Test func everyChangeIsNoticed() async throws {
        let slots = try await store.makeKeys(2)
        let count = 2 * Self.segment + 100
        let sealed = try seal(bytes(count), slot: slots[0], for: picture)
        func fails(_ bytes: [UInt8], _ slot: SlotNumber? = nil, _ other: PictureBinding? = nil) -> Bool {
            failure { _ = try open(bytes, count: count, slot: slot ?? slots[0], as: other ?? picture) }?.isTampered
                == true
        }
        #expect(!fails(sealed))
        for position in stride(from: 0, to: sealed.count, by: 997) + [sealed.count - 1] {
            var bad = sealed
            bad[position] ^= 4
            #expect(fails(bad), "byte \(position)")
        }
        #expect(fails(sealed, slots[1]))
        let (record, slug) = (picture.record, picture.slug)
        for other in [
            PictureBinding(record: Scratch.otherRecord, slug: slug, file: "a1b2"),
            PictureBinding(record: record, slug: Slug(stored: "passport"), file: "a1b2"),
            PictureBinding(record: record, slug: slug, file: "a1b3"),
            PictureBinding(record: record, slug: Slug(stored: "selfiea"), file: "1b2"),
        ] {
            #expect(fails(sealed, nil, other))
        }
        let step = Self.segment + 16
        #expect(fails(Array(sealed[step..<2 * step] + sealed[..<step] + sealed[(2 * step)...])), "reordered")
        #expect(fails(Array(sealed[..<step] + sealed[..<step] + sealed[(2 * step)...])), "repeated")
    }

    @Test func cuttingOffIsNoticed() async throws {
        let slot = try await store.makeKeys(1)[0]
        let count = 3 * Self.segment
        let sealed = try seal(bytes(count), slot: slot, for: picture)
        let step = Self.segment + 16
        func isTampered(_ bytes: ArraySlice<UInt8>, _ count: Int) -> Bool {
            failure { _ = try open(Array(bytes), count: count, slot: slot, as: picture) }?.isTampered == true
        }
        #expect(!isTampered(sealed[...], count))
        #expect(isTampered(sealed[..<(2 * step)], 2 * Self.segment), "a whole number of segments")
        #expect(isTampered(sealed[step...], 2 * Self.segment), "the first one missing")
        #expect(isTampered(sealed[..<(2 * step + 17)], 2 * Self.segment + 1), "within a segment")
        let more = sealed + sealed[(2 * step)...]
        #expect(isTampered(more[...], 4 * Self.segment), "appended")
        // A last segment may be no inner one, and the other way round.
        let opener = try store.pictureOpener(slot: slot, picture: picture, byteCount: count)
        #expect(failure { _ = try opener.open(sealed[..<100], segment: 0) }?.isTampered == true)
        for segment in [-1, 3] {
            #expect(failure { _ = try opener.open(sealed[..<step], segment: segment) }?.isFormat == true)
        }
    }

    @Test func segmentsComeInTurn() async throws {
        let slot = try await store.makeKeys(1)[0]
        var sealer = try store.pictureSealer(slot: slot, picture: picture)
        let wrong = [(0, true), (0, false), (1, false), (Self.segment + 1, true), (Self.segment - 1, false)]
        for (count, isLast) in wrong {
            #expect(failure { _ = try sealer.seal(bytes(count), isLast: isLast) }?.isFormat == true)
        }
        _ = try sealer.seal(bytes(Self.segment), isLast: false)
        _ = try sealer.seal(bytes(5), isLast: true)
        #expect(failure { _ = try sealer.seal(bytes(5), isLast: true) }?.isFormat == true)
        for count in [0, -1] {
            let failed = failure { _ = try store.pictureOpener(slot: slot, picture: picture, byteCount: count) }
            #expect(failed?.isFormat == true)
        }
    }

    @Test func equalSegmentsLookDifferent() async throws {
        let slot = try await store.makeKeys(1)[0]
        let zeros = [UInt8](repeating: 0, count: 2 * Self.segment)
        let sealed = try seal(zeros, slot: slot, for: picture)
        let again = PictureBinding(record: picture.record, slug: picture.slug, file: "c3d4")
        let second = try seal(zeros, slot: slot, for: again)
        #expect(sealed.prefix(Self.segment) != sealed[(Self.segment + 16)...].prefix(Self.segment))
        #expect(sealed.prefix(Self.segment) != second.prefix(Self.segment))
    }
}
