/// The schema as a list of steps. A step that has been released is never edited: the next one changes it.
package enum Schema {
    package struct Step: Sendable {
        package let version: Int64
        package let name: String
        package let texts: [String]

        package init(version: Int64, name: String, texts: [String]) {
            self.version = version
            self.name = name
            self.texts = texts
        }

        /// FNV-1a (64 bit) over the texts: tells an edited past from the one that was applied. No security rests on it.
        package var checksum: String {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in texts.joined(separator: ";").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }

    package static let steps: [Step] = [first, members, figures, handover, review, consent]

    /// The table that says which steps were applied; it exists before the first of them.
    static let versionTable = """
        CREATE TABLE IF NOT EXISTS schema_version (
            version BIGINT PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """

    private static let first = Step(
        version: 1, name: "services, keys, candidates, record",
        texts: [service, apiKey, candidate, picture, attributeReview, tally, history, extraction, erasure, mark]
            + indexes
    )

    private static let service = """
        CREATE TABLE service (
            service_id TEXT PRIMARY KEY,
            client_id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            key_slot BIGINT NOT NULL UNIQUE,
            created_at BIGINT NOT NULL,
            cors_origins TEXT NOT NULL,
            requests_per_second BIGINT NOT NULL,
            burst BIGINT NOT NULL,
            own_attributes TEXT NOT NULL,
            required_attributes TEXT NOT NULL,
            keeps_email_fingerprint BIGINT NOT NULL CHECK (keeps_email_fingerprint IN (0, 1)),
            last_arrival BIGINT NOT NULL DEFAULT 0
        )
        """

    private static let apiKey = """
        CREATE TABLE api_key (
            key_id TEXT PRIMARY KEY,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            description TEXT NOT NULL,
            scope TEXT NOT NULL CHECK (scope IN ('metadata', 'text', 'pictures')),
            may_write BIGINT NOT NULL CHECK (may_write IN (0, 1)),
            archive_after BIGINT CHECK (archive_after BETWEEN 0 AND 31536000),
            expires_at BIGINT,
            networks TEXT NOT NULL,
            is_enabled BIGINT NOT NULL CHECK (is_enabled IN (0, 1)),
            digest BYTEA NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        )
        """

    private static let candidate = """
        CREATE TABLE candidate (
            record_id TEXT PRIMARY KEY,
            support_id TEXT NOT NULL UNIQUE,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            ref_id TEXT,
            arrival BIGINT NOT NULL,
            status TEXT NOT NULL CHECK (status IN
                ('incomplete', 'waiting', 'inreview', 'approved', 'rejected', 'blocked', 'review_requested')),
            status_before_block TEXT CHECK ((status = 'blocked') = (status_before_block IS NOT NULL)),
            submit_count BIGINT NOT NULL CHECK (submit_count >= 1),
            submitted_at BIGINT NOT NULL,
            waiting_at BIGINT,
            in_review_at BIGINT,
            approved_at BIGINT,
            review_requested_at BIGINT,
            archive_at BIGINT,
            armed_boot TEXT,
            due_uptime BIGINT,
            archived_at BIGINT,
            key_slot BIGINT UNIQUE,
            sealed_text BYTEA,
            sealed_kept BYTEA,
            email_index BYTEA,
            UNIQUE (service_id, ref_id),
            UNIQUE (service_id, arrival),
            CHECK ((archived_at IS NULL) = (key_slot IS NOT NULL)),
            CHECK ((archived_at IS NULL) = (sealed_text IS NOT NULL)),
            CHECK ((archive_at IS NULL) = (armed_boot IS NULL AND due_uptime IS NULL))
        )
        """

    private static let picture = """
        CREATE TABLE picture (
            record_id TEXT NOT NULL REFERENCES candidate (record_id),
            slug TEXT NOT NULL,
            file TEXT NOT NULL UNIQUE,
            media_type TEXT NOT NULL,
            byte_count BIGINT NOT NULL CHECK (byte_count > 0),
            PRIMARY KEY (record_id, slug)
        )
        """

    private static let attributeReview = """
        CREATE TABLE attribute_review (
            record_id TEXT NOT NULL REFERENCES candidate (record_id),
            slug TEXT NOT NULL,
            decision TEXT NOT NULL CHECK (decision IN ('accepted', 'rejected')),
            sealed_reason BYTEA,
            at BIGINT NOT NULL,
            PRIMARY KEY (record_id, slug)
        )
        """

    /// How many candidates of a service have a status: a list's total without counting a million rows. `moves` counts what
    /// shifts the pages of that status's list, `deletions` what shifts those of the whole list.
    private static let tally = """
        CREATE TABLE candidate_tally (
            service_id TEXT NOT NULL REFERENCES service (service_id),
            status TEXT NOT NULL,
            candidates BIGINT NOT NULL,
            moves BIGINT NOT NULL,
            deletions BIGINT NOT NULL,
            PRIMARY KEY (service_id, status)
        )
        """

    private static let history = """
        CREATE TABLE history_event (
            event_id TEXT PRIMARY KEY,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            record_id TEXT,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            sealed_note BYTEA
        )
        """

    private static let extraction = """
        CREATE TABLE extraction (
            extraction_id TEXT NOT NULL,
            service_id TEXT NOT NULL REFERENCES service (service_id),
            record_id TEXT NOT NULL,
            key_id TEXT NOT NULL,
            scope TEXT NOT NULL,
            form TEXT NOT NULL CHECK (form IN ('single', 'list')),
            at BIGINT NOT NULL,
            bytes BIGINT,
            completed_at BIGINT,
            PRIMARY KEY (record_id, extraction_id)
        )
        """

    /// What is still to be wiped: key slots and picture files. A row goes when its target is gone.
    private static let erasure = """
        CREATE TABLE erasure (
            kind TEXT NOT NULL CHECK (kind IN ('slot', 'picture', 'upload')),
            target TEXT NOT NULL,
            PRIMARY KEY (kind, target)
        )
        """

    private static let mark = """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        )
        """

    private static let indexes = [
        "CREATE INDEX candidate_by_status ON candidate (service_id, status, arrival)",
        "CREATE INDEX candidate_due ON candidate (archive_at) WHERE archive_at IS NOT NULL AND archived_at IS NULL",
        "CREATE INDEX history_of_candidate ON history_event (record_id, event_id) WHERE record_id IS NOT NULL",
        "CREATE INDEX history_of_service ON history_event (service_id, event_id)",
        "CREATE INDEX api_key_of_service ON api_key (service_id, created_at, key_id)",
    ]
}
