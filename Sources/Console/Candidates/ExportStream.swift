internal import Domain
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// Writes exports piece by piece: nothing is on a disk, and memory stays at some segments, whatever the size.
enum ExportStream {
    /// 48 KiB of picture each.
    private static let segmentsAPiece = 4

    /// The list as CSV.
    static func sheet(
        _ export: ListExport, to writer: inout any ResponseBodyWriter, names: [MemberID: String]
    ) async throws {
        var export = export
        try await writer.write(ByteBuffer(string: ListSheet.head))
        while let rows = try export.next() {
            try await writer.write(ByteBuffer(string: ListSheet.lines(rows, names: names)))
        }
        try await writer.finish(nil)
    }

    /// Full profiles as a ZIP: a folder for each person, by record id, as `lethe candidate import` reads them (contract
    /// 3.1). Who is archived meanwhile is left out; who is while they are being written ends the whole.
    static func archive(
        _ export: ProfileExport, to writer: inout any ResponseBodyWriter, at now: Instant
    ) async throws {
        var archive = ZipArchive(at: now)
        for recordID in export.recordIDs {
            guard let profile = try await export.profile(of: recordID) else { continue }
            var sent = 0
            do {
                try await write(profile, recordID.text, into: &archive, to: &writer, &sent)
            } catch {
                profile.ticket.cut(bytes: sent)
                throw error
            }
            profile.ticket.complete(bytes: sent)
        }
        try await writer.write(ByteBuffer(bytes: archive.directory()))
        try await writer.finish(nil)
    }

    private static let cut = Failure.unavailable("A candidate of this export was changed meanwhile.")

    /// - Parameter sent: counts bytes of the profile itself.
    private static func write(
        _ profile: ExportedProfile, _ folder: String, into archive: inout ZipArchive,
        to writer: inout any ResponseBodyWriter, _ sent: inout Int
    ) async throws {
        guard !profile.ticket.mustStop else { throw cut }
        let document = self.document(profile)
        // Checked before the export began; a resubmission may have brought larger ones since.
        let size = profile.pictures.reduce(document.readableBytes) { $0 + $1.byteCount }
        guard archive.hasRoom(for: size) else { throw cut }
        try await writer.write(ByteBuffer(bytes: archive.begin("\(folder)/candidate.json")))
        document.withUnsafeReadableBytes { archive.add($0) }
        sent += document.readableBytes
        try await writer.write(document)
        try await writer.write(ByteBuffer(bytes: archive.end()))
        for picture in profile.pictures {
            let name = "\(folder)/\(picture.slug.text).\(picture.mediaType.fileExtension)"
            try await writer.write(ByteBuffer(bytes: archive.begin(name)))
            let source = try await picture.open()
            var segment = 0
            while segment < picture.segmentCount {
                guard !profile.ticket.mustStop else { throw cut }
                let end = min(segment + segmentsAPiece, picture.segmentCount)
                let piece = try await Self.piece(segment..<end, of: source)
                piece.withUnsafeReadableBytes { archive.add($0) }
                sent += piece.readableBytes
                try await writer.write(piece)
                segment = end
            }
            try await writer.write(ByteBuffer(bytes: archive.end()))
        }
    }

    /// What the API answers in `data`, without the pictures, which lie beside it.
    private static func document(_ profile: ExportedProfile) -> ByteBuffer {
        var json = JSONWriter(reservingCapacity: 4096)
        CandidateDocument(profile.listed).write(into: &json)
        return ByteBuffer(bytes: json.bytes)
    }

    private static func piece(
        _ segments: Range<Int>, of source: PictureSource
    ) async throws(Failure)
        -> ByteBuffer
    {
        let size = source.byteCount(of: segments)
        return try await source.read(
            segments, into: { ByteBufferAllocator().buffer(capacity: size) }, { $0.writeBytes($1) })
    }
}
