/// The body of a webhook (contract 1.11). It never holds an attribute.
package struct WebhookDocument: Sendable, Discreet {
    /// The same at every attempt, and in `X-Blockpass-Delivery`.
    package let guid: String
    package let status: String
    package let clientID: String
    package let event: String
    package let recordID: String
    /// The merchant's own id, if one was given.
    package let refID: String?
    package let isPing: Bool
    package let webhookID: String
    /// `nil` of `user.created`, which tells nothing of it.
    package let progress: Progress?

    /// How far the candidate has come.
    package struct Progress: Sendable {
        package let submitCount: Int
        package let blockPassID: String
        package let isArchived: Bool
        /// Milliseconds since 1970, like the other dates; absent until it is reached.
        package let inreviewDate: Int64?
        package let waitingDate: Int64?
        package let approvedDate: Int64?

        package init(
            submitCount: Int, blockPassID: String, isArchived: Bool, inreviewDate: Int64?, waitingDate: Int64?,
            approvedDate: Int64?
        ) {
            self.submitCount = submitCount
            self.blockPassID = blockPassID
            self.isArchived = isArchived
            self.inreviewDate = inreviewDate
            self.waitingDate = waitingDate
            self.approvedDate = approvedDate
        }
    }

    package init(
        guid: String, status: String, clientID: String, event: String, recordID: String, refID: String?, isPing: Bool,
        webhookID: String, progress: Progress?
    ) {
        self.guid = guid
        self.status = status
        self.clientID = clientID
        self.event = event
        self.recordID = recordID
        self.refID = refID
        self.isPing = isPing
        self.webhookID = webhookID
        self.progress = progress
    }

    /// The exact bytes that are signed and sent.
    package func bytes() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512)
        writer.beginObject()
        writer.member("guid", guid)
        writer.member("status", status)
        writer.member("clientId", clientID)
        writer.member("event", event)
        writer.member("recordId", recordID)
        writer.memberIfPresent("refId", refID)
        if let progress {
            writer.member("submitCount", progress.submitCount)
            writer.member("blockPassID", progress.blockPassID)
            writer.member("isArchived", progress.isArchived)
            writer.memberIfPresent("inreviewDate", milliseconds: progress.inreviewDate)
            writer.memberIfPresent("waitingDate", milliseconds: progress.waitingDate)
            writer.memberIfPresent("approvedDate", milliseconds: progress.approvedDate)
        }
        writer.member("isPing", isPing)
        writer.member("env", "prod")
        writer.member("webhookId", webhookID)
        writer.endObject()
        return writer.bytes
    }
}
