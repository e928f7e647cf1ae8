extension Schema {
    /// What a hand-over with acknowledgement, encrypted answers and the change feed need.
    ///
    /// The one text that walks the candidates does it once, in the order of their arrival.
    static let handover = Step(
        version: 4, name: "hand-over, encrypted answers, changes",
        texts: [serviceKey] + keyColumns + [handoverTable, change, changesSoFar] + handoverIndexes
    )

    /// The RSA pair to which callers encrypt the key they want their answer under (contract 1.12).
    private static let serviceKey = """
        CREATE TABLE service_key (
            service_id TEXT PRIMARY KEY REFERENCES service (service_id),
            key_id TEXT NOT NULL,
            public_key BYTEA NOT NULL,
            sealed_private BYTEA NOT NULL,
            created_at BIGINT NOT NULL
        )
        """

    private static let keyColumns = [
        """
        ALTER TABLE api_key ADD COLUMN archive_trigger TEXT NOT NULL DEFAULT 'extraction'
            CHECK (archive_trigger IN ('extraction', 'acknowledgement'))
        """,
        "ALTER TABLE api_key ADD COLUMN refuses_plain BIGINT NOT NULL DEFAULT 0 CHECK (refuses_plain IN (0, 1))",
        "ALTER TABLE api_key ADD COLUMN handover_status TEXT NOT NULL DEFAULT 'approved'",
        "ALTER TABLE api_key ADD COLUMN receiver_key TEXT",
        """
        ALTER TABLE api_key ADD COLUMN receiver_thumbprint TEXT
            CHECK ((receiver_key IS NULL) = (receiver_thumbprint IS NULL))
        """,
        "ALTER TABLE api_key ADD COLUMN offered_key TEXT",
        "ALTER TABLE api_key ADD COLUMN offered_digest BYTEA",
        """
        ALTER TABLE api_key ADD COLUMN offer_ends_at BIGINT
            CHECK ((offered_key IS NULL) = (offered_digest IS NULL) AND (offered_key IS NULL) = (offer_ends_at IS NULL))
        """,
    ]

    /// Where the hand-over of one candidate to one key stands. `proof` is keyed by a nonce that only the answer held: after
    /// the archive it says nothing about anybody.
    private static let handoverTable = """
        CREATE TABLE handover (
            record_id TEXT NOT NULL,
            key_id TEXT NOT NULL,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            submit_count BIGINT NOT NULL,
            lease TEXT,
            lease_ends_at BIGINT,
            proof BYTEA,
            expired_leases BIGINT NOT NULL DEFAULT 0,
            acknowledged_at BIGINT,
            archive_at BIGINT,
            answered_archive_at BIGINT,
            PRIMARY KEY (record_id, key_id),
            CHECK ((lease IS NULL) = (lease_ends_at IS NULL))
        )
        """

    /// What happened to candidates, without gaps: the numbers of a service count up by one.
    private static let change = """
        CREATE TABLE candidate_change (
            service_id TEXT NOT NULL REFERENCES service (service_id),
            number BIGINT NOT NULL,
            record_id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('status', 'archived', 'deleted')),
            status TEXT NOT NULL,
            submit_count BIGINT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (service_id, number)
        )
        """

    private static let changesSoFar = """
        INSERT INTO candidate_change (service_id, number, record_id, kind, status, submit_count, at)
        SELECT service_id, ROW_NUMBER() OVER (PARTITION BY service_id ORDER BY arrival), record_id,
            CASE WHEN archived_at IS NULL THEN 'status' ELSE 'archived' END, status, submit_count,
            COALESCE(archived_at, submitted_at)
        FROM candidate
        """

    private static let handoverIndexes = [
        """
        CREATE INDEX candidate_live ON candidate (service_id, status, arrival) WHERE archived_at IS NULL
        """,
        "CREATE INDEX handover_lease ON handover (lease_ends_at) WHERE lease_ends_at IS NOT NULL AND acknowledged_at IS NULL",
        "CREATE INDEX handover_of_key ON handover (key_id, expired_leases)",
    ]
}
