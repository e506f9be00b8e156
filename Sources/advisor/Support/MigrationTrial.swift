import Foundation
import Migrate
import Model
import Postgres
import SQLSyntax

/// Runs migration files on a database of our own: up, down again, and looks whether the schema is what it was.
struct MigrationTrial {
    var written: WrittenMigrations
    var connection: ConnectionOptions

    /// What was done, line by line.
    ///
    /// - Throws: `CommandError` naming the file that fails, or that the schema differs after going back.
    func run() async throws -> [String] { try await withSession { try await run(on: $0) } }

    /// Runs all, and leaves it.
    func apply() async throws {
        try await withSession { session in
            for file in written.up { try await execute(file, session) }
            // Indexes of expressions have no statistics before that. Not of all tables: another sample may tip other plans.
            let analyses = try await session.query(
                """
                SELECT DISTINCT format('ANALYZE %s', indrelid::regclass) FROM pg_index
                WHERE indexprs IS NOT NULL AND NOT EXISTS (SELECT FROM pg_statistic WHERE starelid = indexrelid)
                """)
            for row in analyses { if let sql = row[0].string { try await session.execute(sql) } }
        }
    }

    private func withSession<T: Sendable>(_ body: (Connection) async throws -> T) async throws -> T {
        let session = try await Connection.connect(connection)
        do {
            let result = try await body(session)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }

    private func run(on session: Connection) async throws -> [String] {
        var lines: [String] = []
        let pairs = zip(written.up, written.down)
        let reversible = pairs.compactMap { up, down in down.map { (up, $0) } }
        // Extensions and the like stay; what follows rests on them.
        let oneWay = pairs.filter { $0.1 == nil }.map(\.0)
        let first = try await time { for file in oneWay { try await execute(file, session) } }
        if !oneWay.isEmpty {
            lines.append(
                "  applied \(Format.plural(oneWay.count, "migration")) that nothing takes back, in \(first)")
        }
        let before = try await schema(session)
        let up = try await time { for (file, _) in reversible { try await execute(file, session) } }
        let changed = try await schema(session) != before
        let down = try await time { for (_, file) in reversible.reversed() { try await execute(file, session) } }
        guard try await schema(session) == before else {
            throw CommandError(
                "After taking the migration back the schema is not what it was",
                remedy: "This is a defect of Advisor: report it")
        }
        if !reversible.isEmpty {
            lines.append(
                "  applied \(Format.plural(reversible.count, "migration")) in \(up)\(changed ? "" : " (nothing changed)"), "
                    + "took them back in \(down): the schema is what it was")
        }
        return lines
    }

    private func execute(_ file: String, _ session: Connection) async throws {
        do {
            // One by one, as psql sends them: CONCURRENTLY stands alone.
            let text = String(decoding: try InputFile.read(file), as: UTF8.self)
            for statement in SQL.split(text) { _ = try await session.execute(statement.text(in: text)) }
        } catch let error as PostgresError {
            throw CommandError("\(file) failed: \(error.message)", remedy: "This is a defect of the rule: report it")
        }
    }

    private func time(_ work: () async throws -> Void) async rethrows -> String {
        let elapsed = try await ContinuousClock().measure(work)
        return Format.duration(milliseconds: elapsed / .milliseconds(1))
    }

    /// All that migrations change, as one text: indexes, constraints, options of tables, triggers, extensions, settings of columns.
    private func schema(_ session: Connection) async throws -> String {
        let rows = try await session.query(
            """
            SELECT string_agg(line, E'\\n' ORDER BY line) AS text FROM (
                SELECT format('%s %s', pg_get_indexdef(indexrelid), indisvalid) AS line FROM pg_index
                UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
                UNION ALL SELECT format('%s %s %s %s', oid::regclass, relkind, relreplident, reloptions) FROM pg_class
                    WHERE relkind IN ('r', 'p', 'v', 'm')
                UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
                UNION ALL SELECT format('%s %s', extname, extversion) FROM pg_extension
                UNION ALL SELECT format('%s %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod),
                    attnotnull, attstattarget) FROM pg_attribute WHERE attnum > 0 AND attrelid >= 16384
            ) AS lines
            """)
        return try rows.first?.decode("text", as: String?.self) ?? ""
    }
}
