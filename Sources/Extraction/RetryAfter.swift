internal import Wire

/// How long a server asks to be left alone (contract 1.9).
package enum RetryAfter {
    /// Whole seconds of the header, or of `extra.retryAfter`; `nil` when neither says. A date is not read: clocks differ.
    package static func seconds(header: String?, body: [UInt8]) -> Int? {
        if let header, header.utf8.count <= 9, header.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int(header)
        {
            return seconds
        }
        guard let seconds = (try? JSONDocument(parsing: body).root)?["extra"]?["retryAfter"]?.integer,
            (0...999_999_999).contains(seconds)
        else { return nil }
        return Int(seconds)
    }
}
