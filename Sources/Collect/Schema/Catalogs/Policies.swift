import Model

/// Policies of row-level security.
enum Policies: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        let isFree = SchemaSQL.isFree(.policies, "p.oid")
        return """
            SELECT \(advisorTag) p.oid, n.nspname AS schema, p.polname AS name, p.polrelid AS relation,
              t.relname AS bare_table_name, p.polrelid::regclass::text AS table_name, p.polpermissive AS is_permissive,
              \(SQL.decode("p.polcmd", ["r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"])) AS command,
              ARRAY(SELECT CASE u.role WHEN 0 THEN '' ELSE pg_get_userbyid(u.role)::text END
                FROM unnest(p.polroles) WITH ORDINALITY u(role, position) ORDER BY u.position) AS roles,
              p.is_free, CASE WHEN p.is_free THEN pg_get_expr(p.polqual, p.polrelid) END AS condition,
              CASE WHEN p.is_free THEN pg_get_expr(p.polwithcheck, p.polrelid) END AS check,
              \(SchemaSQL.needs(.policies, "p.oid", but: "p.polrelid")) AS needs
            FROM (SELECT p.*, \(isFree) AS is_free FROM pg_policy p WHERE p.oid > $2::oid AND p.polrelid <> ALL ($1::oid[])
              ORDER BY p.oid LIMIT $3::bigint) p
            JOIN pg_class t ON t.oid = p.polrelid JOIN pg_namespace n ON n.oid = t.relnamespace
            ORDER BY p.oid
            """
    }

    /// A table without one of its policies would plan otherwise.
    static func unavailable(_ row: CatalogRow) throws -> ObjectKey? {
        try row.flag("is_free") ? nil : ObjectKey(.relations, try row.oid("relation"))
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let (table, name) = (try row.oid("relation"), try row.text("name"))
        let roles = try row.decode("roles", as: [String].self)
        let command = try row.decode("command", as: String?.self)
        var text = "CREATE POLICY \(Quote.identifier(name)) ON \(try row.text("table_name"))"
        if !(try row.flag("is_permissive")) { text += " AS RESTRICTIVE" }
        if let command { text += " FOR \(command)" }
        if !roles.contains("") { text += " TO \(roles.map(Quote.identifier).joined(separator: ", "))" }
        if let condition = try row.decode("condition", as: String?.self) { text += " USING (\(condition))" }
        if let check = try row.decode("check", as: String?.self) { text += " WITH CHECK (\(check))" }
        return [
            SchemaObject(
                kind: .policy, schema: try row.text("schema"), name: "\(try row.text("bare_table_name")) \(name)",
                sql: text + ";", key: ObjectKey(.policies, try row.oid("oid")), relation: table,
                needs: [ObjectKey(.relations, table)] + (try row.keys("needs")))
        ]
    }
}

/// Rules that rewrite statements, but for those that are views.
enum Rules: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) r.oid, n.nspname AS schema, r.rulename AS name, r.ev_class AS relation,
          t.relname AS bare_table_name, pg_get_ruledef(r.oid) AS definition,
          \(SchemaSQL.needs(.rules, "r.oid", but: "r.ev_class")) AS needs
        FROM (SELECT * FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_enabled IN ('O', 'A') AND oid > $2::oid
          AND oid >= 16384 AND ev_class <> ALL ($1::oid[]) ORDER BY oid LIMIT $3::bigint) r
        JOIN pg_class t ON t.oid = r.ev_class JOIN pg_namespace n ON n.oid = t.relnamespace
        ORDER BY r.oid
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        guard let definition = try row.decode("definition", as: String?.self) else { return [] }
        let table = try row.oid("relation")
        return [
            SchemaObject(
                kind: .rule, schema: try row.text("schema"),
                name: "\(try row.text("bare_table_name")) \(try row.text("name"))",
                sql: SchemaText.statement(definition), key: ObjectKey(.rules, try row.oid("oid")), relation: table,
                needs: [ObjectKey(.relations, table)] + (try row.keys("needs")))
        ]
    }
}

/// Extended statistics.
enum ExtendedStatistics: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) s.oid, n.nspname AS schema, s.stxname AS name, s.stxrelid AS relation,
          pg_get_statisticsobjdef(s.oid) AS definition, \(SchemaSQL.needs(.statistics, "s.oid", but: "s.stxrelid")) AS needs
        FROM (SELECT * FROM pg_statistic_ext WHERE oid > $2::oid AND stxrelid <> ALL ($1::oid[])
          AND \(SchemaSQL.isOurs(.statistics, "oid", in: "stxnamespace")) ORDER BY oid LIMIT $3::bigint) s
        JOIN pg_namespace n ON n.oid = s.stxnamespace
        ORDER BY s.oid
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        guard let definition = try row.decode("definition", as: String?.self) else { return [] }
        let table = try row.oid("relation")
        return [
            SchemaObject(
                kind: .statistics, schema: try row.text("schema"), name: try row.text("name"),
                sql: SchemaText.statement(definition), key: ObjectKey(.statistics, try row.oid("oid")), relation: table,
                needs: [ObjectKey(.relations, table)] + (try row.keys("needs")))
        ]
    }
}
