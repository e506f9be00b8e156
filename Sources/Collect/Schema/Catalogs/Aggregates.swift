import Model

/// Aggregates of users' functions.
enum Aggregates: SchemaCatalog {
    /// Option, column of pg_aggregate.
    private static let functions: KeyValuePairs<String, String> = [
        "FINALFUNC": "aggfinalfn", "COMBINEFUNC": "aggcombinefn", "SERIALFUNC": "aggserialfn",
        "DESERIALFUNC": "aggdeserialfn", "MSFUNC": "aggmtransfn", "MINVFUNC": "aggminvtransfn",
        "MFINALFUNC": "aggmfinalfn",
    ]

    static func sql(_ server: ServerProfile) -> String {
        let names = functions.map {
            "CASE WHEN g.\($0.value) <> 0 THEN g.\($0.value)::regproc::text END AS \($0.value)"
        }
        return """
            SELECT \(advisorTag) p.oid, n.nspname AS schema, p.proname AS name,
              pg_get_function_identity_arguments(p.oid) AS identity_arguments, pg_get_function_arguments(p.oid) AS arguments,
              g.aggtransfn::regproc::text AS aggtransfn, format_type(g.aggtranstype, NULL) AS state, g.aggtransspace AS space,
              \(names.joined(separator: ",\n  ")),
              g.aggfinalextra AS has_extra, g.aggmfinalextra AS has_moving_extra, g.agginitval AS initial,
              CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END AS moving_state,
              g.aggmtransspace AS moving_space, g.aggminitval AS moving_initial,
              g.aggfinalmodify AS modifies, g.aggmfinalmodify AS moving_modifies, g.aggkind AS kind,
              CASE WHEN g.aggsortop <> 0 THEN (SELECT quote_ident(s.nspname) || '.' || o.oprname FROM pg_operator o
                JOIN pg_namespace s ON s.oid = o.oprnamespace WHERE o.oid = g.aggsortop) END AS sort_operator,
              p.proparallel AS parallel, \(SchemaSQL.needs(.functions, "p.oid")) AS needs
            FROM pg_proc p JOIN pg_aggregate g ON g.aggfnoid = p.oid JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.prokind = 'a' AND \(SchemaSQL.isOurs(.functions, "p.oid", in: "p.pronamespace"))
              AND p.oid > $2::oid AND $1::oid[] IS NOT NULL
            ORDER BY p.oid LIMIT $3::bigint
            """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        var parts = ["SFUNC = \(try row.text("aggtransfn"))", "STYPE = \(try row.text("state"))"]
        func add(_ word: String, _ value: String?) { value.map { parts.append("\(word) = \($0)") } }
        let space = try row.oid("space")
        add("SSPACE", space == 0 ? nil : "\(space)")
        add("INITCOND", try row.decode("initial", as: String?.self).map(Quote.literal))
        for (word, column) in functions { add(word, try row.decode(column, as: String?.self)) }
        if try row.flag("has_extra") { parts.append("FINALFUNC_EXTRA") }
        add("FINALFUNC_MODIFY", modification(try row.text("modifies"), kind: try row.text("kind")))
        if let state = try row.decode("moving_state", as: String?.self) {
            add("MSTYPE", state)
            let space = try row.oid("moving_space")
            add("MSSPACE", space == 0 ? nil : "\(space)")
            add("MINITCOND", try row.decode("moving_initial", as: String?.self).map(Quote.literal))
            if try row.flag("has_moving_extra") { parts.append("MFINALFUNC_EXTRA") }
            add("MFINALFUNC_MODIFY", modification(try row.text("moving_modifies"), kind: try row.text("kind")))
        }
        add("SORTOP", try row.decode("sort_operator", as: String?.self).map { "OPERATOR(\($0))" })
        switch try row.text("parallel") {
        case "s": parts.append("PARALLEL = safe")
        case "r": parts.append("PARALLEL = restricted")
        default: break
        }
        if try row.text("kind") == "h" { parts.append("HYPOTHETICAL") }
        let list = parts.map { "    \($0)" }.joined(separator: ",\n")
        return [
            SchemaObject(
                kind: .aggregate, schema: try row.text("schema"),
                name: "\(try row.text("name"))(\(try row.text("identity_arguments")))",
                sql: "CREATE AGGREGATE \(try row.qualifiedName())(\(try arguments(row))) (\n\(list)\n);",
                key: ObjectKey(.functions, try row.oid("oid")), needs: try row.keys("needs"))
        ]
    }

    private static func arguments(_ row: CatalogRow) throws -> String {
        let arguments = try row.text("arguments")
        return arguments.isEmpty ? "*" : arguments
    }

    /// As a rule, aggregates of ordered sets change their state at the end, and others do not.
    private static func modification(_ code: String, kind: String) -> String? {
        guard code != (kind == "n" ? "r" : "w") else { return nil }
        return ["r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"][code]
    }
}
