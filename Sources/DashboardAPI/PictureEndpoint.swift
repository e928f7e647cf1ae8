internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// One picture as the bytes it is (contract 2.4). It starts no archive clock: it is a part of what a receiver takes over.
struct PictureEndpoint: Sendable {
    private static let noPicture = Failure.notFound("There is no such picture.")
    let registry: Registry
    let deliveries: Deliveries

    @Sendable func show(_ request: Request, _ context: KeyContext) async throws -> Response {
        try allow(request, context)
        guard let recordID = context.parameter("recordId").flatMap(RecordID.init),
            let slug = context.parameter("slug")
        else { throw Self.noPicture }
        let extraction = try await registry.extract(
            .recordID(recordID), in: context.serviceID, by: context.caller, startsClock: false)
        let ticket = extraction.ticket
        guard let picture = extraction.pictures.first(where: { $0.slug.text == slug }), !ticket.mustStop else {
            ticket.cut(bytes: 0)
            throw Self.noPicture
        }
        switch PictureRequest(request.headers, size: picture.byteCount, etag: picture.etag) {
        case .known:
            await ticket.complete(bytes: 0)
            return Response(status: .notModified, headers: Self.headers(picture))
        case .beyond:
            ticket.cut(bytes: 0)
            return Self.beyond(picture)
        case .whole: return answer(0..<picture.byteCount, .ok, of: picture, ticket, context)
        case .part(let range): return answer(range, .partialContent, of: picture, ticket, context)
        }
    }

    /// Bytes can't be sealed and cut into ranges too: a key whose answers leave encrypted gets none.
    private func allow(_ request: Request, _ context: KeyContext) throws(Failure) {
        guard let key = context.caller.grant?.key else { throw .unauthorized }
        guard key.receiver == nil else {
            throw .forbidden("This key's answers are sealed to its receiver. Pictures come with the candidate.")
        }
        guard !key.refusesPlain else {
            throw .forbidden("This key refuses plain answers. Pictures come with the candidate, encrypted.")
        }
        guard request.encryptionKey == nil else {
            throw .badRequest(
                field: "X-Encryption-Key", "A picture's bytes are not encrypted. Read the candidate instead.")
        }
        guard key.scope.readsPictures else { throw .forbidden("This key may not read pictures.") }
    }

    private func answer(
        _ range: Range<Int>, _ status: HTTPResponse.Status, of picture: PictureReader, _ ticket: ExtractionTicket,
        _ context: KeyContext
    ) -> Response {
        var headers = Self.headers(picture)
        headers[.contentType] = picture.mediaType.rawValue
        if status == .partialContent {
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(picture.byteCount)"
        }
        let delivery = deliveries.expect(ticket, byteCount: range.count, on: context)
        let executor = LoopExecutor(of: context.channel)
        return Response(
            status: status, headers: headers,
            body: ResponseBody(contentLength: range.count) { writer in
                do {
                    try await withTaskExecutorPreference(executor) {
                        try await Self.write(range, of: picture, to: &writer, ticket, delivery)
                    }
                } catch {
                    context.note(error)
                    throw error
                }
                try await writer.finish(nil)
            })
    }

    private static func write(
        _ range: Range<Int>, of picture: PictureReader, to writer: inout any ResponseBodyWriter,
        _ ticket: ExtractionTicket, _ delivery: Delivery
    ) async throws {
        let source = try await picture.open()
        try await source.pieces(of: source.segments(of: range)) { piece, part in
            guard !ticket.mustStop else { throw Failure.unavailable("The answer was cut.") }
            var piece = piece
            let first = source.start(of: part.lowerBound)
            if first < range.lowerBound { piece.moveReaderIndex(forwardBy: range.lowerBound - first) }
            let surplus = first + source.byteCount(of: part) - range.upperBound
            if surplus > 0 { piece.moveWriterIndex(to: piece.writerIndex - surplus) }
            try await writer.write(piece)
            delivery.sent(piece.readableBytes)
        }
    }

    private static func headers(_ picture: PictureReader) -> HTTPFields {
        [
            .eTag: picture.etag, .acceptRanges: "bytes", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentDisposition: "attachment",
        ]
    }

    private static func beyond(_ picture: PictureReader) -> Response {
        let document = ErrorDocument(
            code: 416, error: "range_not_satisfiable", message: "The range lies behind the end of the picture.",
            field: "Range")
        var response = Response.json(document.answer(), status: .rangeNotSatisfiable)
        response.headers[.contentRange] = "bytes */\(picture.byteCount)"
        return response
    }
}
