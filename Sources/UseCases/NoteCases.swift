package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    package static let noteLimit = 4000

    /// Keeps what a member has to say about a candidate: sealed under the candidate's key, gone with the archive.
    ///
    /// - Throws: 422 for `text`, 409 for `isArchived`.
    package func writeNote(
        _ text: Sensitive<String>, about recordID: RecordID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.reviewCandidate, by: caller, in: serviceID) { [self] work in
            guard text.withExposed({ $0.isFilled(Self.noteLimit) }) else {
                throw Failure.invalid(field: "text", "A note has 1 to 4,000 characters.")
            }
            let record = try work.candidate(.recordID(recordID))
            guard !record.candidate.isArchived else {
                throw Failure.conflict(
                    field: "isArchived", "This candidate is archived: there is no key to seal a note with.")
            }
            let noteID: NoteID = ids.make(at: work.now)
            let sealed = try record.sealing(text, parts.keyStore)(CandidateNote.context(noteID))
            let note = NoteRecord(noteID: noteID, author: work.caller.actor, at: work.now, sealedText: sealed)
            try work.transaction.run(InsertNote(note, about: recordID))
            try work.record(.noteWritten, about: recordID)
        }
    }
}

extension CandidateNote {
    /// What a note is sealed for.
    static func context(_ noteID: NoteID) -> String { "note:" + noteID.text }
}
