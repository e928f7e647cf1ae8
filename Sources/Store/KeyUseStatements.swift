package import Domain
package import SQLCore

/// Extractions of one key on one day.
package struct KeyUse: Hashable, Sendable {
    /// Days since 1970-01-01, UTC.
    package static func day(of instant: Instant) -> Int64 { instant.milliseconds / 86_400_000 }

    package let serviceID: ServiceID
    package let keyID: KeyID
    package let day: Int64
    package var extractions: Int
    package var lastAt: Instant

    package init(serviceID: ServiceID, keyID: KeyID, day: Int64, extractions: Int, lastAt: Instant) {
        self.serviceID = serviceID
        self.keyID = keyID
        self.day = day
        self.extractions = extractions
        self.lastAt = lastAt
    }

    /// One extraction.
    package init(of record: ExtractionRecord) {
        self.init(
            serviceID: record.serviceID, keyID: record.keyID, day: Self.day(of: record.at), extractions: 1,
            lastAt: record.at)
    }

    /// The sums of these records, one for each key and day.
    package static func sums(of records: [ExtractionRecord]) -> [KeyUse] {
        struct Place: Hashable {
            let keyID: KeyID
            let day: Int64
        }
        var sums: [Place: KeyUse] = [:]
        for record in records {
            let place = Place(keyID: record.keyID, day: day(of: record.at))
            guard let index = sums.index(forKey: place) else {
                sums[place] = KeyUse(of: record)
                continue
            }
            sums.values[index].extractions += 1
            sums.values[index].lastAt = max(sums.values[index].lastAt, record.at)
        }
        return Array(sums.values)
    }
}

/// Adds to what a key has extracted on a day.
package struct AddKeyUse: Statement {
    package static let text: SQLText = """
        INSERT INTO key_use (service_id, day, key_id, extractions, last_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (service_id, day, key_id) DO UPDATE SET extractions = key_use.extractions + excluded.extractions,
            last_at = CASE WHEN excluded.last_at > key_use.last_at THEN excluded.last_at ELSE key_use.last_at END
        """
    let use: KeyUse

    package init(_ use: KeyUse) { self.use = use }

    package func bind(to inputs: inout Inputs) {
        inputs.append(use.serviceID)
        inputs.append(use.day)
        inputs.append(use.keyID)
        inputs.append(use.extractions)
        inputs.append(use.lastAt)
    }
}

/// What the keys of a service have extracted since a day.
package struct KeyUses: Statement {
    package static let text: SQLText = """
        SELECT service_id, key_id, day, extractions, last_at FROM key_use WHERE service_id = $1 AND day >= $2
        """
    let serviceID: ServiceID
    let day: Int64

    package init(of serviceID: ServiceID, since day: Int64) {
        self.serviceID = serviceID
        self.day = day
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(day)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> KeyUse {
        try KeyUse(
            serviceID: row.serviceID(), keyID: row.keyID(), day: row.integer(), extractions: Int(row.integer()),
            lastAt: row.instant())
    }
}
