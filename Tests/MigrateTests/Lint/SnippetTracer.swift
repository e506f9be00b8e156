import Foundation
import Postgres
import SQLSyntax
import TestSupport

@testable import Migrate

/// A lock that a snippet holds on a table, and what it does to the table meanwhile.
struct SnippetLock: Sendable, Hashable {
    enum Work: String, Sendable { case none, read, indexed, rewritten }

    var table: String
    var mode: LockMode
    var work: Work
    /// Nobody writes a materialized view but who refreshes it.
    var isMaterializedView: Bool

    /// Somebody waits for it as long as it takes to read or write the table.
    var stopsTraffic: Bool {
        work != .none && (isMaterializedView ? mode == .accessExclusive : mode.blocks != nil)
    }

    var line: String { "\(table) \(mode.sql)" + (work == .none ? "" : " \(work)") }
}

/// Runs snippets of the corpus on a server, on the prior schema, which is made anew where it has been changed.
struct SnippetTracer: Sendable {
    private let tracer: LockTracer
    private let session: Connection
    private let watcher: Connection
    private var isClean = false

    /// Two sessions serve all snippets: opening new ones would take most of the time.
    init(database: TestDatabase) async throws {
        tracer = LockTracer(database: database, counter: "seq_scan")
        session = try await Connection.connect(ConnectionOptions(database.url))
        watcher = try await Connection.connect(ConnectionOptions(database.url))
    }

    struct Outcome: Sendable {
        var locks: [SnippetLock] = []
        /// The SQLSTATE of the first refusal.
        var failure: String?
    }

    mutating func run(_ snippet: Snippet) async throws -> Outcome {
        let isRolledBack = !snippet.isAutocommit && snippet.prior.allSatisfy(\.isWhitespace)
        if !isRolledBack || !isClean { try await reset(snippet.prior) }
        isClean = isRolledBack
        let tables = try await tracer.relations(watcher, kinds: "rpmv")
        let views = try await tracer.relations(watcher, kinds: "m")
        var run = SnippetRun(tracer: tracer, session: session, watcher: watcher, tables: tables, views: views)
        let failure = try await run.run(snippet)
        try await session.execute("RESET ALL")
        return Outcome(locks: run.strongest, failure: failure)
    }

    func close() async {
        await session.close()
        await watcher.close()
    }

    private func reset(_ prior: String) async throws {
        try await watcher.execute(
            """
            SET client_min_messages = error;
            DO $$ DECLARE s text; BEGIN
                FOR s IN SELECT nspname FROM pg_namespace
                    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' LOOP
                    EXECUTE format('DROP SCHEMA %I CASCADE', s);
                END LOOP;
            END $$;
            CREATE SCHEMA public;
            \(Snippet.prior())
            \(prior)
            """)
    }
}

/// One run, statement by statement.
private struct SnippetRun {
    let tracer: LockTracer
    let session: Connection
    let watcher: Connection
    /// That were there before the snippet.
    let tables: Set<String>
    /// The materialized ones.
    let views: Set<String>
    var locks: Set<SnippetLock> = []

    /// The SQLSTATE of the first refusal.
    mutating func run(_ snippet: Snippet) async throws -> String? {
        var failure: String?
        do {
            if !snippet.isAutocommit { try await session.execute("BEGIN") }
            for statement in SQL.split(snippet.migration) {
                try await run(statement.text(in: snippet.migration))
            }
        } catch let error as PostgresError {
            guard let state = error.sqlState else { throw error }
            failure = state.rawValue
        }
        if await !session.isIdle { try await session.execute("ROLLBACK") }
        return failure
    }

    /// For each table and work the strongest lock; no work only where no work was done under as strong a lock.
    var strongest: [SnippetLock] {
        locks.filter { lock in
            lock.mode >= .rowExclusive
                && !locks.contains {
                    $0.table == lock.table && $0 != lock
                        && ($0.work == lock.work ? $0.mode > lock.mode : lock.work == .none && $0.mode >= lock.mode)
                }
        }.sorted {
            ($0.table, $1.mode.rawValue, $0.work.rawValue) < ($1.table, $0.mode.rawValue, $1.work.rawValue)
        }
    }

    private mutating func run(_ sql: String) async throws {
        // Settings lock nothing.
        if firstWord(sql) == "set" {
            try await session.execute(sql)
            return
        }
        guard await session.isIdle, !["begin", "commit"].contains(firstWord(sql)) else {
            return try await step(sql)
        }
        do {
            try await session.execute("BEGIN")
            try await step(sql)
            try await session.execute("COMMIT")
        } catch let error as PostgresError where error.sqlState?.rawValue == "25001" {
            try await session.execute("ROLLBACK")
            try await apart(sql)
        }
    }

    private func firstWord(_ sql: String) -> String { sql.prefix { $0.isLetter }.lowercased() }

    /// In the open transaction.
    private mutating func step(_ sql: String) async throws {
        let before = try await tracer.state(session, ended: false)
        try await session.execute(sql)
        let after = try await tracer.state(session, ended: false)
        add(RelationTrace(locks: try await tracer.locks(of: session, watcher), before, after))
    }

    /// What refuses a transaction: other sessions make it wait, first on all tables, then on the partitions.
    private mutating func apart(_ sql: String) async throws {
        // What went before must not be counted with it.
        for other in [session, watcher] { try await other.execute("SELECT pg_stat_force_next_flush()") }
        let before = try await tracer.state(watcher, ended: true)
        let tables = try await tracer.relations(watcher, kinds: "rp")
        let partitions = try await tracer.relations(watcher, kinds: "rp", partitionsOnly: true)
        func lock(_ tables: Set<String>, _ mode: String) -> String {
            tables.sorted().map { "LOCK TABLE ONLY \($0) IN \(mode) MODE" }.joined(separator: "; ")
        }
        let blockers = [lock(tables, "ROW EXCLUSIVE"), lock(partitions, "ACCESS SHARE")]
        let (locks, _) = try await tracer.locks(whileRunning: sql, blockers, session, watcher)
        add(RelationTrace(locks: locks, before, try await tracer.state(watcher, ended: true)))
    }

    private mutating func add(_ trace: RelationTrace) {
        for (table, mode) in trace.locks where tables.contains(table) {
            let work: SnippetLock.Work =
                if trace.rewritten.contains(table) {
                    .rewritten
                } else if trace.built.contains(table) {
                    .indexed
                } else {
                    trace.scanned.contains(table) ? .read : .none
                }
            locks.insert(
                SnippetLock(table: table, mode: mode, work: work, isMaterializedView: views.contains(table)))
        }
    }
}
