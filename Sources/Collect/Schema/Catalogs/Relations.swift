import Model
import Postgres

/// Tables, partitioned ones, views and materialised views: a row of pg_class and what belongs to it in other catalogs.
enum Relations {
    static let sql = """
        SELECT \(advisorTag) c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
          c.relpersistence = 'u' AS is_unlogged, c.reltype AS type_oid, t.typarray AS array_oid,
          pg_get_userbyid(c.relowner) AS owner, coalesce(c.reloptions, '{}') AS options,
          CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
          CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
          CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
          ARRAY(SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = c.oid ORDER BY h.inhseqno) AS parents,
          ARRAY(SELECT h.inhparent::regclass::text FROM pg_inherits h WHERE h.inhrelid = c.oid ORDER BY h.inhseqno)
            AS parent_names,
          c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
          \(SchemaSQL.privileges("c.relacl", kind: "r", owner: "c.relowner")),
          \(SchemaSQL.needs([
              (.relations, "c.oid"),
              (.rules, "(SELECT r.oid FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename = '_RETURN')"),
          ], but: "c.oid")) AS needs
        FROM (SELECT * FROM pg_class c
          WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't'
            AND \(SchemaSQL.isOurs(.relations, "c.oid", in: "c.relnamespace"))
            AND c.oid > $2::oid AND c.oid <> ALL ($1::oid[])
          ORDER BY c.oid LIMIT $3::bigint) c
        JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_type t ON t.oid = c.reltype
        ORDER BY c.oid
        """

    /// `$1` relations.
    static func columns(_ server: ServerProfile) -> String {
        let namesNotNull = server.majorVersion >= 18
        let constraint =
            namesNotNull
            ? """

            LEFT JOIN pg_constraint k ON a.attnotnull AND k.conrelid = a.attrelid AND k.contype = 'n'
              AND k.conkey = ARRAY[a.attnum]
            """ : ""
        return """
            SELECT \(advisorTag) a.attrelid AS relation, a.attnum AS number, a.attname AS name,
              a.attisdropped AS is_dropped, format_type(a.atttypid, a.atttypmod) AS type,
              \(SchemaSQL.collation("a.attcollation", unlike: "a.atttypid")) AS collation,
              a.attnotnull AS not_null, \(namesNotNull ? "k.conname" : "NULL::name") AS not_null_name,
              \(namesNotNull ? "coalesce(k.convalidated, true)" : "true") AS is_not_null_valid,
              \(namesNotNull ? "coalesce(k.connoinherit, false)" : "false") AS is_not_null_own,
              a.attgenerated AS generated, a.attislocal AS is_local, coalesce(a.attstattarget, -1) AS statistics_target,
              array(SELECT o FROM unnest(a.attoptions) o WHERE NOT starts_with(o, 'pg_attver=')) AS options,
              CASE WHEN a.attacl IS NOT NULL THEN \(SchemaSQL.entries("a.attacl")) END AS privileges,
              d.oid AS default_oid, pg_get_expr(d.adbin, d.adrelid) AS expression,
              CASE WHEN d.oid IS NOT NULL THEN \(SchemaSQL.needs(.defaults, "d.oid", but: "a.attrelid")) ELSE '{}' END AS needs
            FROM pg_attribute a
            LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum\(constraint)
            WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0
            ORDER BY a.attrelid, a.attnum
            """
    }

    /// `$1` relations.
    static let checks = """
        SELECT \(advisorTag) k.conrelid AS relation, k.oid, k.conname AS name, pg_get_constraintdef(k.oid) AS definition,
          k.convalidated AS is_valid, k.conislocal AS is_local, \(SchemaSQL.needs(.constraints, "k.oid", but: "k.conrelid")) AS needs
        FROM pg_constraint k WHERE k.conrelid = ANY ($1::oid[]) AND k.contype = 'c'
        ORDER BY k.conrelid, k.conname
        """
}

/// One column of a relation, dropped ones too.
struct SchemaColumn {
    var relation: Int64
    var number: Int64
    var name: String
    var isDropped: Bool
    var type: String
    var collation: String?
    var notNull: Bool
    var notNullName: String?
    var isNotNullValid: Bool
    var isNotNullOwn: Bool
    /// `s`, `v`, or empty.
    var generated: String
    var isLocal: Bool
    var statisticsTarget: Int64
    var options: [String]
    var privileges: [String]
    var defaultOid: Int64?
    var expression: String?
    var needs: [ObjectKey]

    init(_ row: CatalogRow) throws {
        relation = try row.oid("relation")
        number = try row.decode("number")
        name = try row.text("name")
        isDropped = try row.flag("is_dropped")
        type = try row.decode("type", as: String?.self) ?? ""
        collation = try row.decode("collation")
        notNull = try row.flag("not_null")
        notNullName = try row.decode("not_null_name")
        isNotNullValid = try row.flag("is_not_null_valid")
        isNotNullOwn = try row.flag("is_not_null_own")
        generated = try row.text("generated")
        isLocal = try row.flag("is_local")
        statisticsTarget = try row.decode("statistics_target")
        options = try row.decode("options")
        privileges = try row.decode("privileges", as: [String]?.self) ?? []
        defaultOid = try row.decode("default_oid")
        expression = try row.decode("expression")
        needs = try row.keys("needs")
    }
}

/// One CHECK of a table.
struct SchemaCheck {
    var relation: Int64
    var oid: Int64
    var name: String
    var definition: String
    var isValid: Bool
    var isLocal: Bool
    var needs: [ObjectKey]

    init?(_ row: CatalogRow) throws {
        guard let definition = try row.decode("definition", as: String?.self) else { return nil }
        relation = try row.oid("relation")
        oid = try row.oid("oid")
        name = try row.text("name")
        self.definition = definition
        isValid = try row.flag("is_valid")
        isLocal = try row.flag("is_local")
        needs = try row.keys("needs")
    }
}
