import Model

/// Collations of users.
enum Collations: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        let locale =
            switch server.majorVersion {
            case 17...: "c.colllocale"
            case 15...: "c.colliculocale"
            default: "CASE WHEN c.collprovider = 'i' THEN c.collcollate END"
            }
        return """
            SELECT \(advisorTag) c.oid, n.nspname AS schema, c.collname AS name,
              \(SQL.decode("c.collprovider", ["c": "libc", "i": "icu", "b": "builtin", "d": "default"])) AS provider,
              c.collisdeterministic AS is_deterministic, c.collcollate AS collate, c.collctype AS ctype, \(locale) AS locale,
              \(server.majorVersion >= 16 ? "c.collicurules" : "NULL::text") AS rules
            FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
            WHERE \(SchemaSQL.isOurs(.collations, "c.oid", in: "c.collnamespace"))
              AND c.oid > $2::oid AND $1::oid[] IS NOT NULL
            ORDER BY c.oid LIMIT $3::bigint
            """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let provider = try row.text("provider")
        var parts = ["provider = \(provider)"]
        func add(_ word: String, _ column: String) throws {
            if let value = try row.decode(column, as: String?.self) {
                parts.append("\(word) = \(Quote.literal(value))")
            }
        }
        if !(try row.flag("is_deterministic")) { parts.append("deterministic = false") }
        if provider == "libc" {
            try add("lc_collate", "collate")
            try add("lc_ctype", "ctype")
        } else {
            try add("locale", "locale")
            try add("rules", "rules")
        }
        return [
            SchemaObject(
                kind: .collation, schema: try row.text("schema"), name: try row.text("name"),
                sql: "CREATE COLLATION \(try row.qualifiedName()) (\(parts.joined(separator: ", ")));",
                key: ObjectKey(.collations, try row.oid("oid")))
        ]
    }
}
