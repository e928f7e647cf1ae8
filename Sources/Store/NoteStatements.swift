package import Domain
package import SQLCore

/// What a member wrote about a candidate, sealed under the candidate's key.
package struct NoteRecord: Sendable {
    package let noteID: NoteID
    package let author: HistoryEvent.Actor
    package let at: Instant
    package let sealedText: Sealed

    package init(noteID: NoteID, author: HistoryEvent.Actor, at: Instant, sealedText: Sealed) {
        self.noteID = noteID
        self.author = author
        self.at = at
        self.sealedText = sealedText
    }
}

package struct InsertNote: Statement {
    package static let text: SQLText = """
        INSERT INTO candidate_note (note_id, record_id, author, at, sealed_text) VALUES ($1, $2, $3, $4, $5)
        """
    let note: NoteRecord
    let recordID: RecordID

    package init(_ note: NoteRecord, about recordID: RecordID) {
        self.note = note
        self.recordID = recordID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(note.noteID)
        inputs.append(recordID)
        inputs.append(note.author.text)
        inputs.append(note.at)
        inputs.append(note.sealedText)
    }
}

/// The oldest first.
package struct NotesOfCandidate: Statement {
    package static let text: SQLText = """
        SELECT note_id, author, at, sealed_text FROM candidate_note WHERE record_id = $1 ORDER BY note_id
        """
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> NoteRecord {
        try NoteRecord(
            noteID: NoteID(stored: row.text()), author: HistoryEvent.Actor(stored: row.text()), at: row.instant(),
            sealedText: Sealed(bytes: row.blob()))
    }
}

package struct DeleteNotes: Statement {
    package static let text: SQLText = "DELETE FROM candidate_note WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}
