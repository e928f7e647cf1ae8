package import Domain
package import SQLCore

/// A session as it is kept: the token's digest, never the token.
package struct SessionRecord: Hashable, Sendable {
    package let sessionID: SessionID
    package let digest: [UInt8]
    package let memberID: MemberID
    /// Whether the password was right and the code of the second factor is still to come.
    package let waitsForCode: Bool
    /// Of a sign-in that waits for its code: the wrong ones so far.
    package let wrongCodes: Int
    package let browser: String
    package let startedAt: Instant
    /// Of a sign-in that waits for its code: when the last wrong one came.
    package let lastSeenAt: Instant

    package init(
        sessionID: SessionID, digest: [UInt8], memberID: MemberID, waitsForCode: Bool, browser: String,
        startedAt: Instant
    ) {
        self.sessionID = sessionID
        self.digest = digest
        self.memberID = memberID
        self.waitsForCode = waitsForCode
        wrongCodes = 0
        self.browser = browser
        self.startedAt = startedAt
        lastSeenAt = startedAt
    }

    static let columns = """
        session.session_id, session.digest, session.member_id, session.waits_for_code, session.wrong_codes,
        session.browser, session.started_at, session.last_seen_at
        """

    init(_ row: inout Row) throws(SQLFailure) {
        sessionID = try SessionID(stored: row.text())
        digest = try row.blob()
        memberID = try row.memberID()
        waitsForCode = try row.boolean()
        wrongCodes = Int(try row.integer())
        browser = try row.text()
        startedAt = try row.instant()
        lastSeenAt = try row.instant()
    }
}

/// A session with its member.
package struct SessionByDigest: Statement {
    package static let text: SQLText = """
        SELECT \(SessionRecord.columns), \(MemberRecord.columns) FROM session
        JOIN member ON member.member_id = session.member_id WHERE session.digest = $1
        """
    let digest: [UInt8]

    package init(_ digest: [UInt8]) { self.digest = digest }
    package func bind(to inputs: inout Inputs) { inputs.append(digest) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (session: SessionRecord, member: MemberRecord) {
        (try SessionRecord(&row), try MemberRecord(&row))
    }
}

package struct SessionsOfMember: Statement {
    package static let text: SQLText = "SELECT \(SessionRecord.columns) FROM session WHERE member_id = $1"
    let memberID: MemberID

    package init(_ memberID: MemberID) { self.memberID = memberID }
    package func bind(to inputs: inout Inputs) { inputs.append(memberID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> SessionRecord { try SessionRecord(&row) }
}

package struct InsertSession: Statement {
    package static let text: SQLText = """
        INSERT INTO session (session_id, digest, member_id, waits_for_code, browser, started_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    let record: SessionRecord

    package init(_ record: SessionRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.sessionID)
        inputs.append(record.digest)
        inputs.append(record.memberID)
        inputs.append(record.waitsForCode)
        inputs.append(record.browser)
        inputs.append(record.startedAt)
        inputs.append(record.lastSeenAt)
    }
}

/// Counts a wrong code of a sign-in; answers how many there were.
package struct CountWrongCode: Statement {
    package static let text: SQLText = """
        UPDATE session SET wrong_codes = wrong_codes + 1, last_seen_at = $2 WHERE session_id = $1
        RETURNING wrong_codes
        """
    let sessionID: SessionID
    let at: Instant

    package init(_ sessionID: SessionID, at: Instant) {
        self.sessionID = sessionID
        self.at = at
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(sessionID)
        inputs.append(at)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int { Int(try row.integer()) }
}

package struct TouchSession: Statement {
    package static let text: SQLText = "UPDATE session SET last_seen_at = $2 WHERE session_id = $1"
    let sessionID: SessionID
    let seenAt: Instant

    package init(_ sessionID: SessionID, seenAt: Instant) {
        self.sessionID = sessionID
        self.seenAt = seenAt
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(sessionID)
        inputs.append(seenAt)
    }
}

package struct DeleteSession: Statement {
    package static let text: SQLText = "DELETE FROM session WHERE session_id = $1"
    let sessionID: SessionID

    package init(_ sessionID: SessionID) { self.sessionID = sessionID }
    package func bind(to inputs: inout Inputs) { inputs.append(sessionID) }
}

/// Ends the sessions of a member, and the sign-ins that wait for a code.
package struct DeleteSessions: Statement {
    package static let text: SQLText = "DELETE FROM session WHERE member_id = $1 AND session_id <> $2"
    let memberID: MemberID
    let kept: SessionID?

    /// - Parameter kept: the one that goes on.
    package init(of memberID: MemberID, except kept: SessionID? = nil) {
        self.memberID = memberID
        self.kept = kept
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(kept?.text ?? "")
    }
}

/// Takes away the sessions that nobody can use any more. A sign-in that ended with wrong codes stays as long as those are
/// remembered.
package struct DeleteRetiredSessions: Statement {
    package static let text: SQLText = """
        DELETE FROM session WHERE (waits_for_code = 0 AND (started_at <= $1 OR last_seen_at <= $2))
            OR (waits_for_code = 1 AND wrong_codes = 0 AND started_at <= $3)
            OR (waits_for_code = 1 AND wrong_codes > 0 AND last_seen_at <= $4)
        """
    let started: Instant
    let seen: Instant
    let asked: Instant
    let wrong: Instant

    /// - Parameters: the last times that are too long ago: of a sign-in, of a request, of a sign-in that waits for a code,
    ///   of a wrong code.
    package init(
        startedUntil started: Instant, seenUntil seen: Instant, askedUntil asked: Instant, wrongUntil wrong: Instant
    ) {
        self.started = started
        self.seen = seen
        self.asked = asked
        self.wrong = wrong
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(started)
        inputs.append(seen)
        inputs.append(asked)
        inputs.append(wrong)
    }
}
