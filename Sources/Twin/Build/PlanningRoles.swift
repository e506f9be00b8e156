import JSONTape
import Model
import Postgres

/// The roles that plan: they log in themselves, are no superusers, are members of nothing and own nothing. Each is called as a role
/// of the target's, so that current_user is what it is there, and may do what that one may.
///
/// What the target's roles own is owned by roles of other names, which cannot log in.
extension TwinBuild {
    mutating func createPlanningRoles(_ connection: Connection) async throws {
        try await createSwitch(connection)
        try await connection.execute(
            """
            CREATE TEMP TABLE planners (planner oid, owner oid, has_all bool);
            CREATE TEMP TABLE closure (planner oid, role oid);
            """)
        for (number, role) in planningRoles.enumerated() {
            let name = Quote.identifier(role.name)
            let owner = Quote.identifier("\(source.ownerPrefix)_\(number)")
            try await connection.execute(
                """
                ALTER ROLE \(name) RENAME TO \(owner);
                CREATE ROLE \(name) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE\(role.bypassesPolicies ? " BYPASSRLS" : "");
                """)
            _ = try await connection.query(
                """
                INSERT INTO planners SELECT p.oid, o.oid, $3::bool FROM pg_authid p, pg_authid o
                WHERE p.rolname = $1 AND o.rolname = $2
                """,
                [
                    .string(role.name), .string("\(source.ownerPrefix)_\(number)"), .bool(role.isSuperuser),
                ])
        }
        let planner = Quote.identifier(source.planner)
        try await connection.execute("CREATE ROLE \(planner) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS")
        _ = try await connection.query(
            "INSERT INTO planners SELECT oid, 0, true FROM pg_authid WHERE rolname = $1", [.string(source.planner)])
        for sql in Self.rightsSQL { try await connection.execute(sql) }
        try await connection.execute(Self.denialsSQL(database: source.databaseName))
        try await moveOwnersPastPolicies(connection)
        let asking = try await connection.query(
            """
            SELECT count(DISTINCT polrelid)::int FROM pg_policy
            WHERE concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) LIKE '%pg_has_role(%'
            """
        ).first.map { try $0[0].decode(Int.self) }
        if let asking, asking > 0 {
            uncertainties.append(
                "Policies of \(Format.plural(asking, "table")) ask for memberships of roles, of which those that plan have none: how many rows they let pass may differ."
            )
        }
    }

    /// Those that statements of the target ran as, and others that may log in, up to a number.
    private var planningRoles: [TargetRole] {
        let roles = snapshot[.roles]
        let entries = Set(snapshot[.statementEntries].integers("user_oid"))
        var ranks: [String: Int] = [:]
        for row in 0..<roles.count {
            guard let name = roles[row, "name"].text else { continue }
            ranks[name] =
                entries.contains(roles[row, "oid"].integer) ? 0 : roles[row, "can_login"].boolean == true ? 1 : 2
        }
        return Array(targetRoles.sorted { (ranks[$0.name] ?? 3, $0.name) < (ranks[$1.name] ?? 3, $1.name) }.prefix(200))
    }

    /// The one thing that planning has to change, in a function that changes nothing else. A plan opens every index in its
    /// tables' lists, valid or not, but one that is not live is in no list: of thousands of candidates it meets only those that
    /// are switched on. Tables keep their lists until something of their own changes.
    private func createSwitch(_ connection: Connection) async throws {
        try await connection.execute(
            """
            SET allow_system_table_mods = on;
            CREATE SCHEMA \(PlanningSession.schema);
            RESET allow_system_table_mods;
            CREATE FUNCTION \(PlanningSession.schema).switch(present oid[], absent oid[]) RETURNS void
            LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
              UPDATE pg_index SET indislive = indexrelid = ANY (present) WHERE indexrelid = ANY (present || absent);
              UPDATE pg_class SET relhasindex = relhasindex
              WHERE oid IN (SELECT indrelid FROM pg_index WHERE indexrelid = ANY (present || absent))
            $$;
            GRANT USAGE ON SCHEMA \(PlanningSession.schema) TO PUBLIC;
            """)
    }

    private static func letters(_ privilege: String) -> String {
        """
        string_agg(DISTINCT CASE \(privilege) WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' \
        WHEN 'DELETE' THEN 'd' WHEN 'USAGE' THEN 'U' WHEN 'EXECUTE' THEN 'X' END, '')
        """
    }

    /// An access list as text, every name in quotes.
    private static let item = """
        (CASE WHEN grantee = 0 THEN '' ELSE (SELECT '"' || replace(rolname, '"', '""') || '"' FROM pg_authid WHERE oid = grantee) END
          || '=' || letters || '/' || (SELECT '"' || replace(rolname, '"', '""') || '"' FROM pg_authid WHERE oid = grantor))::aclitem
        """

    /// Gives planners what the roles have that they stand for, and takes from everybody what makes objects.
    private static func rights(
        of catalog: String, column: String, key: String, entries: String, full: String = "", privileges: String
    ) -> String {
        """
        WITH entries AS (
          SELECT \(entries)),
        everything AS (
          SELECT \(key), grantor, grantee, privilege_type FROM entries WHERE privilege_type IN (\(privileges))
          UNION SELECT \(key), grantor, k.planner, privilege_type FROM entries JOIN closure k ON k.role = grantee
            WHERE privilege_type IN (\(privileges))\(full)),
        items AS (
          SELECT \(key), grantee, grantor, \(letters("privilege_type")) AS letters FROM everything GROUP BY \(key), grantee, grantor),
        lists AS (SELECT \(key), array_agg(\(item)) AS list FROM items GROUP BY \(key))
        UPDATE \(catalog) c SET \(column) = list FROM lists l WHERE (\(
            key.split(separator: ",").map { "c." + $0.drop { $0 == " " } }.joined(separator: ", "))) = (\(
            key.split(separator: ",").map { "l." + $0.drop { $0 == " " } }.joined(separator: ", ")))
        """
    }

    private static let ours = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"

    private static let rightsSQL = [
        """
        WITH RECURSIVE members AS (
          SELECT planner, owner AS role FROM planners WHERE owner <> 0
          UNION SELECT m.planner, a.roleid FROM members m JOIN pg_auth_members a ON a.member = m.role)
        INSERT INTO closure SELECT planner, role FROM members;
        UPDATE planners SET has_all = true WHERE EXISTS (SELECT FROM closure c JOIN planners p ON p.owner = c.role
          WHERE c.planner = planners.planner AND p.has_all);
        """,
        rights(
            of: "pg_class", column: "relacl", key: "oid",
            entries: """
                c.oid, a.grantor, a.grantee, a.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
                aclexplode(coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))) a
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND \(ours)
                """,
            full: """
                 UNION SELECT c.oid, c.relowner, p.planner, u.privilege
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, planners p,
                  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS u(privilege)
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND \(ours) AND (p.has_all OR EXISTS (
                  SELECT FROM closure k JOIN pg_authid r ON r.oid = k.role WHERE k.planner = p.planner
                  AND r.rolname = CASE u.privilege WHEN 'SELECT' THEN 'pg_read_all_data' ELSE 'pg_write_all_data' END))
                """,
            privileges: "'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE'"),
        rights(
            of: "pg_attribute", column: "attacl", key: "attrelid, attnum",
            entries: """
                c.attrelid, c.attnum, a.grantor, a.grantee, a.privilege_type FROM pg_attribute c, aclexplode(c.attacl) a
                WHERE c.attacl IS NOT NULL AND c.attrelid >= 16384
                """, privileges: "'SELECT', 'INSERT', 'UPDATE'"),
        rights(
            of: "pg_namespace", column: "nspacl", key: "oid",
            entries: """
                n.oid, a.grantor, a.grantee, a.privilege_type FROM pg_namespace n,
                aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE \(ours)
                """,
            full: """
                 UNION SELECT n.oid, n.nspowner, p.planner, 'USAGE' FROM pg_namespace n, planners p
                WHERE \(ours) AND (p.has_all OR EXISTS (SELECT FROM closure k JOIN pg_authid r ON r.oid = k.role
                  WHERE k.planner = p.planner AND r.rolname IN ('pg_read_all_data', 'pg_write_all_data')))
                """, privileges: "'USAGE'"),
        rights(
            of: "pg_proc", column: "proacl", key: "oid",
            entries: """
                c.oid, a.grantor, a.grantee, a.privilege_type FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace,
                aclexplode(c.proacl) a WHERE c.proacl IS NOT NULL AND \(ours)
                """,
            full: """
                 UNION SELECT c.oid, c.proowner, p.planner, 'EXECUTE' FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace,
                planners p WHERE c.proacl IS NOT NULL AND \(ours) AND p.has_all
                """, privileges: "'EXECUTE'"),
        """
        UPDATE pg_policy p SET polroles = polroles || x.more FROM (
          SELECT p.oid, array_agg(DISTINCT k.planner) AS more FROM pg_policy p JOIN closure k ON k.role = ANY (p.polroles)
          GROUP BY p.oid) x WHERE x.oid = p.oid AND 0 <> ALL (p.polroles)
        """,
    ]

    /// What no planner has use for: objects of its own, languages to write them in, and PostgreSQL's functions that run SQL.
    private static func denialsSQL(database: String) -> String {
        """
        REVOKE ALL ON DATABASE \(Quote.identifier(database)) FROM PUBLIC;
        GRANT CONNECT ON DATABASE \(Quote.identifier(database)) TO PUBLIC;
        REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
        REVOKE USAGE ON LANGUAGE sql, plpgsql FROM PUBLIC;
        UPDATE pg_proc SET proacl = aclremove.list FROM (SELECT ARRAY[makeaclitem(10, 10, 'EXECUTE', false)] AS list) aclremove
        WHERE pronamespace = 'pg_catalog'::regnamespace
          AND proname = ANY (ARRAY[\(KnownFunctions.runningSQL.subtracting(["set_config"]).sorted().map(Quote.literal).joined(separator: ", "))])
          AND NOT (proname = 'ts_rewrite' AND pronargs = 3);
        """
    }

    /// Policies do not hold for the owner of a table, nor for its members. Where that is so of every table with policies, the planner
    /// bypasses them; otherwise it gets a policy that lets it see all.
    private mutating func moveOwnersPastPolicies(_ connection: Connection) async throws {
        let rows = try await connection.query(
            """
            WITH guarded AS (SELECT oid, relowner, relforcerowsecurity AS forced FROM pg_class WHERE relrowsecurity),
            free AS (SELECT DISTINCT k.planner, g.oid FROM closure k JOIN guarded g ON g.relowner = k.role AND NOT g.forced)
            SELECT a.rolname AS planner, (SELECT count(*) FROM free f WHERE f.planner = a.oid) = (SELECT count(*) FROM guarded)
              AS is_free, array_to_json(array(SELECT oid::regclass::text FROM free f WHERE f.planner = a.oid))::text AS tables
            FROM pg_authid a WHERE a.oid IN (SELECT planner FROM free) AND NOT a.rolbypassrls ORDER BY 1
            """)
        var owned: [String: [String]] = [:]
        for row in rows {
            let planner = try row.decode("planner", as: String.self)
            if try row.decode("is_free", as: Bool.self) {
                try await connection.execute("ALTER ROLE \(Quote.identifier(planner)) BYPASSRLS")
                continue
            }
            for table in JSONTape.strings(in: try row.decode("tables", as: String.self)) ?? [] {
                owned[table, default: []].append(planner)
            }
        }
        for (table, planners) in owned.sorted(by: { $0.key < $1.key }) {
            let list = planners.map(Quote.identifier).joined(separator: ", ")
            try await connection.execute("CREATE POLICY advisor_owner ON \(table) TO \(list) USING (true)")
            _ = try await connection.query(
                """
                UPDATE pg_policy SET polroles = array(
                  SELECT oid FROM pg_authid WHERE rolname <> ALL ($2::text[]) AND (0 = ANY (polroles) OR oid = ANY (polroles)))
                WHERE polrelid = $1::text::regclass AND NOT polpermissive
                """, [.string(table), .strings(planners)])
        }
    }
}
