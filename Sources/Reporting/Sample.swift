import Model

/// The analysis behind the rendered samples in `reports/`, with one of everything that a report can show.
enum Sample {
    static let analysis = Analysis(
        target: TargetIdentity(name: "db1:5432/forum", host: "db1", port: 5432, database: "forum"),
        from: 1_794_823_200, to: 1_795_428_000, isLifetime: false, serverVersion: 150_004, findings: findings,
        coverage: coverage, statements: statements)

    private static let findings =
        [
            Finding(
                key: "51e02d7d51c1f3aa", rule: "transaction-id-wraparound", category: .vacuum, severity: .critical,
                object: "public.events", title: "Transaction ids run out",
                message:
                    "The oldest row of public.events is 1.9 billion transactions old; at the present rate the server"
                    + " refuses writes in 12 days.",
                remedy: "Vacuum the table now, and find out what holds autovacuum back.",
                impact: Impact(value: 12, unit: .daysUntil),
                evidence: ["age": .integer(1_900_000_000), "transactions_per_day": .real(20_500_000)],
                fix: "VACUUM (FREEZE) public.events"),
            Finding(
                key: "0f6a3b1c77d2e984", rule: "sequential-scan-on-large-table", category: .plan, severity: .critical,
                object: "9f31c2a4d0e7b655", title: "Large table read from end to end",
                message: "12,345 calls a day read all 2,400,000 rows of public.posts to return 12.",
                remedy: "Create an index on the columns of the condition.",
                impact: Impact(value: 11_520_000, unit: .millisecondsPerDay),
                evidence: [
                    "rows": .integer(2_400_000), "calls_per_day": .integer(12_345), "filter": .text("(user_id = $1)"),
                ],
                fix: "CREATE INDEX CONCURRENTLY posts_user_id_created_idx\n    ON public.posts (user_id, created DESC)",
                reverse: "DROP INDEX CONCURRENTLY public.posts_user_id_created_idx"),
        ] + unindexed + [
            Finding(
                key: "a7c4e2f019b83d56", rule: "unused-index", category: .index, severity: .info,
                object: "public.posts_body_idx", title: "Index that nobody reads",
                message:
                    "No scan in 400 days, on this server or its standbys, while 51,000 rows a day are written to it.",
                remedy: "Drop it.", impact: Impact(value: 1.4e9, unit: .bytes),
                evidence: ["scans": .integer(0), "index_bytes": .integer(1_400_000_000)],
                fix: "DROP INDEX CONCURRENTLY public.posts_body_idx",
                reverse: "CREATE INDEX CONCURRENTLY posts_body_idx ON public.posts USING btree (body)"),
            Finding(
                key: "2b90d5e871f4c63a", rule: "checksums-off", category: .server, severity: .info,
                object: "data_checksums",
                title: "Pages without checksums", message: "A damaged page would be read as if it were sound.",
                remedy: "Enable them with pg_checksums while the server is stopped.",
                impact: Impact(value: 0, unit: .none), evidence: [:]),
        ]

    /// More objects than a report shows for one rule.
    private static let unindexed = (1...8).map { number in
        Finding(
            key: "c0ffee000000000\(number)", rule: "foreign-key-without-index", category: .schema, severity: .warning,
            object: "public.table_\(number)", title: "Foreign key without an index",
            message: "Deleting a row of public.users reads public.table_\(number) from end to end.",
            remedy: "Create an index that begins with the columns of the key.",
            impact: Impact(value: 900_000 / Double(number), unit: .millisecondsPerDay),
            evidence: ["constraint": .text("table_\(number)_user_id_fkey"), "validated": .boolean(true)],
            fix: "CREATE INDEX CONCURRENTLY ON public.table_\(number) (user_id)")
    }

    private static let coverage = Coverage(
        rules: [
            RuleOutcome(id: "transaction-id-wraparound", status: .found),
            RuleOutcome(id: "sequential-scan-on-large-table", status: .found),
            RuleOutcome(id: "foreign-key-without-index", status: .found),
            RuleOutcome(id: "unused-index", status: .found), RuleOutcome(id: "checksums-off", status: .found),
            RuleOutcome(id: "idle-in-transaction", status: .clear),
            RuleOutcome(id: "replication-lag", status: .skipped, reason: "no right to read pg_stat_replication"),
        ],
        statementsTotal: 5_000, statementsParsed: 4_998, statementsPlanned: 812,
        statementsWithoutPlan: 14,
        skipped: [
            Skipped(statement: "77aa", reason: "the time budget for plans was spent"),
            Skipped(statement: "77ab", reason: "the time budget for plans was spent"),
            Skipped(
                statement: "b5d8e3f1a2c40967", reason: "42P18: could not determine data type of parameter $3",
                share: 0.013,
                id: "b5d8e3f1a2c40967", rank: 2),
        ],
        unreadable: [
            Unreadable(
                section: "replication", reason: "permission denied", remedy: "GRANT pg_monitor TO advisor;")
        ],
        suppressed: [
            Suppressed(
                key: "1111222233334444", rule: "unused-index", object: "public.posts_tags_idx",
                reason: "needed for the yearly report")
        ],
        notes: ["pg_stat_statements evicted entries 3 times: rare statements are missing."])

    private static let statements = [
        StatementSummary(
            id: "9f31c2a4d0e7b655",
            text: "SELECT *\n  FROM posts\n WHERE user_id = $1\n ORDER BY created DESC\n LIMIT $2",
            calls: 86_415, totalMilliseconds: 80_640_000, meanMilliseconds: 933.2, rows: 1_036_980, share: 0.62),
        StatementSummary(
            id: "b5d8e3f1a2c40967", text: "UPDATE users SET seen = now() WHERE id = $1", calls: 4_200_000,
            totalMilliseconds: 1_764_000, meanMilliseconds: 0.42, rows: 4_200_000, share: 0.013),
    ]
}
