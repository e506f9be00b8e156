import Model
import Postgres

/// Types that can be made without compiled code: enums, composites, domains and ranges.
enum Types: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        let hasMultiranges = server.majorVersion >= 14
        return """
            SELECT \(advisorTag) t.*, n.nspname AS schema, t.typname AS name,
              ARRAY(SELECT e.oid::int8 FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS label_oids,
              ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
              ARRAY(SELECT a.attname \(attributes)) AS attributes,
              ARRAY(SELECT a.attisdropped \(attributes)) AS dropped,
              ARRAY(SELECT CASE WHEN a.attisdropped THEN '' ELSE format_type(a.atttypid, a.atttypmod) END \(attributes)) AS attribute_types,
              ARRAY(SELECT \(SchemaSQL.collation("a.attcollation", unlike: "a.atttypid")) \(attributes)) AS attribute_collations,
              CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
              \(SchemaSQL.collation("t.typcollation", unlike: "t.typbasetype")) AS collation,
              CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) END AS default_value,
              ARRAY(SELECT k.conname \(checks)) AS checks,
              ARRAY(SELECT pg_get_constraintdef(k.oid) \(checks)) AS check_definitions,
              format_type(r.rngsubtype, NULL) AS subtype,
              CASE WHEN NOT o.opcdefault THEN (SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = o.opcnamespace)
                || '.' || quote_ident(o.opcname) END AS subtype_class,
              CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> u.typcollation
                THEN r.rngcollation::regcollation::text END AS range_collation,
              nullif(r.rngsubdiff, 0)::regproc::text AS difference,
              \(hasMultiranges ? "r.rngmultitypid" : "NULL::oid") AS multirange_oid,
              \(hasMultiranges ? "m.typarray" : "NULL::oid") AS multirange_array_oid,
              \(hasMultiranges ? "m.typname" : "NULL::name") AS multirange_name,
              \(SchemaSQL.needs([
                  (.types, "t.oid"), (.relations, "nullif(t.typrelid, 0)"),
                  (.constraints, "ANY (ARRAY(SELECT k.oid FROM pg_constraint k WHERE k.contypid = t.oid))"),
              ])) AS needs
            FROM (SELECT * FROM pg_type t WHERE t.typtype IN ('e', 'c', 'd', 'r')
                AND (t.typtype <> 'c' OR (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c')
                AND \(SchemaSQL.isOurs(.types, "t.oid", in: "t.typnamespace")) AND \(isNoMemberAsRelation)
                AND t.oid > $2::oid AND $1::oid[] IS NOT NULL
              ORDER BY t.oid LIMIT $3::bigint) t
            JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_opclass o ON o.oid = r.rngsubopc
            LEFT JOIN pg_type u ON u.oid = r.rngsubtype\(hasMultiranges ? " LEFT JOIN pg_type m ON m.oid = r.rngmultitypid" : "")
            ORDER BY t.oid
            """
    }

    private static let attributes =
        "FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 ORDER BY a.attnum"
    private static let checks =
        "FROM pg_constraint k WHERE t.typtype = 'd' AND k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname"
    /// A composite type is in an extension as its row of pg_class is, in some versions.
    private static let isNoMemberAsRelation =
        "(t.typrelid = 0 OR \(SchemaSQL.isNoMember(.relations, "t.typrelid")))"

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let oid = try row.oid("oid")
        let array = try row.oid("typarray")
        let qualified = try row.qualifiedName()
        let calls = SchemaText.typeCalls(oid, array: array)
        let kind = try row.text("typtype")
        var type = SchemaObject(
            kind: kind == "d" ? .domain : .type, schema: try row.text("schema"), name: try row.text("name"), sql: "",
            key: ObjectKey(.types, oid), aliases: [ObjectKey(.types, array)], needs: try row.keys("needs"))
        let statements: [String]
        switch kind {
        case "e": statements = calls + (try enumeration(row, qualified))
        case "c":
            let relation = try row.oid("typrelid")
            type.aliases.append(ObjectKey(.relations, relation))
            statements = calls + SchemaText.heapCalls(relation, hasFile: false) + (try composite(row, qualified))
        case "d": statements = calls + [try domain(row, qualified)]
        default:
            let multirange = try row.decode("multirange_oid", as: Int64?.self) ?? spareOid(oid)
            let multirangeArray = try row.decode("multirange_array_oid", as: Int64?.self) ?? spareOid(oid) + 1
            type.aliases += [multirange, multirangeArray].map { ObjectKey(.types, $0) }
            statements =
                calls
                + SchemaText.calls([
                    "multirange_pg_type_oid": multirange, "multirange_array_pg_type_oid": multirangeArray,
                ]) + [try range(row, qualified)]
        }
        type.sql = statements.joined(separator: "\n")
        return [type]
    }

    /// Servers before 14 have no multiranges; one that has makes two types more for each range.
    private static func spareOid(_ oid: Int64) -> Int64 { 4_100_000_000 + (oid % 90_000_000) * 2 }

    private static func enumeration(_ row: CatalogRow, _ name: String) throws -> [String] {
        let labels = zip(
            try row.decode("label_oids", as: [Int64].self), try row.decode("labels", as: [String].self))
        return ["CREATE TYPE \(name) AS ENUM (\n);"]
            + labels.flatMap { oid, label in
                SchemaText.calls(["pg_enum_oid": oid]) + ["ALTER TYPE \(name) ADD VALUE \(Quote.literal(label));"]
            }
    }

    private static func composite(_ row: CatalogRow, _ name: String) throws -> [String] {
        let names = try row.decode("attributes", as: [String].self)
        let types = try row.decode("attribute_types", as: [String].self)
        let dropped = try row.decode("dropped", as: [Bool].self)
        let collations = try row.decode("attribute_collations", as: [String?].self)
        var lines: [String] = []
        var drops: [String] = []
        for (position, (attribute, type)) in zip(names, types).enumerated() {
            guard !dropped[position] else {
                let column = SchemaText.droppedColumn(Int64(position + 1))
                lines.append("\(column) INTEGER /* dummy */")
                drops.append("ALTER TYPE \(name) DROP ATTRIBUTE \(column);")
                continue
            }
            lines.append("\(Quote.identifier(attribute)) \(type)\(collations[position].map { " COLLATE \($0)" } ?? "")")
        }
        let list = lines.map { "\n\t\($0)" }.joined(separator: ",")
        return ["CREATE TYPE \(name) AS (\(list)\n);"] + drops
    }

    private static func domain(_ row: CatalogRow, _ name: String) throws -> String {
        var text = "CREATE DOMAIN \(name) AS \(try row.text("base"))"
        if let collation = try row.decode("collation", as: String?.self) { text += " COLLATE \(collation)" }
        if try row.flag("typnotnull") { text += " NOT NULL" }
        if let value = try row.decode("default_value", as: String?.self) { text += " DEFAULT \(value)" }
        let names = try row.decode("checks", as: [String].self)
        for (check, definition) in zip(names, try row.decode("check_definitions", as: [String].self)) {
            // One that is not valid for old rows costs a plan what a valid one does.
            let suffix = " NOT VALID"
            let bare = definition.hasSuffix(suffix) ? String(definition.dropLast(suffix.count)) : definition
            text += "\n\tCONSTRAINT \(Quote.identifier(check)) \(bare)"
        }
        return text + ";"
    }

    private static func range(_ row: CatalogRow, _ name: String) throws -> String {
        var lines = ["subtype = \(try row.text("subtype"))"]
        if let multirange = try row.decode("multirange_name", as: String?.self) {
            lines.append("multirange_type_name = \(Quote.qualified(try row.text("schema"), multirange))")
        }
        for (word, column) in [
            ("subtype_opclass", "subtype_class"), ("collation", "range_collation"), ("subtype_diff", "difference"),
        ] {
            if let value = try row.decode(column, as: String?.self) { lines.append("\(word) = \(value)") }
        }
        return "CREATE TYPE \(name) AS RANGE (\n\(lines.map { "    \($0)" }.joined(separator: ",\n"))\n);"
    }
}
