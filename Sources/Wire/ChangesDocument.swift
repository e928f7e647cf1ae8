/// A page of the change feed (contract 2.5).
package struct ChangesDocument: Sendable {
    package struct Record: Sendable {
        package let cursor: String
        package let recordID: String
        package let event: String
        package let status: String
        package let submitCount: Int
        package let at: Int64

        package init(cursor: String, recordID: String, event: String, status: String, submitCount: Int, at: Int64) {
            self.cursor = cursor
            self.recordID = recordID
            self.event = event
            self.status = status
            self.submitCount = submitCount
            self.at = at
        }
    }

    private let records: [Record]
    private let next: String

    /// - Parameter next: where to go on; the cursor that was given when nothing has happened.
    package init(records: [Record], next: String) {
        self.records = records
        self.next = next
    }

    package func answer() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 128 + 192 * records.count)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.key("records")
        writer.beginArray()
        for record in records {
            writer.beginObject()
            writer.member("cursor", record.cursor)
            writer.member("recordId", record.recordID)
            writer.member("event", record.event)
            writer.member("status", record.status)
            writer.member("submitCount", record.submitCount)
            writer.member("date", milliseconds: record.at)
            writer.endObject()
        }
        writer.endArray()
        writer.member("next", next)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
