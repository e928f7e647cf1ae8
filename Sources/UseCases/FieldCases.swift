package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Fills in drop-downs of the service, for archived candidates too. They stand in the API's `customFields`.
    ///
    /// - Parameter values: the fields to change; `nil` empties one.
    /// - Throws: 422 for `fields`, or for the name of the field whose option it is not; 409 for `revision`.
    package func setFields(
        _ values: [(name: String, value: String?)], of recordID: RecordID, expecting revision: Int64,
        in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.seeIdentity, by: caller, in: serviceID) { [self] work in
            let service = try serviceRecord(serviceID)
            try Self.check(values, against: service.service.settings.review.fields)
            var record = try work.candidate(.recordID(recordID))
            try record.expect(revision)
            var kept = try KeptDocument(of: record, service: service, parts.keyStore)
            let changed = values.filter { kept.setField($0.name, to: $0.value.map { Sensitive($0) }) }.map(\.name)
            guard !changed.isEmpty else { return work.leaveUnchanged() }
            record.sealedKept = try kept.sealed(for: recordID, service: service, parts.keyStore)
            try work.transaction.run(UpdateCandidate(record))
            try work.noteFields(kept, of: recordID, parts.keyStore)
            try work.record(.fieldsChanged, about: recordID, detail: changed.joined(separator: ", "))
        }
    }

    private static func check(
        _ values: [(name: String, value: String?)], against fields: [FieldDefinition]
    ) throws(Failure) {
        guard Set(values.map(\.name)).count == values.count else {
            throw .invalid(field: "fields", "A field is given once.")
        }
        for (name, value) in values {
            guard let field = fields.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw .invalid(field: "fields", "This service has no such field.")
            }
            guard let value else { continue }
            // By bytes: another spelling of the same letter would be another choice for the list.
            guard field.options.contains(where: { $0.utf8.elementsEqual(value.utf8) }) else {
                throw .invalid(field: name, "This is none of the field's options.")
            }
        }
    }
}

extension Work {
    /// Notes what the list's filters find a candidate by. Its row must be there already.
    func noteFields(_ kept: KeptDocument, of recordID: RecordID, _ keyStore: KeyStore) throws {
        try transaction.run(DeleteCandidateFields(of: recordID))
        for field in kept.customFields {
            try transaction.run(
                PutCandidateField(keyStore.fieldToken(field.name, field.value, serviceID), of: recordID))
        }
    }
}
