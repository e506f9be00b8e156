import TestSupport
import Testing

@testable import Migrate

/// A form together with what it was seen to do.
struct SeenForm: Sendable {
    var form: LockForm
    var locks: [LockRole: LockMode] = [:]
    var rewrites: Set<LockRole> = []
    var builds: Set<LockRole> = []
    var scans: Set<LockRole> = []

    /// - Parameter tables: for each index the table it is on.
    init(_ form: LockForm, _ trace: RelationTrace, tables: [String: String]) {
        self.form = form
        func role(_ name: String) -> LockRole? {
            guard let table = tables[name] else { return LockForm.roles[name] ?? .table }
            // Indexes of other tables than those the statement is about are read by its foreign keys at most.
            let role = LockForm.roles[table] ?? .table
            return role == .referenced || role == .referencing ? nil : .index
        }
        for (name, mode) in trace.locks {
            guard let role = role(name) else { continue }
            locks[role] = max(mode, locks[role] ?? mode)
        }
        // That the indexes of a rewritten table are new as well goes without saying, and what is rewritten was read.
        rewrites = Set(trace.rewritten.compactMap(role)).subtracting([.index])
        builds = Set(trace.built.compactMap(role))
        scans = Set(trace.scanned.compactMap(role)).subtracting(rewrites)
    }
}

extension SeenForm {
    /// Those that run in a transaction share a database, for it is rolled back; the others get one each.
    static func trace(_ forms: [LockForm]) async throws -> [SeenForm] {
        try await TestServer.withDatabase { database in
            try await database.execute(LockForm.schema)
            let tables = try await tables(of: database)
            let tablespace = "\(database.name)_space"
            try await database.execute(
                "SET allow_in_place_tablespaces = on; CREATE TABLESPACE \(tablespace) LOCATION ''")
            var traced: [SeenForm] = []
            for form in forms {
                let sql = form.sql.replacing(":tablespace", with: tablespace)
                do {
                    let trace =
                        form.blockers.isEmpty
                        ? try await LockTracer(database: database).trace(sql) : try await apart(form)
                    traced.append(SeenForm(form, trace, tables: tables))
                } catch {
                    Issue.record("\(form): \(error)")
                }
            }
            try await database.execute("DROP TABLESPACE \(tablespace)")
            return traced
        }
    }

    private static func apart(_ form: LockForm) async throws -> RelationTrace {
        try await TestServer.withDatabase { database in
            // What filling the tables has read must not be counted later.
            try await database.execute(LockForm.schema + "\nSELECT pg_stat_force_next_flush();")
            return try await LockTracer(database: database).trace(form.sql, blockedBy: form.blockers)
        }
    }

    private static func tables(of database: TestDatabase) async throws -> [String: String] {
        let lines = try await database.execute(
            """
            SELECT i.relname || ' ' || t.relname FROM pg_index x
            JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid WHERE x.indexrelid >= 16384
            """)
        let pairs = lines.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }
}
