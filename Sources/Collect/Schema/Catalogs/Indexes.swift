import Model

/// Indexes, with the constraints that they hold. Invalid ones plan nothing, but for those of partitioned tables, which are so
/// until each partition has one.
enum Indexes: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) i.*, n.nspname AS schema, i.indrelid AS relation, i.indrelid::regclass::text AS table_name,
          c.relname AS name, t.relname AS bare_table_name, c.relkind = 'i' AS has_file,
          coalesce(c.reloptions, '{}') AS options,
          CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.oid) END AS definition,
          k.oid AS constraint_oid, k.contype AS constraint_kind, pg_get_constraintdef(k.oid) AS constraint_definition,
          k.conname AS constraint_name, k.condeferrable AS is_deferrable, k.condeferred AS is_deferred,
          h.inhparent AS parent, h.inhparent::regclass::text AS parent_name,
          \(SchemaSQL.needs([(.relations, "i.oid"), (.constraints, "k.oid")], but: "i.indrelid")) AS needs
        FROM (SELECT indexrelid AS oid, indrelid FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
          WHERE t.relkind IN ('r', 'p', 'm') AND t.relpersistence <> 't' AND i.indisready
            AND (i.indisvalid OR t.relkind = 'p')
            AND \(SchemaSQL.isOurs(.relations, "t.oid", in: "t.relnamespace"))
            AND i.indexrelid > $2::oid AND i.indrelid <> ALL ($1::oid[])
          ORDER BY i.indexrelid LIMIT $3::bigint) i
        JOIN pg_class c ON c.oid = i.oid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class t ON t.oid = i.indrelid
        LEFT JOIN LATERAL (\(SQL.constraintHeld(by: "i.oid", of: "i.indrelid"))) k ON true
        LEFT JOIN pg_inherits h ON h.inhrelid = i.oid
        ORDER BY i.oid
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let oid = try row.oid("oid")
        let (schema, name) = (try row.text("schema"), try row.text("name"))
        let table = try row.oid("relation")
        let calls = SchemaText.indexCalls(oid, hasFile: try row.flag("has_file"))
        var index = SchemaObject(
            kind: .index, schema: schema, name: name, sql: "", key: ObjectKey(.relations, oid), relation: table,
            needs: [ObjectKey(.relations, table)] + (try row.keys("needs")))
        if let constraint = try row.decode("constraint_oid", as: Int64?.self) {
            guard let statement = try constraintStatement(row) else { return [] }
            index.kind = .constraint
            index.name = "\(try row.text("bare_table_name")) \(try row.text("constraint_name"))"
            index.aliases = [ObjectKey(.constraints, constraint)]
            index.sql = (calls + [statement]).joined(separator: "\n")
        } else {
            guard let definition = try row.decode("definition", as: String?.self) else { return [] }
            index.sql = (calls + [SchemaText.statement(definition)]).joined(separator: "\n")
        }
        guard let parent = try row.decode("parent", as: Int64?.self),
            let parentName = try row.decode("parent_name", as: String?.self)
        else { return [index] }
        let attached = SchemaObject(
            kind: .attachedIndex, schema: schema, name: name,
            sql: "ALTER INDEX \(parentName) ATTACH PARTITION \(try row.qualifiedName());", relation: table,
            needs: [ObjectKey(.relations, oid), ObjectKey(.relations, parent)])
        return [index, attached]
    }

    /// `pg_get_constraintdef` leaves storage parameters out; they stand before DEFERRABLE.
    private static func constraintStatement(_ row: CatalogRow) throws -> String? {
        guard var definition = try row.decode("constraint_definition", as: String?.self) else { return nil }
        let options = try row.decode("options", as: [String].self)
        if try row.text("constraint_kind") != "x", !options.isEmpty {
            let end =
                (try row.flag("is_deferrable") ? " DEFERRABLE" : "")
                + (try row.flag("is_deferred") ? " INITIALLY DEFERRED" : "")
            if definition.hasSuffix(end) { definition.removeLast(end.count) }
            definition += " WITH (\(SchemaText.options(options)))\(end)"
        }
        return """
            ALTER TABLE ONLY \(try row.text("table_name"))
                ADD CONSTRAINT \(Quote.identifier(try row.text("constraint_name"))) \(definition);
            """
    }
}

/// Foreign keys, but for those that a partitioned table's makes on its partitions.
enum ForeignKeys: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) k.oid, n.nspname AS schema, k.conname AS name, k.conrelid AS relation,
          k.confrelid AS referenced, t.relname AS bare_table_name, k.conrelid::regclass::text AS table_name,
          t.relkind = 'p' AS is_partitioned, pg_get_constraintdef(k.oid) AS definition,
          \(SchemaSQL.needs(.constraints, "k.oid", but: "k.conrelid")) AS needs
        FROM (SELECT * FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND oid > $2::oid
          AND conrelid <> ALL ($1::oid[]) AND confrelid <> ALL ($1::oid[]) ORDER BY oid LIMIT $3::bigint) k
        JOIN pg_class t ON t.oid = k.conrelid AND t.relpersistence <> 't' JOIN pg_namespace n ON n.oid = t.relnamespace
        ORDER BY k.oid
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        guard let definition = try row.decode("definition", as: String?.self) else { return [] }
        let (table, name) = (try row.oid("relation"), try row.text("name"))
        let only = try row.flag("is_partitioned") ? "" : "ONLY "
        return [
            SchemaObject(
                kind: .foreignKey, schema: try row.text("schema"), name: "\(try row.text("bare_table_name")) \(name)",
                sql: """
                    ALTER TABLE \(only)\(try row.text("table_name"))
                        ADD CONSTRAINT \(Quote.identifier(name)) \(definition);
                    """, key: ObjectKey(.constraints, try row.oid("oid")), relation: table,
                needs: [ObjectKey(.relations, table), ObjectKey(.relations, try row.oid("referenced"))]
                    + (try row.keys("needs")))
        ]
    }
}
