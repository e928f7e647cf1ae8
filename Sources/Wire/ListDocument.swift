/// A page of a list: `{"status":"success","data":{"records":[…],"total":N,"skip":N,"limit":N}}`. Pictures never appear.
package struct ListDocument: Sendable, Discreet {
    /// The candidates of this page in their order.
    package var records: [CandidateDocument]
    /// How many candidates match in all.
    package var total: Int
    /// How many were passed over.
    package var skip: Int
    /// The limit that was applied.
    package var limit: Int

    /// A page.
    package init(records: [CandidateDocument], total: Int, skip: Int, limit: Int) {
        self.records = records
        self.total = total
        self.skip = skip
        self.limit = limit
    }

    /// The whole answer.
    package func answer() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 128 + records.count * 512)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.key("records")
        writer.beginArray()
        for record in records { record.write(into: &writer) }
        writer.endArray()
        writer.member("total", total)
        writer.member("skip", skip)
        writer.member("limit", limit)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
