import Model

/// Words that the queries of the schema share. `$1` of each is the oids of locked relations, `$2` the oid after which to go on,
/// `$3` how many rows at most.
enum SchemaSQL {
    /// What an object rests on that a user made, as `ObjectKey.packed`.
    static func needs(_ catalog: ObjectKey.Catalog, _ oid: String, but relation: String? = nil) -> String {
        "ARRAY(\(keys(catalog, oid, but: relation)))"
    }

    static func needs(_ parts: [(ObjectKey.Catalog, String)], but relation: String? = nil) -> String {
        "ARRAY(\(parts.map { keys($0.0, $0.1, but: relation) }.joined(separator: " UNION ")))"
    }

    private static func keys(_ catalog: ObjectKey.Catalog, _ oid: String, but relation: String?) -> String {
        """
        SELECT DISTINCT (dep.refclassid::int8 << 32) + dep.refobjid::int8 FROM pg_depend dep \
        WHERE dep.classid = \(catalog.rawValue) AND dep.objid = \(oid) AND dep.refobjid >= 16384 \
        AND dep.deptype IN ('n', 'a', 'i') AND dep.refclassid NOT IN (\(ObjectKey.Catalog.namespaces.rawValue), \(ObjectKey.Catalog.extensions.rawValue))\
        \(relation.map { " AND NOT (dep.refclassid = \(ObjectKey.Catalog.relations.rawValue) AND dep.refobjid = \($0))" } ?? "")
        """
    }

    /// It names nothing that is locked: functions that print what it says would wait.
    static func isFree(_ catalog: ObjectKey.Catalog, _ oid: String) -> String {
        """
        NOT EXISTS (SELECT FROM pg_depend dep WHERE dep.classid = \(catalog.rawValue) AND dep.objid = \(oid) \
        AND dep.refclassid = \(ObjectKey.Catalog.relations.rawValue) AND dep.refobjid = ANY ($1::oid[]))
        """
    }

    /// A schema of a user, and no member of an extension that is created as a whole.
    static func isOurs(_ catalog: ObjectKey.Catalog, _ oid: String, in namespace: String) -> String {
        "\(isInUserSchema(namespace)) AND \(isNoMember(catalog, oid))"
    }

    static func isInUserSchema(_ namespace: String) -> String {
        "\(namespace) IN (SELECT oid FROM pg_namespace WHERE \(SQL.isUserSchema("nspname")))"
    }

    static func isNoMember(_ catalog: ObjectKey.Catalog, _ oid: String) -> String {
        """
        NOT EXISTS (SELECT FROM pg_depend dep JOIN pg_extension ext ON ext.oid = dep.refobjid \
        WHERE dep.classid = \(catalog.rawValue) AND dep.objid = \(oid) AND dep.refclassid = 3079 AND dep.deptype = 'e' \
        AND ext.extname IN (\(knownExtensions)))
        """
    }

    /// As literals: the names are ours.
    static let knownExtensions = KnownExtensions.names.sorted().map { "'\($0)'" }.joined(separator: ", ")

    /// Privileges that matter to planning, each as `SELECT,INSERT<tab>role`, an empty role for PUBLIC; null where nobody changed
    /// any. And what there would be without a change.
    static func privileges(_ list: String, kind: String, owner: String) -> String {
        """
        CASE WHEN \(list) IS NOT NULL THEN \(entries(list)) END AS privileges, \
        CASE WHEN \(list) IS NOT NULL THEN \(entries("acldefault('\(kind)', \(owner))")) END AS usual_privileges
        """
    }

    static func entries(_ list: String) -> String {
        """
        ARRAY(SELECT string_agg(DISTINCT entry.privilege_type, ',') || chr(9) || CASE entry.grantee WHEN 0 THEN '' \
        ELSE pg_get_userbyid(entry.grantee)::text END FROM aclexplode(\(list)) entry \
        WHERE entry.privilege_type IN (\(matteringPrivileges)) GROUP BY entry.grantee ORDER BY entry.grantee)
        """
    }

    /// The names of privileges, without a word that would change anything.
    private static let matteringPrivileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "USAGE", "EXECUTE"]
        .map { "'\($0)'" }.joined(separator: ", ")

    /// A collation that is not its type's own, as SQL.
    static func collation(_ collation: String, unlike type: String) -> String {
        """
        CASE WHEN \(collation) <> 0 AND \(collation) <> (SELECT typcollation FROM pg_type WHERE oid = \(type)) \
        THEN \(collation)::regcollation::text END
        """
    }
}
