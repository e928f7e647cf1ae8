internal import Domain
internal import UseCases
internal import Wire

/// A webhook's message in the form of the wire.
enum WebhookBody {
    @Sendable static func make(_ message: WebhookMessage) -> [UInt8] { WebhookDocument(message).bytes() }
}

extension WebhookDocument {
    fileprivate init(_ message: WebhookMessage) {
        let candidate = message.candidate
        self.init(
            guid: message.deliveryID.text, status: message.status, clientID: message.clientID.text,
            event: message.event.rawValue, recordID: candidate.recordID.text, refID: candidate.refID?.text,
            isPing: message.isPing, webhookID: message.webhookID.text,
            progress: message.event == .created
                ? nil
                : Progress(
                    submitCount: candidate.submitCount, blockPassID: candidate.supportID.text,
                    isArchived: candidate.isArchived, inreviewDate: candidate.dates.inReview?.milliseconds,
                    waitingDate: candidate.dates.waiting?.milliseconds,
                    approvedDate: candidate.dates.approved?.milliseconds))
    }
}
