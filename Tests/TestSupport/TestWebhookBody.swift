internal import Domain
package import UseCases
internal import Wire

/// A webhook's body as the program makes it.
package enum TestWebhookBody {
    @Sendable package static func make(_ message: WebhookMessage) -> [UInt8] {
        let candidate = message.candidate
        let progress = WebhookDocument.Progress(
            submitCount: candidate.submitCount, blockPassID: candidate.supportID.text,
            isArchived: candidate.isArchived, inreviewDate: candidate.dates.inReview?.milliseconds,
            waitingDate: candidate.dates.waiting?.milliseconds, approvedDate: candidate.dates.approved?.milliseconds)
        return WebhookDocument(
            guid: message.deliveryID.text, status: message.status, clientID: message.clientID.text,
            event: message.event.rawValue, recordID: candidate.recordID.text, refID: candidate.refID?.text,
            isPing: message.isPing, webhookID: message.webhookID.text,
            progress: message.event == .created ? nil : progress
        ).bytes()
    }
}
