internal import Domain
internal import WebCore
internal import Wire

/// One candidate on its way from a file to the server.
struct ImportRecord: Sendable {
    /// Where it stands: a line of a file, or a folder.
    struct Place: Sendable {
        let path: String
        /// Counted from 1; `nil` for a folder.
        var line: Int?
        /// Its turn among all records.
        let order: Int
    }

    let place: Place
    /// One JSON text without a line break.
    let bytes: [UInt8]
    /// Bytes of the files it came from.
    let sourceBytes: Int
    /// Records of the same candidate are sent one after the other.
    let refID: String?

    /// Reads just enough of the text to know whose it is.
    ///
    /// - Throws: `Failure` when it is no JSON as Lethe reads it.
    init(_ bytes: [UInt8], at place: Place, sourceBytes: Int, limits: JSONLimits = JSONLimits()) throws(Failure) {
        do throws(WireFailure) {
            let root = try JSONDocument(parsing: bytes, limits: limits).root
            refID = (root["refId"] ?? root["data"]?["refId"])?.string
        } catch {
            throw Failure(error)
        }
        self.place = place
        self.sourceBytes = sourceBytes
        self.bytes = bytes
    }
}
