extension Schema {
    static let members = Step(
        version: 2, name: "members, sessions, invitations",
        texts: [member, membership, session, invitation, recoveryCode] + memberIndexes + houseHistory
    )

    private static let member = """
        CREATE TABLE member (
            member_id TEXT PRIMARY KEY,
            email_index BYTEA NOT NULL UNIQUE,
            sealed_profile BYTEA NOT NULL,
            password BYTEA NOT NULL,
            sealed_factor BYTEA,
            last_code BIGINT,
            offered_factor BYTEA,
            created_at BIGINT NOT NULL,
            last_seen_at BIGINT,
            CHECK ((sealed_factor IS NULL) = (last_code IS NULL))
        )
        """

    /// `service_id` is a service's, or 24 zeros for every service.
    private static let membership = """
        CREATE TABLE membership (
            member_id TEXT NOT NULL REFERENCES member (member_id),
            service_id TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN
                ('owner', 'manager', 'approver', 'reviewer', 'read-only', 'accountant')),
            PRIMARY KEY (member_id, service_id)
        )
        """

    private static let session = """
        CREATE TABLE session (
            session_id TEXT PRIMARY KEY,
            digest BYTEA NOT NULL UNIQUE,
            member_id TEXT NOT NULL REFERENCES member (member_id),
            waits_for_code BIGINT NOT NULL CHECK (waits_for_code IN (0, 1)),
            wrong_codes BIGINT NOT NULL DEFAULT 0,
            browser TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL
        )
        """

    /// A link. `member_id` stands in one for a new password only.
    private static let invitation = """
        CREATE TABLE invitation (
            invitation_id TEXT PRIMARY KEY,
            digest BYTEA NOT NULL UNIQUE,
            service_id TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN
                ('owner', 'manager', 'approver', 'reviewer', 'read-only', 'accountant')),
            email_index BYTEA,
            sealed_email BYTEA,
            member_id TEXT REFERENCES member (member_id),
            created_by TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            CHECK ((email_index IS NULL) = (sealed_email IS NULL))
        )
        """

    private static let recoveryCode = """
        CREATE TABLE recovery_code (
            member_id TEXT NOT NULL REFERENCES member (member_id),
            digest BYTEA NOT NULL,
            PRIMARY KEY (member_id, digest)
        )
        """

    private static let memberIndexes = [
        "CREATE INDEX membership_of_service ON membership (service_id, role)",
        "CREATE INDEX session_of_member ON session (member_id)",
        "CREATE INDEX invitation_of_service ON invitation (service_id)",
        "CREATE INDEX invitation_of_member ON invitation (member_id) WHERE member_id IS NOT NULL",
    ]

    /// The history also tells of what belongs to no service, so its `service_id` refers to none any more. No engine takes
    /// a reference away in place that the other would too, hence a new table with the old rows.
    private static let houseHistory = [
        """
        CREATE TABLE history_line (
            event_id TEXT PRIMARY KEY,
            service_id TEXT NOT NULL,
            record_id TEXT,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            sealed_note BYTEA
        )
        """,
        """
        INSERT INTO history_line (event_id, service_id, record_id, at, actor, kind, detail, sealed_note)
        SELECT event_id, service_id, record_id, at, actor, kind, detail, sealed_note FROM history_event ORDER BY event_id
        """,
        "DROP TABLE history_event",
        "ALTER TABLE history_line RENAME TO history_event",
        "CREATE INDEX history_of_candidate ON history_event (record_id, event_id) WHERE record_id IS NOT NULL",
        "CREATE INDEX history_of_service ON history_event (service_id, event_id)",
    ]
}
