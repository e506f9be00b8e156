import Model

/// Indexes: what they are, how big, how used.
extension SectionQuery {
    private static let userIndexes = """
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace AND \(SQL.isUserSchema("n.nspname"))
        """

    static func indexDefinitions(_ features: Set<Feature>) -> SectionQuery {
        SectionQuery(
            .indexDefinitions, takes: .lockedAndRange,
            [
                "oid": "i.indexrelid", "relation_oid": "i.indrelid", "schema": "n.nspname", "name": "c.relname",
                "method": "m.amname",
                "definition": SQL.unlessLocked("i.indexrelid", "pg_get_indexdef(i.indexrelid)"),
                "is_unique": "i.indisunique", "is_primary": "i.indisprimary", "is_exclusion": "i.indisexclusion",
                "is_valid": "i.indisvalid", "is_ready": "i.indisready", "is_live": "i.indislive",
                "is_replica_identity": "i.indisreplident", "is_clustered": "i.indisclustered",
                "nulls_not_distinct": features.contains(.nullsNotDistinct) ? "i.indnullsnotdistinct" : "false",
                "key_count": "i.indnkeyatts",
                "predicate": """
                CASE WHEN i.indpred IS NOT NULL AND i.indexrelid <> ALL ($1::oid[]) \
                THEN pg_get_expr(i.indpred, i.indrelid) END
                """,
                "has_expressions": "i.indexprs IS NOT NULL", "constraint_oid": "k.oid",
                "parent_oid": "h.inhparent", "is_partitioned": "c.relkind = 'I'",
                "options": SQL.options("c.reloptions"), "tablespace": "t.spcname",
                "is_being_built": "b.index_relid IS NOT NULL",
            ],
            from: """
                \(userIndexes)
                JOIN pg_am m ON m.oid = c.relam
                LEFT JOIN LATERAL (\(SQL.constraintHeld(by: "i.indexrelid", of: "i.indrelid"))) k ON true
                LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
                LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
                LEFT JOIN (SELECT DISTINCT index_relid FROM pg_stat_progress_create_index) b ON b.index_relid = i.indexrelid
                WHERE \(SQL.isInRange("i.indexrelid", "c.oid"))
                ORDER BY i.indexrelid
                """)
    }

    static let indexKeys = SectionQuery(
        .indexKeys, takes: .lockedAndRange,
        [
            "index_oid": "i.indexrelid", "position": "k.position", "attribute": "k.attribute", "column": "a.attname",
            "expression": """
            CASE WHEN k.attribute = 0 AND i.indexrelid <> ALL ($1::oid[]) \
            THEN pg_get_indexdef(i.indexrelid, k.position::int, true) END
            """,
            "included": "k.position > i.indnkeyatts",
            "operator_class": """
            CASE WHEN o.opcnamespace = 'pg_catalog'::regnamespace THEN quote_ident(o.opcname) \
            WHEN o.oid IS NOT NULL THEN o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname) END
            """,
            "operator_class_default": "o.opcdefault",
            "operator_class_options": SQL.options("x.attoptions"),
            "collation": """
            CASE WHEN l.collnamespace = 'pg_catalog'::regnamespace THEN quote_ident(l.collname) \
            WHEN l.oid IS NOT NULL THEN l.collnamespace::regnamespace || '.' || quote_ident(l.collname) END
            """,
            "collation_default": "k.collated IN (0, coalesce(a.attcollation, 'pg_catalog.\"default\"'::regcollation))",
            // Only ordered methods have a direction; for the others both bits are 0.
            "descending": "k.options & 1 <> 0", "nulls_first": "k.options & 2 <> 0",
        ],
        from: """
            \(userIndexes)
            CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
              WITH ORDINALITY AS k(attribute, class, collated, options, position)
            \(attribute("a", of: "i.indrelid", number: "k.attribute"))
            \(attribute("x", of: "i.indexrelid", number: "k.position"))
            LEFT JOIN pg_opclass o ON o.oid = k.class
            LEFT JOIN pg_collation l ON l.oid = k.collated
            WHERE \(SQL.isInRange("i.indexrelid", "c.oid"))
            ORDER BY i.indexrelid, k.position
            """)

    /// Looked up one by one: the planner would read all attributes of the database for each range of indexes.
    private static func attribute(_ name: String, of relation: String, number: String) -> String {
        """
        LEFT JOIN LATERAL (SELECT attname, attcollation, attoptions FROM pg_attribute
          WHERE attrelid = \(relation) AND attnum = \(number) OFFSET 0) \(name) ON \(number) <> 0
        """
    }

    static let indexSizes = SectionQuery(
        .indexSizes, takes: .lockedAndBatch,
        [
            "index_oid": "c.oid", "size_bytes": SQL.unlessLocked("c.oid", "pg_relation_size(c.oid)"),
            "pages": "c.relpages", "entries": "c.reltuples",
        ],
        from: """
            \(userRelations)
            WHERE c.relkind IN ('i', 'I') AND c.oid > $2::oid ORDER BY c.oid LIMIT $3::bigint
            """)

    static func indexStatistics(_ features: Set<Feature>) -> SectionQuery {
        SectionQuery(
            .indexStatistics,
            [
                "index_oid": "s.indexrelid", "scans": "s.idx_scan", "entries_read": "s.idx_tup_read",
                "rows_fetched": "s.idx_tup_fetch", "blocks_read": "io.idx_blks_read", "blocks_hit": "io.idx_blks_hit",
                "last_scan": features.contains(.lastIndexScan) ? "s.last_idx_scan" : "NULL::timestamptz",
            ],
            from: """
                FROM pg_stat_all_indexes s LEFT JOIN pg_statio_all_indexes io ON io.indexrelid = s.indexrelid
                WHERE \(SQL.isUserSchema("s.schemaname"))
                ORDER BY s.indexrelid
                """)
    }
}
