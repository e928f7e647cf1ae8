/// A page of candidates that are ready for a key (contract 2.3):
/// `{"status":"success","data":{"records":[{"recordId","refId","status","etag"}],"next":"<cursor>"}}`.
package struct ReadyListDocument: Sendable, Discreet {
    package struct Record: Sendable {
        package let recordID: String
        package let refID: String?
        package let status: String
        package let etag: String

        package init(recordID: String, refID: String?, status: String, etag: String) {
            self.recordID = recordID
            self.refID = refID
            self.status = status
            self.etag = etag
        }
    }

    private let records: [Record]
    private let next: String?

    /// - Parameter next: the cursor behind the last record; `nil` on an empty page.
    package init(records: [Record], next: String?) {
        self.records = records
        self.next = next
    }

    package func answer() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 128 + 128 * records.count)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.key("records")
        writer.beginArray()
        for record in records {
            writer.beginObject()
            writer.member("recordId", record.recordID)
            writer.memberIfPresent("refId", record.refID)
            writer.member("status", record.status)
            writer.member("etag", record.etag)
            writer.endObject()
        }
        writer.endArray()
        writer.memberIfPresent("next", next)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

/// The body of an acknowledgement: `{"lease","proof"}`.
package struct AcknowledgementDocument: Sendable, Discreet {
    package let lease: String
    package let proof: String

    package init(_ document: JSONDocument) throws(WireFailure) {
        let fields = try JSONFields(document.root, path: "")
        lease = try fields.requiredString("lease")
        proof = try fields.requiredString("proof")
    }

    /// The answer to one that was taken.
    package static func answer(willArchiveAtDate: Int64?) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 128)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.memberIfPresent("willArchiveAtDate", milliseconds: willArchiveAtDate)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
