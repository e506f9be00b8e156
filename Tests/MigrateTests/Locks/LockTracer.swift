import Foundation
import Postgres
import TestSupport

@testable import Migrate

/// What a statement did to the relations that were there before it, by name.
struct RelationTrace: Sendable, Equatable {
    var locks: [String: LockMode] = [:]
    var rewritten: Set<String> = []
    /// Tables that got an index built, or built anew, by reading them.
    var built: Set<String> = []
    var scanned: Set<String> = []
}

/// What the catalogs and counters say at one moment, by name.
struct RelationState: Sendable {
    var files: [String: String]
    /// Of each index.
    var tables: [String: String]
    /// Rows that were read by sequential scans, those of index builds included.
    var scans: [String: Int]
}

extension RelationTrace {
    init(locks: [String: LockMode], _ before: RelationState, _ after: RelationState) {
        self.locks = locks
        rewritten = Set(
            before.files.keys.filter { name in after.files[name].map { $0 != before.files[name] } ?? false })
        scanned = Set(before.files.keys.filter { after.scans[$0] ?? 0 > before.scans[$0] ?? 0 })
        let indexes = after.files.keys.filter { after.files[$0] != before.files[$0] }
        built = Set(indexes.compactMap { after.tables[$0] }).intersection(scanned).subtracting(rewritten)
    }
}

/// Runs statements and watches from a second session what they lock, whose files they write and what they read.
///
/// The watcher sees the catalogs as they were before the statement, so relations that it creates drop out by themselves.
struct LockTracer: Sendable {
    var database: TestDatabase

    /// In a transaction that is rolled back.
    func trace(_ sql: String) async throws -> RelationTrace {
        try await withSessions { session, watcher in
            let before = try await state(watcher, scans: "pg_stat_xact_user_tables")
            try await session.execute("BEGIN")
            try await session.execute(sql)
            let locks = try await locks(of: session, watcher)
            // In the session itself: it alone sees the files that it has made, and its counts.
            let after = try await state(session, scans: "pg_stat_xact_user_tables")
            try await session.execute("ROLLBACK")
            return RelationTrace(locks: locks, before, after)
        }
    }

    /// Outside a transaction. Each blocker runs in a session of its own, which is ended once the statement waits for it.
    func trace(_ sql: String, blockedBy blockers: [String]) async throws -> RelationTrace {
        try await withSessions { session, watcher in
            let before = try await state(watcher, scans: "pg_stat_user_tables")
            var holders: [Connection] = []
            for blocker in blockers {
                let holder = try await Connection.connect(ConnectionOptions(database.url))
                holders.append(holder)
                try await holder.execute("BEGIN; \(blocker)")
            }
            async let running: Void = run(sql, session)
            var waits: Set<String> = []
            var locks: [String: LockMode] = [:]
            for holder in holders {
                waits = try await waitsOtherThan(waits, of: session, watcher)
                locks.merge(try await self.locks(of: session, watcher), uniquingKeysWith: max)
                await holder.close()
            }
            try await running
            return RelationTrace(locks: locks, before, try await state(watcher, scans: "pg_stat_user_tables"))
        }
    }

    private func run(_ sql: String, _ session: Connection) async throws {
        try await session.execute(sql)
        // Without it the counters of what was read arrive up to a second later.
        try await session.execute("SELECT pg_stat_force_next_flush()")
    }

    private func withSessions(_ body: (Connection, Connection) async throws -> RelationTrace) async throws
        -> RelationTrace
    {
        let session = try await Connection.connect(ConnectionOptions(database.url))
        let watcher = try await Connection.connect(ConnectionOptions(database.url))
        do {
            let trace = try await body(session, watcher)
            await session.close()
            await watcher.close()
            return trace
        } catch {
            await session.close()
            await watcher.close()
            throw error
        }
    }

    // MARK: What is watched

    private static let relations = """
        pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        """

    private func locks(of session: Connection, _ watcher: Connection) async throws -> [String: LockMode] {
        let rows = try await watcher.query(
            """
            SELECT c.relname::text, l.mode FROM pg_locks l
              JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
              JOIN (SELECT c.oid, c.relname FROM \(Self.relations)) c ON c.oid = l.relation
            WHERE l.locktype = 'relation' AND l.pid = \(await session.backendPID)
            """)
        var locks: [String: LockMode] = [:]
        for row in rows {
            guard let name = row[0].string, let mode = row[1].string.flatMap(LockMode.init(name:)) else {
                continue
            }
            locks[name] = max(mode, locks[name] ?? mode)
        }
        return locks
    }

    /// - Parameter scans: the view that counts them: of the transaction, or of all that ended.
    private func state(_ session: Connection, scans: String) async throws -> RelationState {
        RelationState(
            files: try await dictionary(
                session,
                """
                SELECT c.relname::text, coalesce(pg_relation_filenode(c.oid), 0)::text
                FROM \(Self.relations) AND c.relkind IN ('r', 'p', 'm', 'i', 'I')
                """),
            tables: try await dictionary(
                session,
                """
                SELECT c.relname::text, x.indrelid::regclass::text FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
                """),
            scans: try await dictionary(session, "SELECT relname::text, seq_tup_read::text FROM \(scans)")
                .compactMapValues { Int($0) })
    }

    private func dictionary(_ session: Connection, _ sql: String) async throws -> [String: String] {
        let pairs = try await session.query(sql).compactMap { row in
            row[0].string.flatMap { name in row[1].string.map { (name, $0) } }
        }
        return Dictionary(pairs) { $1 }
    }

    /// What the session waits for, as soon as it waits for something else than `known`.
    private func waitsOtherThan(
        _ known: Set<String>, of session: Connection, _ watcher: Connection
    ) async throws -> Set<String> {
        let pid = await session.backendPID
        let sql = """
            SELECT concat_ws(' ', locktype, relation, virtualxid, mode, waitstart) FROM pg_locks
            WHERE pid = \(pid) AND NOT granted
            """
        for _ in 0..<1000 {
            let waits = Set(try await watcher.query(sql).compactMap { $0[0].string })
            if !waits.isEmpty, waits.isDisjoint(with: known) { return waits }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw NeverWaited()
    }

    /// A blocker that does not block shows nothing.
    struct NeverWaited: Error {}
}
