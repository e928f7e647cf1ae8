extension Schema {
    /// What the console shows in numbers, rotated keys, and retention.
    ///
    /// It runs once over what is there. The texts that walk a table that grows go through it once, in its own order or in
    /// that of an index.
    static let figures = Step(
        version: 3, name: "figures: settings, rotation, use of keys, retention",
        texts: serviceSettings + keyRotation + lastChange + archivedTally + activityIndexes + keyUse)

    private static let serviceSettings = [
        "ALTER TABLE service ADD COLUMN summary TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN undecided_days BIGINT CHECK (undecided_days BETWEEN 1 AND 3650)",
        "ALTER TABLE service ADD COLUMN decided_days BIGINT CHECK (decided_days BETWEEN 1 AND 3650)",
        """
        ALTER TABLE service ADD COLUMN requires_second_factor BIGINT NOT NULL DEFAULT 0
            CHECK (requires_second_factor IN (0, 1))
        """,
    ]

    /// Until now only the operator at the machine made keys.
    private static let keyRotation = [
        "ALTER TABLE api_key ADD COLUMN created_by TEXT NOT NULL DEFAULT 'operator'",
        "ALTER TABLE api_key ADD COLUMN is_test BIGINT NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1))",
        "ALTER TABLE api_key ADD COLUMN old_digest BYTEA",
        """
        ALTER TABLE api_key ADD COLUMN old_ends_at BIGINT
            CHECK ((old_digest IS NULL) = (old_ends_at IS NULL))
        """,
    ]

    /// When a candidate was last submitted or moved to another status, by what Lethe itself has written down: a refused or
    /// blocked one has no date of its own, and a date that came with an import is a claim. Archived ones need none until
    /// they are submitted again.
    private static let lastChange = [
        "ALTER TABLE candidate ADD COLUMN changed_at BIGINT",
        """
        UPDATE candidate SET changed_at = COALESCE(
            (SELECT MAX(at) FROM history_event WHERE history_event.record_id = candidate.record_id
                AND history_event.kind IN ('candidate.submitted', 'candidate.status')),
            (SELECT MAX(moment.at) FROM (SELECT candidate.submitted_at AS at UNION ALL SELECT candidate.waiting_at
                UNION ALL SELECT candidate.in_review_at UNION ALL SELECT candidate.approved_at
                UNION ALL SELECT candidate.review_requested_at) AS moment))
        WHERE archived_at IS NULL
        """,
        """
        CREATE INDEX candidate_retained ON candidate (service_id, status, changed_at) WHERE archived_at IS NULL
        """,
    ]

    /// Those who live are counted in the index above, which is narrow.
    private static let archivedTally = [
        "ALTER TABLE candidate_tally ADD COLUMN archived BIGINT NOT NULL DEFAULT 0",
        """
        UPDATE candidate_tally SET archived = candidates - (SELECT COUNT(*) FROM candidate
            WHERE candidate.service_id = candidate_tally.service_id AND candidate.status = candidate_tally.status
                AND candidate.archived_at IS NULL)
        """,
    ]

    private static let activityIndexes = [
        "CREATE INDEX extraction_of_service ON extraction (service_id, extraction_id)",
        "CREATE INDEX extraction_of_key ON extraction (service_id, key_id, extraction_id)",
        "CREATE INDEX history_by_actor ON history_event (service_id, actor, event_id)",
        "CREATE INDEX history_by_kind ON history_event (service_id, kind, event_id)",
    ]

    /// Extractions of a key on a day: days since 1970-01-01, UTC. It stays when the key is deleted.
    private static let keyUse = [
        """
        CREATE TABLE key_use (
            service_id TEXT NOT NULL REFERENCES service (service_id),
            day BIGINT NOT NULL,
            key_id TEXT NOT NULL,
            extractions BIGINT NOT NULL CHECK (extractions > 0),
            last_at BIGINT NOT NULL,
            PRIMARY KEY (service_id, day, key_id)
        )
        """,
        """
        INSERT INTO key_use (service_id, day, key_id, extractions, last_at)
        SELECT service_id, at / 86400000, key_id, COUNT(*), MAX(at) FROM extraction
        GROUP BY service_id, at / 86400000, key_id
        """,
    ]
}
