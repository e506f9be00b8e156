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
        let known = try await UpgradeCalls(connection)
        let texts = dump.texts("sql").map { known.loadable($0 ?? "") }
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
                        failed.append((row, error))
                    }
                }
            }
        }
        note(failed, dump)
    }

    private static let batch = 50

    private mutating func note(_ failed: [(row: Int, error: PostgresError)], _ dump: Section) {
        for (row, error) in failed.prefix(50) {
            let name = Quote.qualified(dump[row, "schema"].text, dump[row, "name"].text ?? "")
            let kind = (dump[row, "kind"].text ?? "object").lowercased()
            uncertainties.append("The \(kind) \(name) is left out: \(error.message).")
        }
        if failed.count > 50 { uncertainties.append("\(failed.count - 50) more objects are left out.") }
    }
}

/// The functions that choose oids. Each version has some that others lack.
struct UpgradeCalls {
    private static let prefix = "SELECT pg_catalog.binary_upgrade_"
    private let names: Set<String>

    init(_ connection: Connection) async throws {
        let rows = try await connection.query("SELECT proname FROM pg_proc WHERE proname LIKE 'binary\\_upgrade\\_%'")
        names = Set(rows.compactMap { $0[0].string })
    }

    /// The statements of one object without calls of functions that this server lacks. pg_dump writes each call on a line of
    /// its own.
    func loadable(_ sql: String) -> String {
        guard sql.contains(Self.prefix) else { return sql }
        return sql.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            guard line.hasPrefix(Self.prefix) else { return true }
            return names.contains("binary_upgrade_" + line.dropFirst(Self.prefix.count).prefix { $0 != "(" })
        }.joined(separator: "\n")
    }
}

/// How a database was created.
struct DatabaseLocale {
    let encoding: String
    let version: String?
    private let provider: String
    private let collate: String
    private let ctype: String
    private let locale: String?

    init(_ section: Section) {
        encoding = section.count > 0 ? section[0, "encoding"].text ?? "UTF8" : "UTF8"
        provider = section.count > 0 ? section[0, "provider"].text ?? "libc" : "libc"
        collate = section.count > 0 ? section[0, "collate"].text ?? "C" : "C"
        ctype = section.count > 0 ? section[0, "ctype"].text ?? "C" : "C"
        locale = section.count > 0 ? section[0, "locale"].text : nil
        version = section.count > 0 ? section[0, "version"].text : nil
    }

    var label: String { provider == "libc" ? collate : "\(provider) \(locale ?? "")" }

    /// Of CREATE DATABASE.
    var clause: String {
        var clause =
            "ENCODING \(Quote.literal(encoding)) LC_COLLATE \(Quote.literal(collate)) LC_CTYPE \(Quote.literal(ctype))"
        guard provider != "libc", let locale else { return clause }
        clause += " LOCALE_PROVIDER \(Quote.identifier(provider))"
        return clause + (provider == "icu" ? " ICU_LOCALE " : " BUILTIN_LOCALE ") + Quote.literal(locale)
    }
}
