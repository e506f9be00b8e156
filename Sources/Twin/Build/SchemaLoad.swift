import Model
import Postgres

/// Roles, the database and the schema.
extension TwinBuild {
    /// The target's roles: what they own and what they were granted is theirs for now. None of them can log in, and none is a
    /// superuser; those that plan are made when all else is there (`createPlanningRoles`).
    mutating func createRoles(_ connection: Connection) async throws {
        for role in targetRoles {
            let attributes = "NOLOGIN NOSUPERUSER" + (role.bypassesPolicies ? " BYPASSRLS" : "")
            try await connection.execute("CREATE ROLE \(Quote.identifier(role.name)) \(attributes)")
        }
        let members = snapshot[.roleMembers]
        let names = Set(targetRoles.map(\.name))
        for row in 0..<members.count {
            guard let role = members[row, "role"].text, let member = members[row, "member"].text,
                names.contains(member), names.contains(role) || role.hasPrefix("pg_")
            else { continue }
            // Ours may lack a role that a later or earlier version predefines.
            _ = try? await connection.execute("GRANT \(Quote.identifier(role)) TO \(Quote.identifier(member))")
        }
    }

    struct TargetRole {
        var name: String
        var isSuperuser: Bool
        var bypassesPolicies: Bool
    }

    /// Each name once.
    var targetRoles: [TargetRole] {
        let roles = snapshot[.roles]
        var names: Set<String> = []
        return (0..<roles.count).compactMap { row in
            guard let name = roles[row, "name"].text, TwinSource.isName(name), !name.hasPrefix("pg_"),
                names.insert(name).inserted
            else { return nil }
            let isSuperuser = roles[row, "superuser"].boolean == true
            return TargetRole(
                name: name, isSuperuser: isSuperuser,
                bypassesPolicies: isSuperuser || roles[row, "bypass_rls"].boolean == true)
        }
    }

    /// With the target's collation where this machine has it.
    mutating func createDatabase(_ connection: Connection) async throws {
        let locale = snapshot[.databaseLocale]
        let wanted = DatabaseLocale(locale)
        let name = Quote.identifier(source.databaseName)
        do {
            guard wanted.isPlain else { throw PostgresError(.statementFailed, "its name is none of a locale") }
            try await connection.execute("CREATE DATABASE \(name) TEMPLATE template0 \(wanted.clause)")
            let actual = try await connection.query(
                "SELECT pg_database_collation_actual_version(oid) FROM pg_database WHERE datname = $1",
                [.string(source.databaseName)]
            ).first?[0].string
            if let version = wanted.version, let actual, version != actual {
                uncertainties.append(
                    "The collation \(wanted.label) has version \(version) on the target and \(actual) here: estimates of ranges of texts may differ."
                )
            }
        } catch let error as PostgresError where error.kind == .statementFailed {
            uncertainties.append(
                "The collation \(wanted.label) of the target is not to be had here: estimates of ranges of texts and the order of text indexes may differ."
            )
            let inBytes = "CREATE DATABASE \(name) TEMPLATE template0 LOCALE 'C' ENCODING "
            do {
                try await connection.execute(inBytes + Quote.literal(wanted.isPlain ? wanted.encoding : "UTF8"))
            } catch let error as PostgresError where error.kind == .statementFailed {
                // None that this server has.
                try await connection.execute(inBytes + "'UTF8'")
            }
        }
    }

    /// Object by object, only what `Rules` admits; what cannot be made is left out, with what depends on it.
    mutating func loadSchema(_ connection: Connection, _ objects: [DumpedObject]) async throws {
        let dump = snapshot[.schemaDump]
        let dialect = try await DumpDialect(connection, snapshot)
        let admission = Admission(
            objects, known: try await knownFunctions(connection), withoutRows: ofExtensions(objects))
        let texts = admission.objects.map { dialect.text($0.statements) }
        try await connection.execute(Self.dumpSessionSQL)
        var failed: [(row: Int, reason: String)] = admission.objects.compactMap { object in
            object.refusal.map { (object.row, $0) }
        }
        for start in stride(from: 0, to: texts.count, by: Self.batch) {
            let rows = start..<min(start + Self.batch, texts.count)
            do {
                try await connection.execute(rows.map { texts[$0] }.joined(separator: "\n\n"))
            } catch let error as PostgresError where error.kind == .statementFailed {
                for row in rows {
                    do {
                        try await connection.execute(texts[row])
                    } catch let error as PostgresError where error.kind == .statementFailed {
                        // A foreign key plans nothing without the table that it refers to, and that one is known to be missing.
                        if dump[row, "kind"].text == "FK CONSTRAINT", error.sqlState == .undefinedTable { continue }
                        if try await !standIn(for: row, of: dump, connection) { failed.append((row, error.message)) }
                    }
                }
            }
        }
        note(failed.sorted { $0.row < $1.row }, objects)
    }

    /// As pg_dump sets it up: every name in a dump has its schema.
    private static let dumpSessionSQL = """
        SET search_path = ''; SET check_function_bodies = off; SET client_min_messages = warning; SET row_security = off;
        SET standard_conforming_strings = on; SET xmloption = content; SET statement_timeout = 0; SET jit = off;
        """

    /// All that the server holds now is PostgreSQL's own and of this machine's extensions.
    private func knownFunctions(_ connection: Connection) async throws -> KnownFunctions {
        let rows = try await connection.query(
            """
            SELECT nspname || '.' || proname AS name, nspname AS schema FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
            GROUP BY nspname, proname HAVING NOT bool_or(provolatile = 'v')
            """)
        var known = KnownFunctions()
        for row in rows {
            let name = try row.decode("name", as: String.self)
            let schema = try row.decode("schema", as: String.self)
            guard !KnownFunctions.runningSQL.contains(String(name.dropFirst(schema.count + 1))) else { continue }
            known.steady.insert(name)
            if !known.schemas.contains(schema) { known.schemas.append(schema) }
        }
        return known
    }

    /// The rows that CREATE EXTENSION has seen to: extensions themselves, and what belongs to one.
    private func ofExtensions(_ objects: [DumpedObject]) -> Set<Int> {
        let members = objects.filter { $0.kind == "EXTENSION" || $0.memberOf.map(extensions.contains) ?? false }
        let types = Set(members.map { [$0.schema ?? "", $0.name] })
        let shells = objects.filter { $0.isShellType && types.contains([$0.schema ?? "", $0.name]) }
        return Set((members + shells).map(\.row))
    }

    /// Another collation of that name, where this machine has not the one: without it, the tables of its columns would be left
    /// out too.
    private mutating func standIn(for row: Int, of dump: Section, _ connection: Connection) async throws -> Bool {
        guard dump[row, "kind"].text == "COLLATION", let name = dump[row, "name"].text else { return false }
        let collation = Quote.qualified(dump[row, "schema"].text, name)
        do {
            try await connection.execute("CREATE COLLATION \(collation) FROM pg_catalog.\"C\"")
        } catch let error as PostgresError where error.kind == .statementFailed { return false }
        uncertainties.append(
            "The collation \(collation) is not to be had here, C stands in for it: estimates of ranges of its texts and the order of their indexes may differ."
        )
        return true
    }

    private static let batch = 50

    /// Whether it is of the hundred functions and operators that such an extension has: said once for all of them, so that the
    /// tables that rest on it are seen.
    private func isOfExtension(_ object: DumpedObject) -> Bool {
        object.isShellType || object.memberOf.map(missingExtensions.contains) ?? false
    }

    private mutating func note(_ failed: [(row: Int, reason: String)], _ objects: [DumpedObject]) {
        let failed = failed.filter { !isOfExtension(objects[$0.row]) }
        for (row, reason) in failed.prefix(50) {
            let name = Quote.qualified(objects[row].schema, objects[row].name)
            uncertainties.append("The \(objects[row].kind.lowercased()) \(name) is left out: \(reason).")
        }
        if failed.count > 50 { uncertainties.append("\(failed.count - 50) more objects are left out.") }
    }
}
