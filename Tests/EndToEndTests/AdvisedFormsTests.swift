import Foundation
import Postgres
import TestSupport
import Testing

/// Forms of conditions and orders that ask for an index of a form of their own: what is advised is built as it is printed, and the
/// real planner reads it.
@Suite struct AdvisedFormsTests {
    private static let schema = """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE words (id int PRIMARY KEY, word text NOT NULL, code varchar(40) NOT NULL, plain text COLLATE "C" NOT NULL, n int NOT NULL);
        INSERT INTO words SELECT n, md5(n::text), md5((n * 7)::text), md5((n * 11)::text), n * 7919 % 60000 FROM generate_series(1, 60000) n;
        CREATE TABLE logs (id int NOT NULL, kind int NOT NULL, at timestamptz NOT NULL);
        CREATE TABLE logs_2025 () INHERITS (logs); CREATE TABLE logs_2026 () INHERITS (logs); CREATE TABLE logs_2026_1 () INHERITS (logs_2026);
        INSERT INTO logs_2025 SELECT n, n % 9000, now() FROM generate_series(1, 60000) n;
        INSERT INTO logs_2026 SELECT n, n % 9000, now() FROM generate_series(1, 60000) n;
        INSERT INTO logs_2026_1 SELECT n, n % 9000, now() FROM generate_series(1, 60000) n;
        VACUUM ANALYZE;
        """

    struct Form: CustomStringConvertible {
        var sql: String
        /// How the indexes end that must be advised, behind `ON public.`, each read by the plan.
        var indexes: [String]
        /// A statement like it that must not get such an index, and what it must not get.
        var silent: (sql: String, absent: String)?
        var description: String { sql }
    }

    private static func prefixes(_ column: String, _ operatorClass: String, _ conditions: [String]) -> [Form] {
        conditions.map {
            Form(sql: "SELECT id FROM words WHERE \(column) \($0)", indexes: ["words (\(column)\(operatorClass)"])
        }
    }

    private static let forms: [Form] =
        prefixes(
            "word", " text_pattern_ops",
            ["LIKE 'abc%'", "~ '^abc'", "^@ 'abc'", "SIMILAR TO 'abc[0-9]%'", "LIKE 'abc' || '%'"])
        + prefixes("code", " varchar_pattern_ops", ["LIKE 'abc%'", "~ '^abc'"]) + prefixes("plain", "", ["^@ 'abc'"])
        + [
            Form(
                sql: "SELECT id FROM words WHERE word COLLATE \"C\" > 'ffff'", indexes: ["words (word COLLATE \"C\""],
                silent: ("SELECT id FROM words WHERE word > 'ffff'", "COLLATE")),
            Form(
                sql: "SELECT id FROM words WHERE word >= 'fffe' COLLATE \"C\"",
                indexes: ["words (word COLLATE \"C\""],
                silent: ("SELECT id FROM words WHERE plain = 'ab' COLLATE \"C\"", "COLLATE")),
            Form(
                sql: "SELECT id, n FROM words ORDER BY word COLLATE \"C\" DESC LIMIT 5",
                indexes: ["words (word COLLATE \"C\""]),
            Form(
                sql: "SELECT id FROM words WHERE lower(code) COLLATE \"C\" LIKE 'abc%'",
                indexes: ["words ((lower(code::text)) COLLATE \"C\""]),
            Form(
                sql: "SELECT id FROM words WHERE word ~ '^a*bc' AND n = 5", indexes: ["words (n"],
                silent: ("SELECT id FROM words WHERE word ~ '^abc|x'", "words (word")),
            Form(
                sql: "SELECT at FROM logs WHERE kind = 5",
                indexes: ["logs_2025 (kind", "logs_2026 (kind", "logs_2026_1 (kind"],
                silent: ("SELECT at FROM logs_2025 WHERE kind = 5", "logs_2026")),
            Form(
                sql: "SELECT * FROM words ORDER BY n DESC, code LIMIT 20 OFFSET 40", indexes: ["words (n"],
                silent: ("SELECT * FROM words ORDER BY id LIMIT 20 OFFSET 40", "words")),
        ]

    private static let extensionSchema = """
        CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION cube; CREATE EXTENSION btree_gin;
        CREATE SCHEMA ext; CREATE EXTENSION intarray SCHEMA ext;
        CREATE TABLE things (id int PRIMARY KEY, tenant int NOT NULL, related int[] NOT NULL, pairs hstore NOT NULL, path ltree NOT NULL,
          spot cube NOT NULL, data jsonb NOT NULL);
        INSERT INTO things SELECT n, n % 300, ARRAY[n % 5000, n % 7], hstore('k' || n % 4000, 'v'), ('top.a' || n % 900 || '.b' || n)::ltree,
          cube(ARRAY[n * 7919 % 10007, n * 4099 % 10009]), jsonb_build_object('tag', n / 300 % 90) FROM generate_series(1, 60000) n;
        VACUUM ANALYZE;
        """

    private static let extensionForms: [Form] = [
        Form(
            sql: "SELECT id FROM things WHERE related OPERATOR(ext.@@) '17&3'::ext.query_int",
            indexes: ["things USING gin (related ext.gin__int_ops"],
            silent: ("SELECT id FROM things WHERE related = ARRAY[17, 3]", "gin__int_ops")),
        Form(
            sql: "SELECT id FROM things WHERE pairs ? 'k17'", indexes: ["things USING gin (pairs"],
            silent: ("SELECT id FROM things WHERE pairs -> 'k17' IS NULL", "USING gin")),
        Form(
            sql: "SELECT id FROM things WHERE path <@ 'top.a17'", indexes: ["things USING gist (path"],
            silent: ("SELECT id FROM things WHERE path = 'top.a17'", "USING gist")),
        Form(
            sql: "SELECT id FROM things ORDER BY spot <-> cube(ARRAY[17.0, 4]) LIMIT 5",
            indexes: ["things USING gist (spot"],
            silent: ("SELECT id FROM things ORDER BY spot LIMIT 5", "USING gist")),
        Form(
            sql: "SELECT id FROM things WHERE tenant = 17 AND data @> '{\"tag\": 18}'",
            indexes: ["things USING gin (tenant, data"],
            silent: ("SELECT id FROM things WHERE tenant = 17", "USING gin")),
    ]

    @Test func eachIsBuiltAndRead() async throws { try await check(Self.forms, Self.schema) }

    @Test func operatorClassesOfExtensions() async throws { try await check(Self.extensionForms, Self.extensionSchema) }

    private func check(_ forms: [Form], _ schema: String) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(schema)
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "forms.json")
                func advice(_ sql: String) async throws -> [String] {
                    let outcome = try await advisor(
                        "advise", "--snapshot", "forms.json", "--sql", sql, "--format", "sql")
                    #expect(outcome.status == 0, "\(sql): \(outcome.errors)")
                    return outcome.output.split(separator: "\n").map(String.init)
                }
                for form in forms {
                    let statements = try await advice(form.sql)
                    for index in form.indexes {
                        #expect(statements.contains { $0.contains(" ON public.\(index)") }, "\(form): \(statements)")
                    }
                    let plan = try await Self.plan(of: form.sql, with: statements, database)
                    for table in form.indexes.map({ $0.prefix { $0 != " " } }) {
                        #expect(plan.contains("advised_\(table)_"), "\(form): \(plan)")
                    }
                    guard let silent = form.silent else { continue }
                    let others = try await advice(silent.sql)
                    #expect(!others.contains { $0.contains(silent.absent) }, "\(silent.sql): \(others)")
                }
            }
        }
    }

    /// The plan with the indexes, which are named after their tables and gone afterwards.
    private static func plan(of sql: String, with statements: [String], _ database: TestDatabase) async throws -> String
    {
        var script = "BEGIN;"
        for (position, statement) in statements.enumerated() where statement.hasPrefix("CREATE INDEX ON public.") {
            let table = statement.dropFirst("CREATE INDEX ON public.".count).prefix { $0 != " " }
            script += statement.replacing(
                "CREATE INDEX ON", with: "CREATE INDEX advised_\(table)_\(position) ON", maxReplacements: 1)
        }
        return try await database.execute(script + "EXPLAIN (COSTS off) \(sql); ROLLBACK")
    }
}
