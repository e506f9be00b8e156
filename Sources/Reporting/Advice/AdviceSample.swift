import Model

/// The advice behind the rendered samples in `reports/`, with one of everything that it can hold.
enum AdviceSample {
    static let advice = Advice(
        target: TargetIdentity(name: "db1:5432/forum", host: "db1", port: 5432, database: "forum"),
        serverVersion: 150_004, windowDays: 7, recommendations: [replacement, partial, drop],
        alsoPossible: [
            AdditionalIndex(
                ddl: "CREATE INDEX ON public.tags (name)", bytes: 3e6, savingMillisecondsPerDay: 81_000,
                savingShare: 0.0038)
        ],
        workload: cost(7_120_000, kept: 0.994), frontier: frontier,
        coverage: AdviceCoverage(
            analysed: 214,
            skipped: [
                Skipped(
                    statement: "BEGIN", reason: "TRANSACTION is a utility statement, which has no plan",
                    isExaminable: false),
                Skipped(
                    statement: "SELECT * FROM gone", reason: "the table gone is not there", share: 0.031, rank: 5),
                Skipped(
                    statement: "COMMIT", reason: "TRANSACTION is a utility statement, which has no plan",
                    isExaminable: false),
            ], candidates: 1_240),
        uncertainties: [
            "The target runs PostgreSQL 15, the twin 16: costs and plans of what changed between them differ."
        ],
        plannerCalls: 1_893, seconds: 4.2)

    private static func cost(_ after: Double, kept: Double = 1) -> WorkloadCost {
        WorkloadCost(
            unit: .millisecondsPerDay, before: 21_600_000, after: after, lowerBound: after * 0.999, gap: 0.001,
            keptShare: kept)
    }

    private static let frontier = [
        FrontierPoint(
            budget: 100e6, bytes: 61e6, cost: cost(11_900_000),
            statements: ["CREATE INDEX ON public.posts (author_id, created_at DESC NULLS LAST)"]),
        FrontierPoint(
            budget: 500e6, bytes: 212e6, cost: cost(7_120_000),
            statements: [
                "CREATE INDEX ON public.posts (author_id, created_at DESC NULLS LAST)",
                "CREATE INDEX ON public.comments (post_id) INCLUDE (score) WHERE deleted_at IS NULL",
            ], isKnee: true),
        FrontierPoint(
            budget: nil, bytes: 1.9e9, cost: cost(6_980_000),
            statements: [
                "CREATE INDEX ON public.posts (author_id, created_at DESC NULLS LAST)",
                "CREATE INDEX ON public.comments (post_id) INCLUDE (score) WHERE deleted_at IS NULL",
                "CREATE INDEX ON public.posts USING gin (to_tsvector('english', body))",
            ]),
    ]

    private static let replacement = Recommendation(
        key: "3d1f0c9a55e2b740", action: .replace,
        definition: IndexDefinition(
            relation: 1, schema: "public", table: "posts",
            keys: [
                IndexDefinition.Key(column: "author_id"),
                IndexDefinition.Key(column: "created_at", descending: true, nullsFirst: false),
            ]),
        name: "public.posts_author_id_created_at_idx",
        ddl: """
            CREATE INDEX CONCURRENTLY posts_author_id_created_at_idx ON public.posts (author_id, created_at DESC NULLS LAST);
            DROP INDEX CONCURRENTLY public.posts_author_id_idx
            """,
        reverse: """
            CREATE INDEX posts_author_id_idx ON public.posts USING btree (author_id);
            DROP INDEX CONCURRENTLY public.posts_author_id_created_at_idx
            """,
        replaces: ["public.posts_author_id_idx"], bytes: 61e6, savingMillisecondsPerDay: 9_700_000, savingShare: 0.45,
        writeMillisecondsPerDay: 4_200, buildSeconds: 38, lock: lock,
        statements: [
            StatementEffect(
                id: "9f31c2a4d0e7b655",
                text: "SELECT id, title FROM posts WHERE author_id = $1 ORDER BY created_at DESC NULLS LAST LIMIT $2",
                calls: 88_000, millisecondsPerDay: 9_900_000, costBefore: 8_120.4, costAfter: 96.2,
                planBefore:
                    #"[{"Plan":{"Node Type":"Limit","Plans":[{"Node Type":"Sort","Plans":[{"Node Type":"Index Scan","Index Name":"posts_author_id_idx","Relation Name":"posts"}]}]}}]"#,
                planAfter:
                    #"[{"Plan":{"Node Type":"Limit","Plans":[{"Node Type":"Index Scan","Index Name":"new: posts_author_id_created_at_idx","Relation Name":"posts"}]}}]"#
            ),
            StatementEffect(
                id: "77aa00d1e2f3c4b5", text: "SELECT count(*) FROM posts WHERE author_id = $1", calls: 2_000,
                millisecondsPerDay: 12_000, costBefore: 411, costAfter: 413.5),
        ],
        alternatives: [
            Alternative(ddl: "CREATE INDEX ON public.posts (author_id, created_at)", bytes: 61e6, savingShare: 0.97),
            Alternative(ddl: "CREATE INDEX ON public.posts (created_at)", bytes: 55e6, savingShare: 0.21),
        ], confidence: .high, reasons: ["the new index serves all that it does"])

    private static let partial = Recommendation(
        key: "8c22b7e1f0934d5a", action: .create,
        definition: IndexDefinition(
            relation: 2, schema: "public", table: "comments", keys: [IndexDefinition.Key(column: "post_id")],
            include: ["score"], predicate: "deleted_at IS NULL"),
        name: "public.comments_post_id_score_idx",
        ddl:
            "CREATE INDEX CONCURRENTLY comments_post_id_score_idx ON public.comments (post_id) INCLUDE (score) WHERE deleted_at IS NULL",
        reverse: "DROP INDEX CONCURRENTLY public.comments_post_id_score_idx", bytes: 151e6,
        savingMillisecondsPerDay: 4_780_000, savingShare: 0.22, writeMillisecondsPerDay: 610_000, buildSeconds: 71,
        lock: lock,
        statements: [
            StatementEffect(
                id: "1b2c3d4e5f607182",
                text: "SELECT sum(score) FROM comments WHERE post_id = $1 AND deleted_at IS NULL",
                calls: 140_000, millisecondsPerDay: 5_400_000, costBefore: 2_050, costAfter: 17)
        ], confidence: .medium,
        reasons: ["It does not help with every value: no gain for hot values of some statement."])

    private static let drop = Recommendation(
        key: "f00d5eed12345678", action: .drop,
        definition: IndexDefinition(
            relation: 3, schema: "public", table: "users", keys: [IndexDefinition.Key(column: "bio")]),
        name: "public.users_bio_idx", ddl: "DROP INDEX CONCURRENTLY public.users_bio_idx",
        reverse: "CREATE INDEX users_bio_idx ON public.users USING btree (bio)", bytes: 420e6,
        savingMillisecondsPerDay: 31_000, savingShare: 0.0014, writeMillisecondsPerDay: 31_000,
        lock: "DROP INDEX CONCURRENTLY waits for queries that use the index; reads and writes go on.", statements: [],
        confidence: .high,
        reasons: ["no query has used it for 7 days", "no plan of the workload costs more without it"])

    private static let lock =
        "CREATE INDEX CONCURRENTLY takes SHARE UPDATE EXCLUSIVE: reads and writes go on; VACUUM and schema changes wait."
}
