import Cluster
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Migrate

/// Locks are not believed: what the linter says of them was seen on a server. These tests see it again.
@Suite struct LockTraceTests {
    @Test func locksAreAsTheTableSays() async throws {
        let version = try await TestServer.shared.psql("SHOW server_version")
        let major = Int(version.prefix { $0 != "." }) ?? 0
        let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"
        // Other versions lock otherwise; the table speaks of one.
        guard isRecording || major == TracedLocks.serverVersion else { return }

        let traced = try await SeenForm.trace(LockForm.all)
        // A form that failed has told why; a table without it would not even compile.
        guard traced.count == LockForm.all.count else { return }
        let number = String(version.prefix { $0 != " " })
        let recording = LockRecording(major: major, version: number, forms: traced)
        if isRecording {
            try recording.source.write(to: Self.table, atomically: true, encoding: .utf8)
            try recording.report.write(to: Self.report, atomically: true, encoding: .utf8)
            Issue.record("recording the table of locks: review the diff")
            return
        }
        #expect(try String(contentsOf: Self.table, encoding: .utf8) == recording.source, "stale: `make record`")
        // The minor version in the report's text may differ.
        let report = try String(contentsOf: Self.report, encoding: .utf8)
        #expect(Self.rows(report) == Self.rows(recording.report), "stale: `make record`")
    }

    @Test func theServersOwnFunctionsAreAsItsCatalogSays() async throws {
        let version = try await TestServer.shared.psql("SHOW server_version")
        let major = Int(version.prefix { $0 != "." }) ?? 0
        let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"
        guard isRecording || major == TracedLocks.serverVersion else { return }
        // Without those that only the server itself calls, and without functions that give rows.
        let names = try await TestServer.shared.psql(
            """
            SELECT proname FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'
              AND proname !~ '(send|recv|typmodin|typmodout)$'
            GROUP BY proname HAVING bool_and(provolatile <> 'v' AND NOT proretset
              AND prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)
              AND NOT 'internal'::regtype = ANY (proargtypes) AND NOT 'cstring'::regtype = ANY (proargtypes))
            ORDER BY proname COLLATE "C"
            """)
        let source = LockRecording.functions(names.split(separator: "\n").map(String.init), version: major)
        guard isRecording else {
            #expect(try String(contentsOf: Self.functions, encoding: .utf8) == source, "stale: `make record`")
            return
        }
        try source.write(to: Self.functions, atomically: true, encoding: .utf8)
        Issue.record("recording the functions of the server: review the diff")
    }

    @Test func everyFormIsNamedOnce() {
        #expect(Set(LockForm.all.map(\.name)).count == LockForm.all.count)
        #expect(LockForm.all.allSatisfy { !$0.sql.isEmpty })
    }

    @Test func everyFormHasOneTrace() {
        #expect(TracedLocks.all.count == TracedForm.allCases.count)
        #expect(Set(TracedLocks.all.map(\.form)) == Set(TracedForm.allCases))
    }

    private static let root = LockForm.folder.appendingPathComponent("../../..").standardizedFileURL
    private static let table = root.appendingPathComponent("Sources/Migrate/Lint/Locks/TracedLocks.swift")
    private static let functions = root.appendingPathComponent("Sources/Migrate/Lint/Locks/BuiltInFunctions.swift")
    private static let report = root.appendingPathComponent("reports/locks.md")

    private static func rows(_ report: String) -> [Substring] {
        report.split(separator: "\n").filter { $0.first == "|" }
    }
}
