import Model
import Postgres

/// Roles, the database and the schema.
extension TwinBuild {
    mutating func createRoles(_ connection: Connection) async throws {
        let roles = snapshot[.roles]
        for row in 0..<roles.count {
            guard let name = roles[row, "name"].text, name != "postgres", !name.hasPrefix("pg_") else { continue }
            let attributes =
                (roles[row, "superuser"].boolean == true ? " SUPERUSER" : "")
                + (roles[row, "bypass_rls"].boolean == true ? " BYPASSRLS" : "")
            try await connection.execute("CREATE ROLE \(Quote.identifier(name))\(attributes)")
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
    mutating func loadSchema(_ connection: Connection, _ objects: [DumpedObject]) async throws {
        let dump = snapshot[.schemaDump]
        let dialect = try await DumpDialect(connection, snapshot)
        let ours = ofExtensions(objects)
        let texts = (0..<dump.count).map { row in
            let kind = dump[row, "kind"].text
            let sql = ours.contains(row) ? "" : dump[row, "sql"].text ?? ""
            // That of an extension is there already.
            let again = kind == "SCHEMA" ? sql.replacing("CREATE SCHEMA ", with: "CREATE SCHEMA IF NOT EXISTS ") : sql
            return dialect.loadable(again, kind: kind)
        }
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
