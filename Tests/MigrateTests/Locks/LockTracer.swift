import Foundation
import Postgres
import Synchronization
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
    struct File: Sendable, Equatable {
        var oid: String
        var node: String
    }

    var files: [String: File]
    /// Of each index.
    var tables: [String: String]
    /// How much was read by sequential scans, those of index builds included.
    var scans: [String: Int]
}

extension RelationTrace {
    init(locks: [String: LockMode], _ before: RelationState, _ after: RelationState) {
        self.locks = locks
        // A relation of another oid has been dropped and made anew.
        let rewritten = before.files.filter { name, old in
            after.files[name].map { $0.oid == old.oid && $0.node != old.node } ?? false
        }
        self.rewritten = Set(rewritten.keys)
        scanned = Set(before.files.keys.filter { after.scans[$0] ?? 0 > before.scans[$0] ?? 0 })
        let indexes = after.files.keys.filter { after.files[$0] != before.files[$0] }
        built = Set(indexes.compactMap { after.tables[$0] }).intersection(scanned).subtracting(self.rewritten)
    }
}

/// Runs statements and watches from a second session what they lock, whose files they write and what they read.
///
/// The watcher sees the catalogs as they were before the statement, so relations that it creates drop out by themselves.
struct LockTracer: Sendable {
    var database: TestDatabase
    /// `seq_tup_read` counts rows, `seq_scan` scans, those of empty tables included.
    var counter = "seq_tup_read"

    /// In a transaction that is rolled back.
    func trace(_ sql: String) async throws -> RelationTrace {
        try await withSessions { session, watcher in
            let before = try await state(watcher, ended: false)
            try await session.execute("BEGIN")
            try await session.execute(sql)
            let locks = try await locks(of: session, watcher)
            // In the session itself: it alone sees the files that it has made, and its counts.
            let after = try await state(session, ended: false)
            try await session.execute("ROLLBACK")
            return RelationTrace(locks: locks, before, after)
        }
    }

    /// Outside a transaction. Each blocker runs in a session of its own, which is ended once the statement waits for it.
    func trace(_ sql: String, blockedBy blockers: [String]) async throws -> RelationTrace {
        try await withSessions { session, watcher in
            let before = try await state(watcher, ended: true)
            let (locks, waits) = try await locks(whileRunning: sql, blockers, session, watcher)
            guard waits == blockers.count else { throw NeverWaited() }
            return RelationTrace(locks: locks, before, try await state(watcher, ended: true))
        }
    }

    /// A blocker that does not block shows nothing.
    struct NeverWaited: Error {}

    func withSessions<Result: Sendable>(_ body: (Connection, Connection) async throws -> Result) async throws -> Result
    {
        let session = try await Connection.connect(ConnectionOptions(database.url))
        let watcher = try await Connection.connect(ConnectionOptions(database.url))
        do {
            let result = try await body(session, watcher)
            await session.close()
            await watcher.close()
            return result
        } catch {
            await session.close()
            await watcher.close()
            throw error
        }
    }
}

// MARK: A statement that waits

extension LockTracer {
    /// The strongest locks, awaited ones included, and how many of the blockers were waited for.
    func locks(
        whileRunning sql: String, _ blockers: [String], _ session: Connection, _ watcher: Connection
    ) async throws -> ([String: LockMode], waits: Int) {
        var holders: [Connection] = []
        for blocker in blockers {
            let holder = try await Connection.connect(ConnectionOptions(database.url))
            holders.append(holder)
            try await holder.execute("BEGIN; \(blocker)")
        }
        let hasEnded = Mutex(false)
        async let running: Void = {
            defer { hasEnded.withLock { $0 = true } }
            try await session.execute(sql)
        }()
        var waits: Set<String> = []
        var count = 0
        var locks: [String: LockMode] = [:]
        for holder in holders {
            waits = try await waitsOtherThan(waits, of: session, watcher) { hasEnded.withLock { $0 } }
            if !waits.isEmpty { count += 1 }
            locks.merge(try await self.locks(of: session, watcher), uniquingKeysWith: max)
            await holder.close()
        }
        try await running
        // Without it the counters of what was read arrive up to a second later.
        try await session.execute("SELECT pg_stat_force_next_flush()")
        return (locks, count)
    }

    /// What the session waits for, as soon as it waits for something else than `known`; nothing when it has ended.
    private func waitsOtherThan(
        _ known: Set<String>, of session: Connection, _ watcher: Connection, hasEnded: () -> Bool
    ) async throws -> Set<String> {
        let pid = await session.backendPID
        let sql = """
            SELECT concat_ws(' ', locktype, relation, virtualxid, mode, waitstart) FROM pg_locks
            WHERE pid = \(pid) AND NOT granted
            """
        for _ in 0..<3000 where !hasEnded() {
            let waits = Set(try await watcher.query(sql).compactMap { $0[0].string })
            if !waits.isEmpty, waits.isDisjoint(with: known) { return waits }
            try await Task.sleep(for: .milliseconds(10))
        }
        return []
    }
}

// MARK: What is watched

extension LockTracer {
    private static let name =
        "CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END::text"

    private static let relations = """
        pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        """

    func locks(of session: Connection, _ watcher: Connection) async throws -> [String: LockMode] {
        let rows = try await watcher.query(
            """
            SELECT \(Self.name), l.mode FROM \(Self.relations.replacing("WHERE", with: "JOIN pg_locks l ON l.relation = c.oid WHERE"))
              AND l.locktype = 'relation' AND l.pid = \(await session.backendPID)
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        var locks: [String: LockMode] = [:]
        for row in rows {
            guard let name = row[0].string, let mode = row[1].string.flatMap(LockMode.init(name:)) else { continue }
            locks[name] = max(mode, locks[name] ?? mode)
        }
        return locks
    }

    /// Relations of these kinds, as pg_class names them.
    func relations(_ session: Connection, kinds: String, partitionsOnly: Bool = false) async throws -> Set<String> {
        let sql = """
            SELECT \(Self.name), '' FROM \(Self.relations) AND strpos('\(kinds)', c.relkind::text) > 0
            \(partitionsOnly ? "AND c.relispartition" : "")
            """
        return Set(try await dictionary(session, sql).keys)
    }

    /// - Parameter ended: counts scans of all transactions that ended; otherwise those of the session's own.
    func state(_ session: Connection, ended: Bool) async throws -> RelationState {
        let files = try await dictionary(
            session,
            """
            SELECT \(Self.name), c.oid || ' ' || coalesce(pg_relation_filenode(c.oid), 0)
            FROM \(Self.relations) AND c.relkind IN ('r', 'p', 'm', 'i', 'I')
            """)
        let tables = """
            SELECT i.relname::text, \(Self.name) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
            JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE x.indexrelid >= 16384
            """
        let scans = """
            SELECT \(Self.name), s.\(counter)::text FROM pg_stat_\(ended ? "" : "xact_")user_tables s
            JOIN pg_class c ON c.oid = s.relid JOIN pg_namespace n ON n.oid = c.relnamespace
            """
        return RelationState(
            files: files.mapValues { value in
                let words = value.split(separator: " ").map(String.init)
                return RelationState.File(oid: words[0], node: words[1])
            },
            tables: try await dictionary(session, tables),
            scans: try await dictionary(session, scans).compactMapValues { Int($0) })
    }

    private func dictionary(_ session: Connection, _ sql: String) async throws -> [String: String] {
        let pairs = try await session.query(sql).compactMap { row in
            row[0].string.flatMap { name in row[1].string.map { (name, $0) } }
        }
        return Dictionary(pairs) { $1 }
    }
}
