import Model

/// SQL that finds all that leads to foreign code: functions that are neither PostgreSQL's own nor compiled code of a known
/// extension, and every object that depends on one, over any number of steps.
enum ForeignCodeQuery {
    /// The first oid that is not given to PostgreSQL's own objects.
    static let firstOid = 16_384

    /// One row an object. `$1` names of known extensions.
    ///
    /// pg_depend says which object needs which other. What it does not say is added: a rule, a policy, a default or a check
    /// concerns its table, an index its table, a table its parents and its children, an operator the one that the planner may
    /// exchange it for. Left out are objects that planning does not look at: triggers, and foreign keys, of which it takes the
    /// columns only.
    static let sql = """
        WITH RECURSIVE known AS (
            SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
            WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = ANY ($1::text[])
          ), functions AS (
            \(functions)
          ), casts AS (
            SELECT c.oid, c.castcontext, c.casttarget, t.oid AS owner FROM pg_cast c JOIN functions f ON f.oid = c.castfunc
            LEFT JOIN pg_type t ON t.oid = ANY (ARRAY[c.castsource, c.casttarget]) AND t.oid >= \(firstOid) AND NOT (t.typtype = 'b'
              AND EXISTS (SELECT FROM known WHERE classid = 'pg_type'::regclass AND objid = t.oid))
          ), reached (class, object) AS (
            SELECT 'pg_proc'::regclass::oid, oid FROM functions
            UNION SELECT 'pg_class'::regclass, oid FROM pg_class WHERE relkind = 'f'
            UNION SELECT 'pg_type'::regclass, owner FROM casts WHERE owner IS NOT NULL
            UNION SELECT 'pg_type'::regclass, casttarget FROM casts WHERE castcontext = 'e'
            UNION SELECT next.class, next.object FROM reached r CROSS JOIN LATERAL (
              \(steps.joined(separator: "\n      UNION ALL "))) next (class, object)
          )
        \(found.joined(separator: "\nUNION ALL "))
        """

    /// The roots. Aggregates are foreign only through the functions that they are made of: anybody may make one, and all are
    /// said to be written in `internal`. So are the constructors of ranges, which are as foreign as their types. plpgsql refuses to
    /// call a trigger function from SQL.
    private static let functions = """
        SELECT p.oid FROM pg_proc p
            WHERE p.prokind <> 'a' AND (p.oid >= \(firstOid)
                OR p.pronamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema')))
              AND NOT (p.prolang IN (12, 13)
                AND EXISTS (SELECT FROM known WHERE classid = 'pg_proc'::regclass AND objid = p.oid))
              AND NOT (p.prolang = 12 AND p.prosrc IN ('range_constructor2', 'range_constructor3',
                'multirange_constructor0', 'multirange_constructor1', 'multirange_constructor2'))
              AND NOT (p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype)
                AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql'))
        """

    /// From an object to those that need it. From a table only what reaches into other tables: what is its own is not needed.
    private static let steps = [
        """
        SELECT d.classid, d.objid FROM pg_depend d
                WHERE d.refclassid = r.class AND d.refobjid = r.object AND d.classid = ANY (CASE r.class
                  WHEN 'pg_class'::regclass THEN ARRAY['pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_type'::regclass,
                    'pg_proc'::regclass]::oid[]
                  ELSE ARRAY['pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,
                    'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_amop'::regclass, 'pg_amproc'::regclass,
                    'pg_am'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass, 'pg_rewrite'::regclass,
                    'pg_policy'::regclass, 'pg_statistic_ext'::regclass, 'pg_conversion'::regclass,
                    'pg_ts_parser'::regclass, 'pg_ts_template'::regclass, 'pg_ts_dict'::regclass,
                    'pg_ts_config'::regclass]::oid[] END)
        """,
        step("pg_class", "ev_class", of: "pg_rewrite"), step("pg_class", "polrelid", of: "pg_policy"),
        step("pg_class", "adrelid", of: "pg_attrdef"), step("pg_class", "stxrelid", of: "pg_statistic_ext"),
        step("pg_class", "conrelid", of: "pg_constraint", where: "x.contype <> 'f' AND x.conrelid <> 0"),
        step("pg_type", "contypid", of: "pg_constraint", where: "x.contypid <> 0"),
        step("pg_class", "indrelid", of: "pg_class", in: "pg_index", key: "indexrelid"),
        step("pg_class", "inhrelid", of: "pg_class", in: "pg_inherits", key: "inhparent"),
        step("pg_class", "inhparent", of: "pg_class", in: "pg_inherits", key: "inhrelid"),
        step("pg_type", "reltype", of: "pg_class", where: "x.reltype <> 0"),
        step("pg_opfamily", "amopfamily", of: "pg_amop"), step("pg_opfamily", "amprocfamily", of: "pg_amproc"),
        step("pg_type", "opcintype", of: "pg_opclass", where: "x.opcdefault AND x.opcintype >= \(firstOid)"),
        step("pg_operator", "oid", of: "pg_operator", in: "pg_operator", key: "oprcom"),
        step("pg_operator", "oid", of: "pg_operator", in: "pg_operator", key: "oprnegate"),
    ]

    private static func step(
        _ class: String, _ column: String, of origin: String, in table: String? = nil, key: String = "oid",
        where condition: String? = nil
    ) -> String {
        "SELECT '\(`class`)'::regclass, x.\(column) FROM \(table ?? origin) x WHERE r.class = '\(origin)'::regclass "
            + "AND x.\(key) = r.object" + (condition.map { " AND \($0)" } ?? "")
    }

    /// What is told of each kind of object: its name as statements write it, and in full.
    private static let found = [
        """
        SELECT \(advisorTag) 'function' AS kind, x.proname::text AS name, format('%I.%I', n.nspname, x.proname) AS full_name,
          n.nspname::text AS schema, x.oid AS oid
        FROM reached JOIN pg_proc x ON class = 'pg_proc'::regclass AND x.oid = object JOIN pg_namespace n ON n.oid = x.pronamespace
        """,
        """
        SELECT 'operator', x.oprname::text, format('%I.%s', n.nspname, x.oprname), n.nspname::text, x.oid
        FROM reached JOIN pg_operator x ON class = 'pg_operator'::regclass AND x.oid = object
        JOIN pg_namespace n ON n.oid = x.oprnamespace
        """,
        """
        SELECT 'type', x.typname::text, format('%I.%I', n.nspname, x.typname), n.nspname::text, x.oid
        FROM reached JOIN pg_type x ON class = 'pg_type'::regclass AND x.oid = object JOIN pg_namespace n ON n.oid = x.typnamespace
        """,
        """
        SELECT CASE x.relkind WHEN 'f' THEN 'foreign table' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' ELSE 'relation' END,
          x.relname::text, format('%I.%I', n.nspname, x.relname), n.nspname::text, x.oid
        FROM reached JOIN pg_class x ON class = 'pg_class'::regclass AND x.oid = object
        JOIN pg_namespace n ON n.oid = x.relnamespace
        """,
        """
        SELECT 'text search', coalesce(c.cfgname, d.dictname)::text, coalesce(c.cfgname, d.dictname)::text, '', object
        FROM reached LEFT JOIN pg_ts_config c ON class = 'pg_ts_config'::regclass AND c.oid = object
        LEFT JOIN pg_ts_dict d ON class = 'pg_ts_dict'::regclass AND d.oid = object
        WHERE c.oid IS NOT NULL OR d.oid IS NOT NULL
        """,
        // What is reached without any name in a statement.
        """
        SELECT 'everything', class::regclass::text, class::regclass::text, '', object FROM reached
        WHERE class = 'pg_conversion'::regclass
          OR class IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass) AND object < \(firstOid)
        """,
        "SELECT 'everything', 'pg_cast', 'pg_cast', '', oid FROM casts WHERE owner IS NULL AND castcontext <> 'e'",
    ]
}
