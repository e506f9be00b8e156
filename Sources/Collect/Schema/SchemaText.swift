import Model

/// Words of statements that several kinds of objects share.
enum SchemaText {
    static func qualified(_ schema: String, _ name: String) -> String { Quote.qualified(schema, name) }

    /// Calls that choose oids while the server is in the mode of pg_upgrade, each a line.
    static func calls(_ oids: KeyValuePairs<String, Int64>) -> [String] {
        oids.compactMap { name, oid in
            oid == 0
                ? nil : "SELECT pg_catalog.binary_upgrade_set_next_\(name)('\(oid)'::pg_catalog.oid);"
        }
    }

    /// Of a relation with a file, or without one (views, composite types, partitioned tables).
    static func heapCalls(_ oid: Int64, hasFile: Bool) -> [String] {
        calls(["heap_pg_class_oid": oid]) + (hasFile ? calls(["heap_relfilenode": oid]) : [])
    }

    static func indexCalls(_ oid: Int64, hasFile: Bool) -> [String] {
        calls(["index_pg_class_oid": oid])
            + ["SELECT pg_catalog.binary_upgrade_set_next_index_relfilenode('\(hasFile ? oid : 0)'::pg_catalog.oid);"]
    }

    static func typeCalls(_ oid: Int64, array: Int64) -> [String] {
        calls(["pg_type_oid": oid, "array_pg_type_oid": array])
    }

    /// `ALTER ... OWNER TO ...;`: none where the owner is who loads the schema.
    static func owner(_ kind: String, _ name: String, _ owner: String?) -> [String] {
        guard let owner, owner != "postgres" else { return [] }
        return ["ALTER \(kind) \(name) OWNER TO \(Quote.identifier(owner));"]
    }

    /// Storage parameters from `name=value`: `fillfactor='70'`.
    static func options(_ options: [String]) -> String {
        options.map { option in
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]) : ""
            return "\(Quote.identifier(String(parts[0])))=\(Quote.literal(value))"
        }.joined(separator: ", ")
    }

    /// The text of a definition without the semicolon that some functions end it with.
    static func bare(_ definition: String) -> String {
        definition.last == ";" ? String(definition.dropLast()) : definition
    }

    static func statement(_ definition: String) -> String { bare(definition) + ";" }

    /// A column that was dropped, made so that it can be dropped again: the numbers of those behind it stay.
    static func droppedColumn(_ number: Int64) -> String { "\"........pg.dropped.\(number)........\"" }
}
