package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Takes a picture in while it comes: each 48 KiB are sealed before they touch the disk, and no more of it than its
    /// beginning is held in memory.
    ///
    /// - Parameters:
    ///   - byteCount: what the sender says that comes; anything else is refused.
    ///   - body: the picture's bytes in order.
    package func putDraftPicture<Body: AsyncSequence & Sendable>(
        _ slug: Slug, mediaType: String, byteCount: Int, _ body: Body, of token: Sensitive<String>,
        in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> DraftPicture where Body.Element == [UInt8] {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let draft = try openDraft(token, in: serviceID)
        try Self.check(slug, is: .picture, among: requested(of: draft))
        let check = try PictureCheck(slug: slug, mediaType: mediaType, byteCount: byteCount)
        try refuseTooMuch(byteCount, in: draft, except: slug)
        try refuseFullDisk()
        let place = draftLoad.beginUpload(of: draft.draftID)
        defer { draftLoad.endUpload(place) }
        guard place.isTaken else { throw Self.tooManyDrafts }
        try count(0, of: draft)
        let stored = try read { try $0.first(OpenDrafts(of: serviceID)) }?.bytes ?? 0
        guard draftLoad.reserve(byteCount, of: serviceID, stored: stored) else { throw Self.tooManyDrafts }
        defer { draftLoad.release(byteCount, of: serviceID) }
        let picture: PictureRecord
        let file = Hexadecimal.text(parts.random.bytes(16))
        do {
            _ = try await parts.database.write { try $0.run(InsertErasure(Erasure(.upload, file))) }
            parts.reached(.draftUploadNoted)
            let header = try await write(body, check, as: file, of: draft)
            parts.reached(.draftPictureWritten)
            picture = PictureRecord(slug: slug, file: file, mediaType: header.mediaType, byteCount: byteCount)
            try await keep(picture, in: draft, by: caller)
        } catch {
            await discardUpload(file)
            throw (error as? Failure) ?? (error is CancellationError ? PictureCheck.cutShort : Failure(wrapping: error))
        }
        await eraseQuietly()
        return DraftPicture(picture)
    }

    /// Deletes a picture of a draft. Where there is none, it is deleted already.
    package func deleteDraftPicture(
        _ slug: Slug, of token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let draft = try openDraft(token, in: serviceID)
        try await perform(.submitCandidate, by: caller, in: serviceID) { work in
            let draft = try work.stillOpen(draft)
            let pictures = try work.transaction.all(PicturesOfDraft(draft.draftID))
            guard let picture = pictures.first(where: { $0.slug == slug }) else { return work.leaveUnchanged() }
            try work.transaction.run(InsertErasure(Erasure(.picture, picture.file)))
            try work.transaction.run(DeleteDraftPicture(slug, of: draft.draftID))
            try work.transaction.run(RecountDraft(draft.draftID, at: work.now))
            work.leaveUnchanged()
        }
        try await erase()
    }

    private func refuseTooMuch(_ byteCount: Int, in draft: DraftRecord, except slug: Slug) throws(Failure) {
        let others = try read { try $0.all(PicturesOfDraft(draft.draftID)) }.filter { $0.slug != slug }
        guard others.reduce(byteCount, { $0 + $1.byteCount }) <= DraftLoad.mostBytesOfDraft else {
            throw .tooLarge(field: slug.text, "All pictures of one submission have at most 64 MiB together.")
        }
    }

    private func write<Body: AsyncSequence & Sendable>(
        _ body: Body, _ check: consuming PictureCheck, as file: String, of draft: DraftRecord
    ) async throws -> PictureHeader where Body.Element == [UInt8] {
        guard let slot = draft.keySlot else { throw Self.draftIsOver }
        let binding = PictureBinding(draft: draft.draftID, slug: check.slug, file: file)
        var sealer = try parts.keyStore.pictureSealer(slot: SlotNumber(value: slot), picture: binding)
        var check = check
        var waiting: [UInt8] = []
        var upload: PictureUpload?
        for try await part in body {
            try count(part.count, of: draft)
            try check.take(part)
            waiting += part
            // The last segment must not be empty, so a whole one waits until more comes.
            var sealed: [UInt8] = []
            var start = 0
            while waiting.count - start > PictureSealer.segmentBytes {
                sealed += try sealer.seal(waiting[start..<start + PictureSealer.segmentBytes], isLast: false)
                start += PictureSealer.segmentBytes
            }
            waiting.removeFirst(start)
            if !sealed.isEmpty { upload = try await append(sealed, to: upload, file) }
        }
        let header = try check.end()
        let whole = try await append(sealer.seal(waiting, isLast: true), to: upload, file)
        try await parts.pictures.detached { try whole.finish() }
        return header
    }

    /// What came counts, not what was announced: who loses the connection has used no more than that.
    private func count(_ bytes: Int, of draft: DraftRecord) throws(Failure) {
        guard draftLoad.upload(bytes, of: draft.draftID, at: now) else { throw .rateLimited(retryAfter: 3600) }
    }

    private func append(_ sealed: [UInt8], to upload: PictureUpload?, _ file: String) async throws -> PictureUpload {
        try await parts.pictures.detached { [parts] in
            let upload = try upload ?? parts.pictures.begin(file)
            try upload.append(sealed)
            return upload
        }
    }

    private func keep(_ picture: PictureRecord, in draft: DraftRecord, by caller: Caller) async throws(Failure) {
        try await perform(.submitCandidate, by: caller, in: draft.serviceID) { work in
            let draft = try work.stillOpen(draft)
            let before = try work.transaction.all(PicturesOfDraft(draft.draftID))
            let others = before.filter { $0.slug != picture.slug }
            guard others.reduce(picture.byteCount, { $0 + $1.byteCount }) <= DraftLoad.mostBytesOfDraft else {
                throw Self.draftMoved
            }
            for before in before where before.slug == picture.slug {
                try work.transaction.run(InsertErasure(Erasure(.picture, before.file)))
            }
            try work.transaction.run(PutDraftPicture(picture, of: draft.draftID))
            try work.transaction.run(RecountDraft(draft.draftID, at: work.now))
            try work.transaction.run(DeleteErasure(Erasure(.upload, picture.file)))
            work.leaveUnchanged()
        }
    }

    /// Takes back a file that no row will name. What fails here is done at the next start.
    private func discardUpload(_ file: String) async {
        do {
            try await parts.pictures.detached { [parts] in try parts.pictures.delete([file]) }
            _ = try await parts.database.write { try $0.run(DeleteErasure(Erasure(.upload, file))) }
        } catch {
            // The note of the file stays.
        }
    }
}

/// Judges a picture by its own bytes while they come in. It holds them only until its header has been read.
struct PictureCheck: Sendable {
    /// Where the header must have come to its end. Cameras put previews and colour tables before it, of 64 KiB each.
    static let longestBeginning = 1 << 20
    static let cutShort = Failure.badRequest("The picture was cut short.")

    let slug: Slug
    private let byteCount: Int
    private let mediaType: PictureHeader.MediaType
    private var beginning: [UInt8] = []
    private var header: PictureHeader?
    private var taken = 0
    /// Of `beginning`, when the header is looked for the next time: who sends byte by byte doesn't make us look each time.
    private var nextLook = 64

    /// Judges what the sender says.
    init(slug: Slug, mediaType: String, byteCount: Int) throws(Failure) {
        guard let mediaType = PictureHeader.MediaType(rawValue: mediaType) else {
            throw .unsupportedMedia(field: slug.text, "A picture is a JPEG or PNG file.")
        }
        guard byteCount <= AttributeLimits.pictureBytes else {
            throw .tooLarge(field: slug.text, "A picture has at most 10 MiB.")
        }
        guard byteCount > 0 else { throw .unsupportedMedia(field: slug.text, "A picture is a JPEG or PNG file.") }
        self.slug = slug
        self.mediaType = mediaType
        self.byteCount = byteCount
    }

    /// Judges the next bytes.
    mutating func take(_ part: [UInt8]) throws(Failure) {
        taken += part.count
        guard taken <= byteCount else { throw .badRequest("More bytes came than the request announced.") }
        guard header == nil else { return }
        beginning += part
        try readHeader(isWhole: taken == byteCount)
    }

    /// What it is, once all of it has come.
    func end() throws(Failure) -> PictureHeader {
        guard taken == byteCount, let header else { throw Self.cutShort }
        return header
    }

    private mutating func readHeader(isWhole: Bool) throws(Failure) {
        guard isWhole || beginning.count >= nextLook else { return }
        nextLook = 2 * beginning.count
        do throws(Failure) {
            let read = try PictureHeader(of: beginning, field: slug.text)
            guard read.mediaType == mediaType else {
                throw .unsupportedMedia(field: slug.text, "The picture is of another type than it says.")
            }
            header = read
            beginning = []
        } catch {
            // A JPEG's header may stand further on.
            let mayCome = error.httpStatus == 415 && !isWhole && beginning.starts(with: [0xFF, 0xD8, 0xFF])
            guard mayCome, mediaType == .jpeg, beginning.count < Self.longestBeginning else { throw error }
        }
    }
}
