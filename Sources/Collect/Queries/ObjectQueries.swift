import Model

/// What hangs on tables: constraints, views, sequences, policies, triggers, functions, statistics, types.
extension SectionQuery {
    /// The names of the columns that an array of attribute numbers names, in its order.
    private static func columnNames(_ numbers: String, of relation: String) -> String {
        """
        (SELECT json_agg(a.attname ORDER BY u.position) FROM unnest(\(numbers)) WITH ORDINALITY AS u(number, position) \
        JOIN pg_attribute a ON a.attrelid = \(relation) AND a.attnum = u.number)
        """
    }

    static let constraints: SectionQuery = {
        let action: KeyValuePairs = [
            "a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default",
        ]
        return SectionQuery(
            .constraints, takes: .lockedAndRange,
            [
                "oid": "k.oid", "relation_oid": "k.conrelid", "name": "k.conname",
                "kind": SQL.decode(
                    "k.contype",
                    [
                        "p": "primary", "u": "unique", "f": "foreign", "c": "check", "x": "exclusion", "t": "trigger",
                        "n": "not null",
                    ]),
                "definition": SQL.unlessLocked("k.conrelid", "pg_get_constraintdef(k.oid)"),
                "columns": columnNames("k.conkey", of: "k.conrelid"),
                "referenced_oid": "nullif(k.confrelid, 0)",
                "referenced_columns":
                    "CASE WHEN k.contype = 'f' THEN \(columnNames("k.confkey", of: "k.confrelid")) END",
                "on_update": SQL.decode("k.confupdtype", action), "on_delete": SQL.decode("k.confdeltype", action),
                "match": SQL.decode("k.confmatchtype", ["s": "simple", "f": "full", "p": "partial"]),
                "validated": "k.convalidated", "deferrable": "k.condeferrable",
                // A foreign key names the index of the table that it refers to: it does not carry it.
                "index_oid": "CASE WHEN k.contype <> 'f' THEN nullif(k.conindid, 0) END",
                "parent_oid": "nullif(k.conparentid, 0)",
            ],
            from: """
                FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace AND \(SQL.isUserSchema("n.nspname"))
                WHERE \(SQL.isInRange("k.conrelid"))
                ORDER BY k.oid
                """)
    }()

    static let views = SectionQuery(
        .views, takes: .locked,
        [
            "oid": "c.oid", "definition": SQL.unlessLocked("c.oid", "pg_get_viewdef(c.oid)"),
            "populated": "c.relispopulated",
        ], from: "\(userRelations)\nWHERE c.relkind IN ('v', 'm') ORDER BY c.oid")

    static let viewDependencies = SectionQuery(
        .viewDependencies, distinct: true,
        ["view_oid": "r.ev_class", "relation_oid": "d.refobjid"],
        from: """
            \(userRelations)
            JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
              AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class AND d.deptype = 'n'
            JOIN pg_class used ON used.oid = d.refobjid AND used.relkind IN ('r', 'p', 'm', 'v', 'f')
            WHERE c.relkind IN ('v', 'm')
            ORDER BY 1, 2
            """)

    static let sequences = SectionQuery(
        .sequences, takes: .lockedAndRange,
        [
            "oid": "c.oid", "schema": "n.nspname", "name": "c.relname", "type": "format_type(s.seqtypid, NULL)",
            "start": "s.seqstart", "minimum": "s.seqmin", "maximum": "s.seqmax", "increment": "s.seqincrement",
            "cycles": "s.seqcycle",
            "last_value": """
            CASE WHEN c.oid <> ALL ($1::oid[]) AND has_sequence_privilege(c.oid, 'SELECT,USAGE') \
            AND (c.relpersistence = 'p' OR NOT pg_is_in_recovery()) THEN pg_sequence_last_value(c.oid) END
            """,
            "owner_relation_oid": "d.refobjid", "owner_column": "a.attname",
        ],
        from: """
            \(userRelations)
            JOIN pg_sequence s ON s.seqrelid = c.oid
            LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
              AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE \(SQL.isInRange("c.oid"))
            ORDER BY c.oid
            """)

    static let policies = SectionQuery(
        .policies, takes: .locked,
        [
            "relation_oid": "p.polrelid", "name": "p.polname",
            "command": SQL.decode(
                "p.polcmd", ["*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"]),
            "permissive": "p.polpermissive",
            "roles": """
            (SELECT json_agg(CASE WHEN u.role = 0 THEN 'public' ELSE pg_get_userbyid(u.role)::text END ORDER BY 1) \
            FROM unnest(p.polroles) AS u(role))
            """,
            "using_expression": SQL.unlessLocked("p.polrelid", "pg_get_expr(p.polqual, p.polrelid)"),
            "check_expression": SQL.unlessLocked("p.polrelid", "pg_get_expr(p.polwithcheck, p.polrelid)"),
        ], from: "FROM pg_policy p ORDER BY p.polrelid, p.polname")

    static let triggers = SectionQuery(
        .triggers, takes: .locked,
        [
            "oid": "t.oid", "relation_oid": "t.tgrelid", "name": "t.tgname", "function_oid": "t.tgfoid",
            "enabled": SQL.decode(
                "t.tgenabled", ["O": "origin", "D": "disabled", "R": "replica", "A": "always"]),
            // The bits are those of catalog/pg_trigger.h.
            "timing":
                "CASE WHEN t.tgtype & 2 <> 0 THEN 'before' WHEN t.tgtype & 64 <> 0 THEN 'instead of' ELSE 'after' END",
            "level": "CASE WHEN t.tgtype & 1 <> 0 THEN 'row' ELSE 'statement' END",
            "events": """
            to_json(array_remove(ARRAY[CASE WHEN t.tgtype & 4 <> 0 THEN 'insert' END, \
            CASE WHEN t.tgtype & 16 <> 0 THEN 'update' END, CASE WHEN t.tgtype & 8 <> 0 THEN 'delete' END, \
            CASE WHEN t.tgtype & 32 <> 0 THEN 'truncate' END], NULL))
            """,
            "definition": SQL.unlessLocked("t.tgrelid", "pg_get_triggerdef(t.oid)"),
        ],
        from: """
            \(userRelations)
            JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
            ORDER BY t.oid
            """)

    static let functions = SectionQuery(
        .functions,
        [
            "oid": "p.oid", "schema": "n.nspname", "name": "p.proname",
            "arguments": "pg_get_function_identity_arguments(p.oid)", "language": "l.lanname",
            "kind": SQL.decode(
                "p.prokind", ["f": "function", "p": "procedure", "a": "aggregate", "w": "window"]),
            "volatility": SQL.decode("p.provolatile", ["i": "immutable", "s": "stable", "v": "volatile"]),
            "parallel": SQL.decode("p.proparallel", ["s": "safe", "r": "restricted", "u": "unsafe"]),
            "cost": "p.procost", "rows": "p.prorows", "strict": "p.proisstrict", "security_definer": "p.prosecdef",
            "used_by_index": "coalesce(u.by_index, false)",
        ],
        from: """
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_language l ON l.oid = p.prolang
            LEFT JOIN (
              SELECT d.refobjid AS oid, bool_or(d.classid = 'pg_class'::regclass) AS by_index FROM pg_depend d
              LEFT JOIN pg_class i ON d.classid = 'pg_class'::regclass AND i.oid = d.objid
              WHERE d.refclassid = 'pg_proc'::regclass AND (i.relkind IN ('i', 'I')
                OR d.classid IN ('pg_policy'::regclass, 'pg_trigger'::regclass))
              GROUP BY d.refobjid) u ON u.oid = p.oid
            WHERE (\(SQL.isUserSchema("n.nspname")) AND NOT EXISTS (SELECT FROM pg_depend e
                WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'))
              OR (u.oid IS NOT NULL AND \(SQL.isUserSchema("n.nspname")))
            ORDER BY p.oid
            """)

    static let extendedStatistics = SectionQuery(
        .extendedStatistics, takes: .locked,
        [
            "oid": "s.oid", "relation_oid": "s.stxrelid", "schema": "n.nspname", "name": "s.stxname",
            "kinds": """
            (SELECT json_agg(\(SQL.decode("u.kind", ["d": "ndistinct", "f": "dependencies", "m": "mcv", "e": "expressions"])) \
            ORDER BY u.position) FROM unnest(s.stxkind) WITH ORDINALITY AS u(kind, position))
            """,
            "columns": columnNames("s.stxkeys::int2[]", of: "s.stxrelid"),
            "definition": SQL.unlessLocked("s.stxrelid", "pg_get_statisticsobjdef(s.oid)"),
        ],
        from: """
            FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
            WHERE \(SQL.isUserSchema("n.nspname"))
            ORDER BY s.oid
            """)

    static let types = SectionQuery(
        .types,
        [
            "oid": "t.oid", "schema": "n.nspname", "name": "t.typname",
            "kind": SQL.decode(
                "t.typtype",
                ["e": "enum", "d": "domain", "r": "range", "m": "multirange", "c": "composite", "b": "base"]),
            "base_type": """
            CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) \
            WHEN 'r' THEN (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = t.oid) END
            """,
            "labels": """
            CASE WHEN t.typtype = 'e' THEN \
            (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) END
            """,
        ],
        from: """
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND \(SQL.isUserSchema("n.nspname"))
            WHERE t.typtype IN ('e', 'd', 'r', 'm', 'c', 'b')
              AND (t.typrelid = 0 OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
              AND (t.typelem = 0 OR t.typlen <> -1 OR t.typcategory <> 'A')
            ORDER BY t.oid
            """)
}
