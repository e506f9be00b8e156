import Foundation
import Migrate
import Postgres
import TestSupport

/// Runs a folder of migrations as its framework documents it: order, transactions, one message or several.
struct FrameworkRunner {
    var database: TestDatabase
    var folder: String
    var framework: Framework

    func up(_ name: (String) -> Bool) async throws {
        let source = try MigrationSource(directory: folder, framework: framework)
        let pending = source.files.filter { name($0.name) }
        guard source.sharesOneTransaction else {
            for file in pending { try await run(file.up, isUp: true) }
            return
        }
        // What is written for Drizzle says so: the concurrent part first, with psql.
        for file in pending {
            let beside = [
                file.up.path.replacing(".sql", with: ".concurrently.sql"),
                file.up.path.replacing("migration.sql", with: "concurrently.sql"),
            ]
            for path in beside where path != file.up.path && FileManager.default.fileExists(atPath: path) {
                try await database.execute(String(contentsOfFile: path, encoding: .utf8))
            }
        }
        try await message("BEGIN;\n" + pending.map(\.up.sql).joined(separator: "\n") + "\nCOMMIT;")
    }

    func down(_ name: (String) -> Bool) async throws {
        let source = try MigrationSource(directory: folder, framework: framework)
        for file in source.files.reversed() where name(file.name) {
            guard let down = file.down else { throw NoWayBack(name: file.name) }
            // Those without a down of their own have theirs run with psql; Prisma's `db execute` sends one message.
            if [.drizzle, .drizzle1, .atlas].contains(framework) {
                try await database.execute(down.sql)
            } else {
                try await run(down, isUp: false)
            }
        }
    }

    private func run(_ part: MigrationPart, isUp: Bool) async throws {
        let sql = part.isOpaque ? try program(part.path, isUp) : part.sql
        switch part.execution {
        case .transaction: try await message("BEGIN;\n\(sql)\nCOMMIT;")
        case .statements: try await database.execute(sql)
        case .oneMessage: try await message(sql)
        }
    }

    private func message(_ sql: String) async throws {
        let session = try await Connection.connect(ConnectionOptions(database.url))
        do {
            try await session.execute(sql)
            await session.close()
        } catch {
            await session.close()
            throw error
        }
    }

    /// The SQL of a Ruby or Python migration of ours.
    private func program(_ path: String, _ isUp: Bool) throws -> String {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let (first, second) = framework == .rails ? ("def up", "def down") : ("def upgrade", "def downgrade")
        let halves = text.components(separatedBy: second)
        let body = isUp ? halves[0].components(separatedBy: first).last ?? "" : halves[1]
        guard framework == .alembic else {
            return body.components(separatedBy: "<<~'SQL'\n").dropFirst()
                .map { ($0.components(separatedBy: "    SQL\n").first ?? "") + ";\n" }.joined()
        }
        return body.components(separatedBy: "op.execute(").dropFirst().map { call in
            let lines = call.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.first == "\"" }
            let literals = lines.map { String($0.dropFirst().prefix(upTo: $0.lastIndex(of: "\"") ?? $0.endIndex)) }
            return literals.joined().replacing("\\\\:", with: ":").replacing("\\n", with: "\n")
                .replacing("\\\"", with: "\"").replacing("\\\\", with: "\\") + ";\n"
        }.joined()
    }

    struct NoWayBack: Error {
        var name: String
    }
}
