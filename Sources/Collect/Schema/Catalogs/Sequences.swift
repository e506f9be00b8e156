import Model

/// Sequences: of their own, of a column's default, or of an identity column.
enum Sequences: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) c.oid, n.nspname AS schema, c.relname AS name, c.reltype AS type_oid,
          pg_get_userbyid(c.relowner) AS owner, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
          s.seqincrement AS step, s.seqmin AS least, s.seqmax AS greatest, s.seqcache AS cache, s.seqcycle AS cycles,
          a.attrelid AS relation, a.attrelid::regclass::text AS table_name, a.attname AS column_name,
          CASE WHEN d.deptype = 'i' THEN a.attidentity ELSE '' END AS identity,
          \(SchemaSQL.privileges("c.relacl", kind: "s", owner: "c.relowner"))
        FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 1259
          AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND \(SchemaSQL.isOurs(.relations, "c.oid", in: "c.relnamespace"))
          AND c.oid > $2::oid AND c.oid <> ALL ($1::oid[])
        ORDER BY c.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let oid = try row.oid("oid")
        let (schema, name, qualified) = (try row.text("schema"), try row.text("name"), try row.qualifiedName())
        let table = try row.decode("relation", as: Int64?.self)
        let tableName = try row.decode("table_name", as: String?.self) ?? ""
        let column = Quote.identifier(try row.decode("column_name", as: String?.self) ?? "")
        let identity = try row.text("identity")
        let key = ObjectKey(.relations, oid)
        let tableKeys = table.map { [ObjectKey(.relations, $0)] } ?? []
        let calls =
            SchemaText.calls(["pg_type_oid": try row.oid("type_oid")]) + SchemaText.heapCalls(oid, hasFile: true)
        let values = try values(row)
        guard identity.isEmpty else {
            let always = identity == "a" ? "ALWAYS" : "BY DEFAULT"
            let statement = """
                ALTER TABLE \(tableName) ALTER COLUMN \(column) ADD GENERATED \(always) AS IDENTITY (
                    SEQUENCE NAME \(qualified)
                \(values.map { "    \($0)" }.joined(separator: "\n"))
                );
                """
            return [
                SchemaObject(
                    kind: .sequence, schema: schema, name: name, sql: (calls + [statement]).joined(separator: "\n"),
                    key: key, relation: table, needs: tableKeys)
            ]
        }
        let type = try row.text("type")
        let lines = (type == "bigint" ? [] : ["AS \(type)"]) + values
        let create = "CREATE SEQUENCE \(qualified)\n\(lines.map { "    \($0)" }.joined(separator: "\n"));"
        let statements = calls + [create] + SchemaText.owner("SEQUENCE", qualified, try row.text("owner"))
        let sequence = SchemaObject(
            kind: .sequence, schema: schema, name: name, sql: statements.joined(separator: "\n"), key: key)
        let owned = table.map { table in
            SchemaObject(
                kind: .sequenceOwner, schema: schema, name: name,
                sql: "ALTER SEQUENCE \(qualified) OWNED BY \(tableName).\(column);", relation: table,
                needs: tableKeys + [key])
        }
        let grants = try Privileges(row, of: "SEQUENCE", qualified, isOwned: true)
        return [sequence] + (owned.map { [$0] } ?? []) + grants.objects(schema: schema, name: name, needs: [key])
    }

    private static func values(_ row: CatalogRow) throws -> [String] {
        [
            "START WITH \(try row.oid("start"))", "INCREMENT BY \(try row.oid("step"))",
            "MINVALUE \(try row.oid("least"))", "MAXVALUE \(try row.oid("greatest"))", "CACHE \(try row.oid("cache"))",
        ] + (try row.flag("cycles") ? ["CYCLE"] : [])
    }
}
