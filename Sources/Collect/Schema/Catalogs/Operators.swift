import Model

/// Operators, which may stand on users' functions.
enum Operators: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        func name(_ column: String) -> String {
            """
            (SELECT quote_ident(s.nspname) || '.' || x.oprname FROM pg_operator x JOIN pg_namespace s ON s.oid = x.oprnamespace
                WHERE x.oid = o.\(column)) AS \(column)
            """
        }
        return """
            SELECT \(advisorTag) o.oid, n.nspname AS schema, o.oprname AS name, o.oprcode::regproc::text AS function,
              CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS left_type,
              CASE WHEN o.oprright <> 0 THEN format_type(o.oprright, NULL) END AS right_type,
              \(name("oprcom")), \(name("oprnegate")), o.oprcanmerge AS merges, o.oprcanhash AS hashes,
              nullif(o.oprrest, 0)::regproc::text AS restriction, nullif(o.oprjoin, 0)::regproc::text AS joining,
              \(SchemaSQL.needs(.operators, "o.oid")) AS needs
            FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
            WHERE o.oprcode <> 0 AND \(SchemaSQL.isOurs(.operators, "o.oid", in: "o.oprnamespace"))
              AND o.oid > $2::oid AND $1::oid[] IS NOT NULL
            ORDER BY o.oid LIMIT $3::bigint
            """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        var parts = ["FUNCTION = \(try row.text("function"))"]
        func add(_ word: String, _ value: String?) { value.map { parts.append("\(word) = \($0)") } }
        add("LEFTARG", try row.decode("left_type"))
        add("RIGHTARG", try row.decode("right_type"))
        add("COMMUTATOR", try row.decode("oprcom", as: String?.self).map { "OPERATOR(\($0))" })
        add("NEGATOR", try row.decode("oprnegate", as: String?.self).map { "OPERATOR(\($0))" })
        if try row.flag("merges") { parts.append("MERGES") }
        if try row.flag("hashes") { parts.append("HASHES") }
        add("RESTRICT", try row.decode("restriction"))
        add("JOIN", try row.decode("joining"))
        let (schema, name) = (try row.text("schema"), try row.text("name"))
        let list = parts.map { "    \($0)" }.joined(separator: ",\n")
        return [
            SchemaObject(
                kind: .operator, schema: schema, name: name,
                sql: "CREATE OPERATOR \(Quote.identifier(schema)).\(name) (\n\(list)\n);",
                key: ObjectKey(.operators, try row.oid("oid")), needs: try row.keys("needs"))
        ]
    }
}

/// Casts between types of which one at least is a user's.
enum Casts: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) c.oid, format_type(c.castsource, NULL) AS source, format_type(c.casttarget, NULL) AS target,
          c.castmethod AS method, c.castcontext AS context,
          CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure::text END AS function,
          \(SchemaSQL.needs(.casts, "c.oid")) AS needs
        FROM pg_cast c
        WHERE c.oid >= 16384 AND \(SchemaSQL.isNoMember(.casts, "c.oid")) AND c.oid > $2::oid AND $1::oid[] IS NOT NULL
          AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 2605 AND i.objid = c.oid AND i.deptype = 'i')
        ORDER BY c.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let pair = "\(try row.text("source")) AS \(try row.text("target"))"
        let method =
            switch try row.text("method") {
            case "i": "WITH INOUT"
            case "f": "WITH FUNCTION \(try row.decode("function", as: String?.self) ?? "")"
            default: "WITHOUT FUNCTION"
            }
        let context =
            switch try row.text("context") {
            case "a": " AS ASSIGNMENT"
            case "i": " AS IMPLICIT"
            default: ""
            }
        return [
            SchemaObject(
                kind: .cast, schema: nil, name: "CAST (\(pair))", sql: "CREATE CAST (\(pair)) \(method)\(context);",
                key: ObjectKey(.casts, try row.oid("oid")), needs: try row.keys("needs"))
        ]
    }
}
