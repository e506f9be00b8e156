import Foundation
import Model
import Testing

@testable import Rules

/// SQL that users give can neither hang nor fill the process, and reaches nothing but the evidence.
@Suite struct QueryLimitsTests {
    private let window = WindowBuilder().window()

    private func reason(_ sql: String, _ limits: QueryLimits = QueryLimits()) -> String? {
        do {
            _ = try query(window, sql: sql, limits: limits)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        "ATTACH '/tmp/x' AS y", "PRAGMA table_list", "SELECT load_extension('/tmp/x')", "DELETE FROM tables",
        "SELECT * FROM pragma_database_list", "SELECT fts3_tokenizer('simple')", "VACUUM INTO '/tmp/x'",
        "WITH x AS (SELECT 1) INSERT INTO tables (oid) SELECT 1", "SELECT * FROM dbstat", "BEGIN", "SELECT 1; SELECT 2",
        "CREATE TEMP TABLE x (a)", "EXPLAIN ATTACH 'x' AS y", "SELECT writefile('/tmp/x', 'y')", "REINDEX",
        "/* a */ ATTACH 'x' AS y", "SELECT count(*) FROM pragma_journal_mode",
    ])
    func onlyTheEvidenceIsReached(sql: String) { #expect(reason(sql) != nil) }

    @Test(arguments: [
        "WITH x(a) AS (SELECT 1) SELECT count(*) FROM x", "SELECT value FROM json_each('[1, 2]')",
        "SELECT name FROM sqlite_master", "EXPLAIN SELECT 1", "SELECT count(*) FROM tables, (SELECT 1 AS b)",
        "VALUES (1)", "SELECT instr('äbc', 'c'), replace('aXa', 'X', 'bb'), trim('xax', 'x'), rtrim(100, 0)",
    ])
    func whatOnlyReadsIsAnswered(sql: String) { #expect(reason(sql) == nil) }

    /// In words of ours: those of the library that runs it are about its calls.
    @Test(arguments: [
        ("SELECT 1; SELECT 2", "it holds more than one statement; run each SELECT by itself"),
        ("SELECT 1; nothing", "it holds more than one statement; run each SELECT by itself"),
        ("", "it holds no statement; give one SELECT"), (" ; -- x", "it holds no statement; give one SELECT"),
    ])
    func oneStatementIsAsked(sql: String, words: String) { #expect(reason(sql) == words) }

    @Test(arguments: ["SELECT 1;", "SELECT 1; -- x", "SELECT ';'", "/* ; */ SELECT 1 ;;"])
    func signsBetweenStatementsAreNone(sql: String) { #expect(reason(sql) == nil) }

    @Test func functionsAreThoseOfSQLite() throws {
        let sql = """
            SELECT instr('äbc', 'c'), instr('abc', 'x'), instr('abc', ''), replace('aXaX', 'X', 'bb'),
                replace('a', '', 'b'), trim('xaxx', 'x'), ltrim('xax', 'x'), rtrim('xax', 'x'), instr(NULL, 'a')
            """
        let values = try query(window, sql: sql).values
        #expect(values == [[3, 0, 1, "abbabb", "a", "a", "ax", "xa", .null]])
    }

    /// What would take more memory than there is, or more time than anybody has.
    @Test(arguments: [
        "SELECT randomblob(1000000000)", "SELECT zeroblob(2000000000)",
        "SELECT hex(zeroblob(900000000))",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT group_concat(i) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT randomblob(100000) UNION ALL SELECT randomblob(100000) FROM n) SELECT i FROM n ORDER BY 1",
        "WITH RECURSIVE n(i) AS (SELECT 'a' UNION ALL SELECT i || i FROM n) SELECT max(length(i)) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "SELECT * FROM \(Array(repeating: "settings", count: 64).joined(separator: ", "))",
        "SELECT \(Array(repeating: "(", count: 3_000).joined())1",
    ])
    func bombsAreDefused(sql: String) {
        let found = reason(sql, QueryLimits(seconds: 1, rows: 1_000, bytes: 64 << 20))
        #expect(found != nil || sql.contains("settings"), "\(sql.prefix(80))")
    }

    /// Uninterruptible functions end by themselves.
    @Test func pairsOfLongTextsTakeLittleTime() throws {
        let long = "hex(zeroblob(240000))"
        let limits = QueryLimits(seconds: 20)
        for call in [
            "instr(\(long), \(long) || 'x')", "length(replace(\(long), substr(\(long), 2) || 'x', 'y'))",
            "length(trim(\(long), replace(\(long), '0', 'x') || '0'))",
        ] {
            #expect(try query(window, sql: "SELECT \(call)", limits: limits).values.count == 1, "\(call)")
        }
        #expect(reason("SELECT replace(\(long), '0', \(long))")?.contains("too big") == true)
    }

    @Test func answersAreCutAtTheirRows() throws {
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50) SELECT i FROM n"
        let cut = try query(window, sql: sql, limits: QueryLimits(rows: 20))
        #expect(cut.values.count == 20 && cut.isCut)
        let whole = try query(window, sql: sql, limits: QueryLimits(rows: 50))
        #expect(whole.values.count == 50 && !whole.isCut)
        let large = "SELECT hex(zeroblob(100000)) FROM (\(sql))"
        #expect(reason(large, QueryLimits(bytes: 1 << 20))?.contains("larger than") == true)
    }

    @Test func theLimitsAreGoneAfterwards() throws {
        _ = reason("SELECT randomblob(1000000000)", QueryLimits(bytes: 1 << 20))
        #expect(reason("SELECT length(hex(zeroblob(400000)))") == nil)
    }

    @Test func rulesKeepToThemToo() throws {
        let text = ruleText(
            finds:
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i AS object, 1 AS impact FROM n WHERE :minimum > 0"
        )
        let analysis = try analyse(window: window, rules: RuleSet([try rule(text)]))
        #expect(analysis.findings.isEmpty)
        #expect(analysis.coverage.rules.first?.reason?.contains("more than 100,000 rows") == true)
    }
}
