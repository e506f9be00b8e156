import Model
import Postgres

/// Roles, the database and the schema; the server is in the mode of pg_upgrade, in which every oid is chosen by us.
extension TwinBuild {
    mutating func createRoles(_ connection: Connection) async throws {
        let roles = snapshot[.roles]
        var free: Int64 = 4_000_000_000
        for row in 0..<roles.count {
            guard let name = roles[row, "name"].text, let oid = roles[row, "oid"].integer, name != "postgres",
                !name.hasPrefix("pg_")
            else { continue }
            // The target's first superuser has the oid that ours has.
            let isTaken = oid < 16_384
            if isTaken { free += 1 }
            let attributes =
                (roles[row, "superuser"].boolean == true ? " SUPERUSER" : "")
                + (roles[row, "bypass_rls"].boolean == true ? " BYPASSRLS" : "")
            try await connection.execute(
                """
                SELECT binary_upgrade_set_next_pg_authid_oid('\(isTaken ? free : oid)'::oid);
                CREATE ROLE \(Quote.identifier(name))\(attributes);
                """)
        }
        let members = snapshot[.roleMembers]
        for row in 0..<members.count {
            guard let role = members[row, "role"].text, let member = members[row, "member"].text else { continue }
            // Ours may lack a role that a later or earlier version predefines.
            _ = try? await connection.execute("GRANT \(Quote.identifier(role)) TO \(Quote.identifier(member))")
        }
    }

    /// With the target's collation where this machine has it.
    mutating func createDatabase(_ connection: Connection) async throws {
        let locale = snapshot[.databaseLocale]
        let wanted = DatabaseLocale(locale)
        let name = Quote.identifier(source.databaseName)
        do {
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
            try await connection.execute(
                "CREATE DATABASE \(name) TEMPLATE template0 ENCODING \(Quote.literal(wanted.encoding)) LOCALE 'C'")
        }
    }

    /// Object by object; those that cannot be made are left out, with what depends on them.
    mutating func loadSchema(_ connection: Connection) async throws {
        let dump = snapshot[.schemaDump]
        let dialect = try await DumpDialect(connection, snapshot)
        let texts = (0..<dump.count).map { dialect.loadable(dump[$0, "sql"].text ?? "", kind: dump[$0, "kind"].text) }
        var failed: [(row: Int, error: PostgresError)] = []
        for start in stride(from: 0, to: texts.count, by: Self.batch) {
            let rows = start..<min(start + Self.batch, texts.count)
            do {
                try await connection.execute(rows.map { texts[$0] }.joined(separator: "\n\n"))
            } catch let error as PostgresError where error.kind == .statementFailed {
                for row in rows {
                    do {
                        try await connection.execute(texts[row])
                    } catch let error as PostgresError where error.kind == .statementFailed {
                        if try await !standIn(for: row, of: dump, connection) { failed.append((row, error)) }
                    }
                }
            }
        }
        note(failed, dump)
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
    private func isOfLibrary(_ row: Int, _ libraries: [Substring], _ dump: Section) -> Bool {
        let kinds: Set = [
            "FUNCTION", "PROCEDURE", "AGGREGATE", "TYPE", "SHELL TYPE", "CAST", "OPERATOR", "OPERATOR CLASS",
            "OPERATOR FAMILY", "ACCESS METHOD",
        ]
        return !libraries.isEmpty && kinds.contains(dump[row, "kind"].text ?? "")
    }

    private mutating func note(_ failed: [(row: Int, error: PostgresError)], _ dump: Section) {
        let libraries = Set(failed.compactMap { $0.error.message.firstMatch(of: /"\$libdir\/([^"]+)"/)?.output.1 })
            .sorted()
        for library in libraries {
            uncertainties.append(
                "The library \(library) is not installed here: its types, functions and operators are left out.")
        }
        // A foreign key plans nothing without the table that it refers to, and that one is known to be missing.
        let failed = failed.filter {
            dump[$0.row, "kind"].text != "FK CONSTRAINT" || $0.error.sqlState != .undefinedTable
        }
        .filter { !isOfLibrary($0.row, libraries, dump) }
        for (row, error) in failed.prefix(50) {
            let name = Quote.qualified(dump[row, "schema"].text, dump[row, "name"].text ?? "")
            let kind = (dump[row, "kind"].text ?? "object").lowercased()
            uncertainties.append("The \(kind) \(name) is left out: \(error.message).")
        }
        if failed.count > 50 { uncertainties.append("\(failed.count - 50) more objects are left out.") }
    }
}
