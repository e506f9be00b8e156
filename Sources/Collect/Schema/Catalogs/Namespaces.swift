import Model

/// Schemas, with who owns and may use them.
enum Namespaces: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) n.oid, n.nspname AS name, pg_get_userbyid(n.nspowner) AS owner,
          \(SchemaSQL.privileges("n.nspacl", kind: "n", owner: "n.nspowner"))
        FROM pg_namespace n
        WHERE \(SQL.isUserSchema("n.nspname")) AND \(SchemaSQL.isNoMember(.namespaces, "n.oid"))
          AND n.oid > $2::oid AND $1::oid[] IS NOT NULL
        ORDER BY n.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let name = try row.text("name")
        let quoted = Quote.identifier(name)
        // Every database is made with this one.
        let isPublic = name == "public"
        let statements =
            (isPublic ? [] : ["CREATE SCHEMA \(quoted);"])
            + SchemaText.owner("SCHEMA", quoted, try row.text("owner"))
        let key = ObjectKey(.namespaces, try row.oid("oid"))
        let schema = SchemaObject(
            kind: .schema, schema: nil, name: name, sql: statements.joined(separator: "\n"), key: key)
        let grants = try Privileges(row, of: "SCHEMA", quoted, isOwned: !isPublic)
        return (statements.isEmpty ? [] : [schema]) + grants.objects(schema: nil, name: name, needs: [key])
    }
}

/// Extensions that are created as a whole, from the twin's own installation.
enum Extensions: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) x.oid, x.extname AS name, n.nspname AS schema
        FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
        WHERE x.extname IN (\(SchemaSQL.knownExtensions)) AND x.extname <> 'plpgsql'
          AND x.oid > $2::oid AND $1::oid[] IS NOT NULL
        ORDER BY x.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let name = try row.text("name")
        let schema = Quote.identifier(try row.text("schema"))
        return [
            SchemaObject(
                kind: .extension, schema: nil, name: name,
                sql: "CREATE EXTENSION IF NOT EXISTS \(Quote.identifier(name)) WITH SCHEMA \(schema);",
                key: ObjectKey(.extensions, try row.oid("oid")))
        ]
    }
}
