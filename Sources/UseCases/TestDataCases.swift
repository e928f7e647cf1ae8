package import Domain
internal import SQLCore
internal import Store

extension Registry {
    private static let testData = "test_data"

    /// Whether the data is marked as made up, so that a server may be made to fail on it.
    package func isTestData() throws(Failure) -> Bool {
        try read { try $0.first(SettingValue(Self.testData)) } != nil
    }

    /// Marks the data as made up. The mark stays.
    ///
    /// - Throws: 409 as soon as there is a service: what is in it may be about real people.
    package func markAsTestData() async throws(Failure) {
        do {
            try await parts.database.write { transaction in
                guard try transaction.first(SettingValue(Self.testData)) == nil else { return }
                guard try transaction.all(AllServices()).isEmpty else {
                    throw Failure.conflict("Only data without a service can become test data.")
                }
                try transaction.run(PutSetting(Self.testData, "1"))
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Lets the caller's lease of a candidate end now, as if its time were over. On test data only.
    package func endLease(_ recordID: RecordID, of caller: Caller) async throws(Failure) {
        guard try isTestData(), let keyID = caller.grant?.key.keyID else { return }
        let at = now
        do {
            try await parts.database.write { transaction in
                guard var handover = try transaction.first(HandoverOf(recordID, to: keyID)),
                    handover.acknowledgedAt == nil, let endsAt = handover.leaseEndsAt, at < endsAt
                else { return }
                handover.leaseEndsAt = at
                try transaction.run(PutHandover(handover))
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }
}
