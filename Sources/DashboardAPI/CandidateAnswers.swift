internal import Domain
internal import Hummingbird
internal import JOSE
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// Answers with one candidate: plain or sealed, at once or streamed, watched to their last byte.
struct CandidateAnswers: Sendable {
    /// Above it a sealed answer leaves in pieces.
    private static let largestAtOnce = 64 << 10
    let deliveries: Deliveries
    let budget: AnswerBudget

    /// - Parameter lease: of a hand-over; what its acknowledgement shows is durable before the last byte leaves.
    func answer(
        _ extraction: Extraction, lease: HandoverLease? = nil, _ form: AnswerForm, _ context: KeyContext
    ) async throws -> Response {
        do {
            var document = CandidateDocument(extraction)
            document.handover = lease.map {
                CandidateDocument.Handover(
                    lease: $0.leaseID.text, expiresAt: $0.endsAt.milliseconds, ackNonce: $0.nonce)
            }
            guard !extraction.ticket.mustStop || extraction.attributes == nil else { throw Self.changed }
            if let sealer = form.sealer { return try await sealed(extraction, document, lease, sealer, context) }
            if extraction.pictures.isEmpty { return try await plain(extraction, document, lease, context) }
            return streamed(extraction, document, lease, context)
        } catch {
            extraction.ticket.cut(bytes: 0)
            throw error
        }
    }

    private static let changed = Failure.unavailable(
        "The candidate or the key was changed meanwhile.", retryAfter: 1)

    private func plain(
        _ extraction: Extraction, _ document: CandidateDocument, _ lease: HandoverLease?, _ context: KeyContext
    ) async throws -> Response {
        let bytes = document.answer()
        try await lease?.bind(to: SentText(of: bytes))
        await watch(extraction, byteCount: bytes.count, context)
        return .json(bytes)
    }

    /// The whole text is needed at once: what is authenticated as one piece can't be sealed in parts. It leaves in parts,
    /// in base64url, of which there is never more than a piece.
    private func sealed(
        _ extraction: Extraction, _ document: CandidateDocument, _ lease: HandoverLease?, _ sealer: AnswerSealer,
        _ context: KeyContext
    ) async throws -> Response {
        let stream = PictureStream(extraction, document)
        guard stream.byteCount <= JWE.largestPlaintext else {
            throw Failure.tooLarge("An answer of more than 128 MiB can't be encrypted as one piece.")
        }
        // The text, its ciphertext, and for a moment the ciphertext once more.
        let room = try budget.room(for: 3 * stream.byteCount)
        let token = try await token(extraction, document, stream, lease, sealer)
        room.shrink(to: stream.byteCount)
        guard !extraction.ticket.mustStop || extraction.attributes == nil else { throw Self.changed }
        if token.count <= Self.largestAtOnce {
            await watch(extraction, byteCount: token.count, context)
            return .jose(ByteBuffer(bytes: token.bytes))
        }
        let delivery = deliveries.expect(extraction.ticket, byteCount: token.count, on: context)
        return Response(
            status: .ok, headers: Response.joseHeaders,
            body: ResponseBody(contentLength: token.count) { writer in
                for segment in token.segments {
                    guard !extraction.ticket.mustStop else { throw Failure.unavailable("The answer was cut.") }
                    try await writer.write(ByteBuffer(bytes: segment))
                    delivery.sent(segment.count)
                }
                try await writer.finish(nil)
                // Held until here.
                room.shrink(to: 0)
            })
    }

    private func token(
        _ extraction: Extraction, _ document: CandidateDocument, _ stream: PictureStream, _ lease: HandoverLease?,
        _ sealer: AnswerSealer
    ) async throws -> SealedJWE {
        let bytes = extraction.pictures.isEmpty ? document.answer() : try await stream.collect()
        try await lease?.bind(to: SentText(of: bytes))
        return try sealer.seal(bytes)
    }

    private func streamed(
        _ extraction: Extraction, _ document: CandidateDocument, _ lease: HandoverLease?, _ context: KeyContext
    ) -> Response {
        let stream = PictureStream(extraction, document)
        let delivery = deliveries.expect(extraction.ticket, byteCount: stream.byteCount, on: context)
        let executor = LoopExecutor(of: context.channel)
        return Response(
            status: .ok, headers: Response.jsonHeaders,
            body: ResponseBody(contentLength: stream.byteCount) { writer in
                do {
                    try await withTaskExecutorPreference(executor) {
                        try await stream.write(to: &writer, delivery, lease)
                    }
                } catch {
                    context.note(error)
                    throw error
                }
                try await writer.finish(nil)
            })
    }

    /// What shows no attribute starts nothing, so nobody watches its end.
    private func watch(_ extraction: Extraction, byteCount: Int, _ context: KeyContext) async {
        if extraction.attributes == nil {
            await extraction.ticket.complete(bytes: byteCount)
        } else {
            _ = deliveries.expect(extraction.ticket, byteCount: byteCount, on: context)
        }
    }
}
