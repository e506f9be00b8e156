import Model

/// Functions that a plan can name: their signatures, and the bodies of those only that PostgreSQL would put in place of a call.
///
/// No other body is read, let alone stored; what SET clauses set is not either, only that there are some.
enum Functions: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        let parsed = server.majorVersion >= 14
        // A text that is read when the function is called needs nothing when it is made.
        let parsedBody = "CASE WHEN p.can_inline AND p.is_free THEN pg_get_function_sqlbody(p.oid) END"
        return """
            SELECT \(advisorTag) p.oid, n.nspname AS schema, p.proname AS name,
              pg_get_function_identity_arguments(p.oid) AS identity_arguments,
              pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result,
              p.language = 'sql' AS is_sql, p.prokind = 'w' AS is_window, p.provolatile AS volatility,
              p.proisstrict AS is_strict, p.prosecdef AS is_definer, p.proleakproof AS is_leakproof,
              p.proparallel AS parallel, p.procost AS cost, p.proretset AS is_set, p.prorows AS rows,
              p.proconfig IS NOT NULL AS has_settings,
              (SELECT rolname FROM pg_roles r WHERE r.oid = p.proowner AND NOT rolsuper) AS owner,
              CASE WHEN p.can_inline\(parsed ? " AND p.prosqlbody IS NULL" : "") THEN p.prosrc END AS body,
              \(parsed ? parsedBody : "NULL::text") AS parsed_body,
              \(SchemaSQL.needs(.functions, "p.oid")) AS needs,
              \(SchemaSQL.privileges("p.proacl", kind: "f", owner: "p.proowner"))
            FROM (SELECT p.*, l.lanname AS language,
                l.lanname = 'sql' AND p.prokind = 'f' AND NOT p.prosecdef AND p.proconfig IS NULL
                  AND CASE WHEN p.proretset THEN p.provolatile <> 'v' AND NOT p.proisstrict
                    ELSE p.prorettype <> 'record'::regtype END AS can_inline,
                \(SchemaSQL.isFree(.functions, "p.oid")) AS is_free
              FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
              WHERE p.prokind IN ('f', 'w') AND \(SchemaSQL.isOurs(.functions, "p.oid", in: "p.pronamespace"))
                AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 1255 AND i.objid = p.oid AND i.deptype = 'i')
                AND p.prorettype <> ALL (\(unusable)) AND NOT p.proargtypes::oid[] && \(unusable)
                AND p.oid > $2::oid
              ORDER BY p.oid LIMIT $3::bigint) p
            JOIN pg_namespace n ON n.oid = p.pronamespace
            ORDER BY p.oid
            """
    }

    /// Types that no statement has values of: functions of triggers, handlers, input and output, of access methods.
    private static let unusable = """
        ARRAY['trigger', 'event_trigger', 'internal', 'cstring', 'language_handler', 'fdw_handler', 'index_am_handler',
          'table_am_handler', 'tsm_handler']::regtype[]::oid[]
        """

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let qualified = try row.qualifiedName()
        let signature = try row.text("identity_arguments")
        let (schema, name) = (try row.text("schema"), "\(try row.text("name"))(\(signature))")
        let key = ObjectKey(.functions, try row.oid("oid"))
        // Whose it is decides whether an index may run it; what is a superuser's stays the loader's.
        let owner = try row.decode("owner", as: String?.self).map {
            "\nALTER FUNCTION \(qualified)(\(signature)) OWNER TO \(Quote.identifier($0));"
        }
        let sql = try statement(row) + (owner ?? "")
        var function = SchemaObject(kind: .function, schema: schema, name: name, sql: sql, key: key)
        for need in try row.keys("needs") {
            if need.isIn(.types) { function.needs.append(need) } else { function.wants.append(need) }
        }
        let grants = try Privileges(row, of: "FUNCTION", "\(qualified)(\(signature))", isOwned: false)
        return [function] + grants.objects(schema: schema, name: name, needs: [key])
    }

    private static func statement(_ row: CatalogRow) throws -> String {
        let isSQL = try row.flag("is_sql")
        var words = ["LANGUAGE \(isSQL ? "sql" : "plpgsql")"]
        if try row.flag("is_window") { words.append("WINDOW") }
        switch try row.text("volatility") {
        case "i": words.append("IMMUTABLE")
        case "s": words.append("STABLE")
        default: break
        }
        if try row.flag("is_strict") { words.append("STRICT") }
        if try row.flag("is_definer") { words.append("SECURITY DEFINER") }
        if try row.flag("is_leakproof") { words.append("LEAKPROOF") }
        let cost = try row.text("cost")
        if cost != "100" { words.append("COST \(cost)") }
        let rows = try row.text("rows")
        if try row.flag("is_set"), rows != "0", rows != "1000" { words.append("ROWS \(rows)") }
        switch try row.text("parallel") {
        case "s": words.append("PARALLEL SAFE")
        case "r": words.append("PARALLEL RESTRICTED")
        default: break
        }
        let settings = try row.flag("has_settings") ? "\n    SET search_path TO ''" : ""
        let body = FunctionBody.text(
            source: try row.decode("body"), parsed: try row.decode("parsed_body", as: String?.self))
        return """
            CREATE FUNCTION \(try row.qualifiedName())(\(try row.text("arguments"))) RETURNS \(try row.text("result"))
                \(words.joined(separator: " "))\(settings)
                AS \(Quote.literal(body));
            """
    }
}
