internal import Domain
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// Writes exports piece by piece: nothing is on a disk, and memory stays at some segments, whatever the size.
enum ExportStream {
    /// The list as CSV.
    static func sheet(
        _ export: ListExport, to writer: inout any ResponseBodyWriter, _ registry: Registry
    ) async throws {
        var export = export
        try await writer.write(ByteBuffer(string: ListSheet.head))
        while let rows = try export.next() {
            let names = try registry.memberNames(Set(rows.compactMap(\.reviewer))).mapValues { $0.withExposed { $0 } }
            try await writer.write(ByteBuffer(string: ListSheet.lines(rows, names: names)))
        }
        try await writer.finish(nil)
    }

    /// Full profiles as a ZIP: a folder for each person, by record id, as `lethe candidate import` reads them (contract
    /// 3.1). Who is archived meanwhile is left out, also of those that are being written; who is submitted again is taken
    /// anew. A profile counts as taken once the ZIP has ended: without its directory it can't be read.
    static func archive(
        _ export: ProfileExport, to writer: inout any ResponseBodyWriter, at now: Instant
    ) async throws {
        var whole: [(ticket: ProfileTicket, bytes: Int)] = []
        do {
            var archive = ZipArchive(at: now)
            for recordID in export.recordIDs {
                let taken = try await take(recordID, of: export, into: &archive, to: &writer)
                if let taken { whole.append(taken) }
            }
            try await writer.write(ByteBuffer(bytes: archive.directory()))
            try await writer.finish(nil)
        } catch {
            for one in whole { one.ticket.cut(bytes: one.bytes) }
            throw error
        }
        for one in whole { one.ticket.complete(bytes: one.bytes) }
    }

    private static let cut = Failure.unavailable("A candidate of this export was changed meanwhile.")
    /// Once, and again after resubmissions that came in the midst of it.
    private static let attempts = 3

    /// Writes one profile; `nil` when it is left out, because there is nothing of it any more, because it changed again
    /// and again, or because there is no room.
    private static func take(
        _ recordID: RecordID, of export: ProfileExport, into archive: inout ZipArchive,
        to writer: inout any ResponseBodyWriter
    ) async throws -> (ticket: ProfileTicket, bytes: Int)? {
        for _ in 0..<attempts {
            guard let profile = try await export.profile(of: recordID) else { return nil }
            let (count, ticket) = (archive.entryCount, profile.ticket)
            var sent = 0
            do {
                try await write(profile, recordID.text, into: &archive, to: &writer, &sent)
                return (ticket, sent)
            } catch {
                ticket.cut(bytes: sent)
                // A lost connection, or a lost right, ends the whole.
                guard ticket.isCut || sent == 0 && error as? Failure == full else { throw error }
                // The entry that was cut ends where it is, so that the next one begins where the directory says.
                if archive.entryCount > count { try await writer.write(ByteBuffer(bytes: archive.end())) }
                archive.leaveOut(after: count)
                if !ticket.isCut { return nil }
            }
        }
        return nil
    }

    private static let full = Failure.unavailable("There is no room for this candidate in one ZIP.")

    /// - Parameter sent: counts bytes of the profile itself.
    private static func write(
        _ profile: ExportedProfile, _ folder: String, into archive: inout ZipArchive,
        to writer: inout any ResponseBodyWriter, _ sent: inout Int
    ) async throws {
        guard !profile.ticket.mustStop else { throw cut }
        let document = self.document(profile)
        // Checked before the export began; a resubmission may have brought larger ones since.
        let size = profile.pictures.reduce(document.readableBytes) { $0 + $1.byteCount }
        guard archive.hasRoom(for: size) else { throw full }
        try await writer.write(ByteBuffer(bytes: archive.begin("\(folder)/candidate.json")))
        document.withUnsafeReadableBytes { archive.add($0) }
        sent += document.readableBytes
        try await writer.write(document)
        try await writer.write(ByteBuffer(bytes: archive.end()))
        for picture in profile.pictures {
            let name = "\(folder)/\(picture.slug.text).\(picture.mediaType.fileExtension)"
            try await writer.write(ByteBuffer(bytes: archive.begin(name)))
            let source = try await picture.open()
            try await source.pieces(of: 0..<picture.segmentCount) { piece, _ in
                guard !profile.ticket.mustStop else { throw cut }
                piece.withUnsafeReadableBytes { archive.add($0) }
                sent += piece.readableBytes
                try await writer.write(piece)
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
}
