import Model

/// Operator families, with the members that belong to no class.
enum OperatorFamilies: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) f.oid, n.nspname AS schema, f.opfname AS name, m.amname AS method,
          \(OperatorClasses.members(of: .operatorFamilies, "f.oid")),
          \(SchemaSQL.needs(.operatorFamilies, "f.oid")) AS needs
        FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
        WHERE \(SchemaSQL.isOurs(.operatorFamilies, "f.oid", in: "f.opfnamespace"))
          AND f.oid > $2::oid AND $1::oid[] IS NOT NULL
        ORDER BY f.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let family = "\(try row.qualifiedName()) USING \(Quote.identifier(try row.text("method")))"
        let (schema, name) = (try row.text("schema"), try row.text("name"))
        let key = ObjectKey(.operatorFamilies, try row.oid("oid"))
        let members = try row.decode("members", as: [String].self)
        let made = SchemaObject(
            kind: .operatorFamily, schema: schema, name: name, sql: "CREATE OPERATOR FAMILY \(family);", key: key)
        guard !members.isEmpty else { return [made] }
        let list = members.map { "\n    \($0)" }.joined(separator: ",")
        return [
            made,
            SchemaObject(
                kind: .operatorFamily, schema: schema, name: name,
                sql: "ALTER OPERATOR FAMILY \(family) ADD\(list);", needs: [key] + (try row.keys("needs"))),
        ]
    }
}

/// Operator classes.
enum OperatorClasses: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) c.oid, n.nspname AS schema, c.opcname AS name, m.amname AS method, c.opcdefault AS is_usual,
          format_type(c.opcintype, NULL) AS type, quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) AS family,
          CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END AS storage,
          \(members(of: .operatorClasses, "c.oid")), c.opcfamily AS family_oid,
          \(SchemaSQL.needs(.operatorClasses, "c.oid")) AS needs
        FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
        JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace
        WHERE \(SchemaSQL.isOurs(.operatorClasses, "c.oid", in: "c.opcnamespace"))
          AND c.oid > $2::oid AND $1::oid[] IS NOT NULL
        ORDER BY c.oid LIMIT $3::bigint
        """
    }

    /// `OPERATOR 1 s.<(t,t)`, `FUNCTION 1 (t, t) s.f(t,t)`: what hangs on that object alone, as an array.
    static func members(of catalog: ObjectKey.Catalog, _ oid: String) -> String {
        """
        ARRAY(SELECT 'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text || CASE WHEN o.amopsortfamily <> 0
              THEN ' FOR ORDER BY ' || (SELECT quote_ident(s.nspname) || '.' || quote_ident(y.opfname) FROM pg_opfamily y
                JOIN pg_namespace s ON s.oid = y.opfnamespace WHERE y.oid = o.amopsortfamily) ELSE '' END
            FROM pg_depend e JOIN pg_amop o ON e.classid = 2602 AND o.oid = e.objid
            WHERE e.refclassid = \(catalog.rawValue) AND e.refobjid = \(oid) AND e.deptype IN ('i', 'a') ORDER BY o.amopstrategy, o.oid)
          || ARRAY(SELECT 'FUNCTION ' || o.amprocnum || ' (' || format_type(o.amproclefttype, NULL) || ', '
              || format_type(o.amprocrighttype, NULL) || ') ' || o.amproc::oid::regprocedure::text
            FROM pg_depend e JOIN pg_amproc o ON e.classid = 2603 AND o.oid = e.objid
            WHERE e.refclassid = \(catalog.rawValue) AND e.refobjid = \(oid) AND e.deptype IN ('i', 'a') ORDER BY o.amprocnum, o.oid)
          AS members
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        var members = try row.decode("members", as: [String].self)
        if let storage = try row.decode("storage", as: String?.self) { members.insert("STORAGE \(storage)", at: 0) }
        if members.isEmpty { members = ["STORAGE \(try row.text("type"))"] }
        return [
            SchemaObject(
                kind: .operatorClass, schema: try row.text("schema"), name: try row.text("name"),
                sql: """
                    CREATE OPERATOR CLASS \(try row.qualifiedName())
                        \(try row.flag("is_usual") ? "DEFAULT " : "")FOR TYPE \(try row.text("type")) \
                    USING \(Quote.identifier(try row.text("method"))) FAMILY \(try row.text("family")) AS
                        \(members.joined(separator: ",\n    "));
                    """, key: ObjectKey(.operatorClasses, try row.oid("oid")),
                needs: [ObjectKey(.operatorFamilies, try row.oid("family_oid"))] + (try row.keys("needs")))
        ]
    }
}
