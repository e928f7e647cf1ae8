extension Schema {
    /// What the submission page, the review, legal holds, webhooks and the filters of the list need.
    static let review = Step(
        version: 5, name: "submission page, review, webhooks",
        texts: candidateColumns + serviceColumns + reviewTables + drafts + webhooks + listIndexes
    )

    private static let candidateColumns = [
        "ALTER TABLE candidate ADD COLUMN reviewer TEXT",
        "ALTER TABLE candidate ADD COLUMN held_at BIGINT",
        "ALTER TABLE candidate ADD COLUMN revision BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE attribute_review ADD COLUMN decided_by TEXT NOT NULL DEFAULT 'operator'",
    ]

    /// Lists hold one entry a line; in a text of several lines `\\n` stands for a line's end and `\\\\` for a backslash.
    private static let serviceColumns = [
        "ALTER TABLE service ADD COLUMN submission_page BIGINT NOT NULL DEFAULT 0 CHECK (submission_page IN (0, 1))",
        "ALTER TABLE service ADD COLUMN consent_text TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN optional_attributes TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN frame_origins TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN status_texts TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN feedback_texts TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN custom_fields TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN approving_certificates TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE service ADD COLUMN needs_four_eyes BIGINT NOT NULL DEFAULT 0 CHECK (needs_four_eyes IN (0, 1))",
    ]

    private static let reviewTables = [
        """
        CREATE TABLE candidate_note (
            note_id TEXT PRIMARY KEY,
            record_id TEXT NOT NULL REFERENCES candidate (record_id),
            author TEXT NOT NULL,
            at BIGINT NOT NULL,
            sealed_text BYTEA NOT NULL
        )
        """,
        "CREATE INDEX note_of_candidate ON candidate_note (record_id, note_id)",
        // Two persons lift a hold: the one who asks, and another.
        """
        CREATE TABLE legal_hold (
            record_id TEXT PRIMARY KEY REFERENCES candidate (record_id),
            placed_at BIGINT NOT NULL,
            placed_by TEXT NOT NULL,
            lift_asked_at BIGINT,
            lift_asked_by TEXT,
            CHECK ((lift_asked_at IS NULL) = (lift_asked_by IS NULL))
        )
        """,
        // Which candidates have which choice of a drop-down. The token is keyed: neither field nor choice can be read from it.
        """
        CREATE TABLE candidate_field (
            service_id TEXT NOT NULL REFERENCES service (service_id),
            token BYTEA NOT NULL,
            arrival BIGINT NOT NULL,
            record_id TEXT NOT NULL REFERENCES candidate (record_id),
            PRIMARY KEY (service_id, token, arrival)
        )
        """,
        "CREATE INDEX field_of_candidate ON candidate_field (record_id)",
    ]

    /// A submission that was begun on the page. It has a key of its own and goes with it. `record_id` is the candidate that
    /// a sent one became: sent again, it gets the same answer for a day.
    private static let drafts = [
        """
        CREATE TABLE draft (
            draft_id TEXT PRIMARY KEY,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            token_digest BYTEA NOT NULL UNIQUE,
            ref_id TEXT,
            resubmits TEXT,
            resubmits_count BIGINT,
            key_slot BIGINT UNIQUE,
            sealed_text BYTEA,
            byte_count BIGINT NOT NULL DEFAULT 0 CHECK (byte_count >= 0),
            started_at BIGINT NOT NULL,
            touched_at BIGINT NOT NULL,
            record_id TEXT,
            CHECK ((resubmits IS NULL) = (resubmits_count IS NULL)),
            CHECK ((key_slot IS NULL) = (record_id IS NOT NULL)),
            CHECK (record_id IS NULL OR (sealed_text IS NULL AND byte_count = 0))
        )
        """,
        "CREATE INDEX draft_by_touch ON draft (touched_at)",
        "CREATE INDEX draft_resubmits ON draft (resubmits) WHERE resubmits IS NOT NULL",
        "CREATE INDEX draft_open ON draft (service_id, byte_count) WHERE key_slot IS NOT NULL",
        """
        CREATE TABLE draft_picture (
            draft_id TEXT NOT NULL REFERENCES draft (draft_id),
            slug TEXT NOT NULL,
            file TEXT NOT NULL UNIQUE,
            media_type TEXT NOT NULL,
            byte_count BIGINT NOT NULL CHECK (byte_count > 0),
            PRIMARY KEY (draft_id, slug)
        )
        """,
    ]

    private static let webhooks = [
        """
        CREATE TABLE webhook (
            webhook_id TEXT PRIMARY KEY,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            name TEXT NOT NULL,
            url TEXT NOT NULL,
            events TEXT NOT NULL,
            is_enabled BIGINT NOT NULL CHECK (is_enabled IN (0, 1)),
            sealed_secret BYTEA,
            old_sealed_secret BYTEA,
            old_ends_at BIGINT,
            paused_at BIGINT,
            pause_reason TEXT CHECK (pause_reason IN ('gone', 'failing')),
            failing_since BIGINT,
            last_delivered_at BIGINT,
            created_at BIGINT NOT NULL,
            created_by TEXT NOT NULL,
            CHECK ((old_sealed_secret IS NULL) = (old_ends_at IS NULL)),
            CHECK ((paused_at IS NULL) = (pause_reason IS NULL))
        )
        """,
        "CREATE INDEX webhook_of_service ON webhook (service_id, webhook_id)",
        // The outbox: one row for one event and one webhook, written with the change that it tells of. `number` is the order
        // of all events. `due_at` is set for the first that waits of a webhook and candidate; the others wait for that one.
        // The body is dropped when nobody can ask for it any more.
        """
        CREATE TABLE delivery (
            delivery_id TEXT PRIMARY KEY,
            number BIGINT NOT NULL UNIQUE,
            webhook_id TEXT NOT NULL REFERENCES webhook (webhook_id),
            service_id TEXT NOT NULL,
            record_id TEXT NOT NULL,
            event TEXT NOT NULL,
            is_ping BIGINT NOT NULL CHECK (is_ping IN (0, 1)),
            body BYTEA,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
            attempts BIGINT NOT NULL DEFAULT 0,
            created_at BIGINT NOT NULL,
            waiting_since BIGINT NOT NULL,
            due_at BIGINT,
            ended_at BIGINT,
            CHECK ((state = 'waiting') = (ended_at IS NULL)),
            CHECK (state = 'waiting' OR due_at IS NULL),
            CHECK (state <> 'waiting' OR body IS NOT NULL)
        )
        """,
        """
        CREATE INDEX delivery_waiting ON delivery (webhook_id, state, record_id, number, created_at)
            WHERE state = 'waiting'
        """,
        "CREATE UNIQUE INDEX delivery_first ON delivery (webhook_id, record_id) WHERE due_at IS NOT NULL",
        "CREATE INDEX delivery_due ON delivery (webhook_id, due_at, number) WHERE due_at IS NOT NULL",
        "CREATE INDEX delivery_oldest ON delivery (created_at) WHERE state = 'waiting'",
        "CREATE INDEX delivery_of_webhook ON delivery (webhook_id, number)",
        "CREATE INDEX delivery_of_candidate ON delivery (record_id)",
        "CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL",
        """
        CREATE TABLE delivery_attempt (
            delivery_id TEXT NOT NULL REFERENCES delivery (delivery_id),
            attempt BIGINT NOT NULL,
            at BIGINT NOT NULL,
            duration BIGINT NOT NULL,
            http_status BIGINT,
            failure TEXT,
            answer BYTEA,
            PRIMARY KEY (delivery_id, attempt)
        )
        """,
    ]

    private static let listIndexes = [
        "CREATE INDEX handover_stuck ON handover (record_id) WHERE expired_leases >= 5 AND acknowledged_at IS NULL",
        "DROP INDEX candidate_due",
        """
        CREATE INDEX candidate_due ON candidate (archive_at)
            WHERE archive_at IS NOT NULL AND archived_at IS NULL AND held_at IS NULL
        """,
        "CREATE INDEX candidate_by_email ON candidate (service_id, email_index) WHERE email_index IS NOT NULL",
        "CREATE INDEX candidate_by_reviewer ON candidate (service_id, reviewer, arrival) WHERE reviewer IS NOT NULL",
        "CREATE INDEX candidate_living ON candidate (service_id, arrival) WHERE archived_at IS NULL",
        "CREATE INDEX candidate_archived ON candidate (service_id, arrival) WHERE archived_at IS NOT NULL",
        "CREATE INDEX candidate_submitted ON candidate (service_id, submitted_at, arrival)",
    ]
}
