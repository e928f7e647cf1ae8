extension Schema {
    /// What a candidate agreed to on the submission page. The wordings hold nobody's data and outlive every archive.
    static let consent = Step(
        version: 6, name: "consent on record",
        texts: [
            """
            CREATE TABLE consent_text (
                service_id TEXT NOT NULL REFERENCES service (service_id),
                digest TEXT NOT NULL,
                wording TEXT NOT NULL,
                first_used_at BIGINT NOT NULL,
                PRIMARY KEY (service_id, digest)
            )
            """,
            // Null in a draft from before this step: it can't be sent until the candidate has agreed to a wording by name.
            "ALTER TABLE draft ADD COLUMN consent TEXT",
        ])
}
