import Model
import Testing

@testable import Rules

/// The small parts, each by itself.
@Suite struct PartsTests {
    @Test(arguments: [
        ("RANGE (created_at)", ["created_at"]), ("LIST (\"Kind, of\", region COLLATE \"C\")", ["Kind, of", "region"]),
        ("HASH (lower(name), id)", ["id"]), ("RANGE (\"a\"\"b\")", ["a\"b"]), ("", []), ("nonsense", []),
    ])
    func partitionKeys(definition: String, columns: [String]) {
        #expect(PartitionKey.columns(definition) == columns)
    }

    @Test(arguments: [
        ("public.*", "public.orders", true), ("*", "", true), ("?", "", false), ("a*c*e", "abcde", true),
        ("a*c*e", "abcdf", false), ("a", "ab", false), ("**a", "ba", true),
    ])
    func globs(pattern: String, text: String, matches: Bool) {
        #expect(Glob.matches(pattern, text) == matches)
    }

    @Test func days() {
        #expect(Day("1970-01-01")?.end == 86_400)
        #expect(Day("2026-12-31")?.description == "2026-12-31")
        #expect(Day("2024-02-29") != nil)
        for text in ["2025-02-29", "2026-13-01", "2026-1-1", "tomorrow", "", "2026-00-10", "2026-01-00"] {
            #expect(Day(text) == nil, "\(text)")
        }
    }

    /// In the comment of a fix, or in a message, a line break would begin a line of the name's own.
    @Test func aNameOfSeveralLinesIsOneLineInATemplate() throws {
        let template = Template(text: "-- {{x}}\nANALYZE {{x}};", file: "a.yaml", line: 1)
        let text = try template.compiled().render(["x": Fact(value: .text("public.\"x\nDROP TABLE y; --\""))])
        #expect(text == #"-- public.U&"x\000ADROP TABLE y; --"\#nANALYZE public.U&"x\000ADROP TABLE y; --";"#)
        let prose = Template(text: "about {{x}}", file: "a.yaml", line: 1)
        // The break becomes a blank after the line has lost what a CI server would act on.
        let said = try prose.compiled().render(["x": Fact(value: .text("a\n::error::b"))])
        #expect(said == "about a /**/::error::b")
    }

    @Test func storageOptions() {
        let options = StorageOptions("{\"fillfactor\":\"70\",\"autovacuum_enabled\":\"FALSE\"}")
        #expect(options.number("fillfactor") == 70)
        #expect(options.boolean("autovacuum_enabled") == false)
        #expect(options.boolean("fillfactor") == nil)
        #expect(StorageOptions("not JSON").number("fillfactor") == nil)
        #expect(StorageOptions(nil).boolean("fillfactor") == nil)
    }

    @Test func definitionsAreMadeConcurrent() {
        #expect(
            IndexDefinition.concurrently("CREATE UNIQUE INDEX a ON b (c)")
                == "CREATE UNIQUE INDEX CONCURRENTLY a ON b (c)")
        #expect(IndexDefinition.concurrently("something else") == "something else")
    }

    @Test(arguments: [
        ("{{bytes(x)}}", Value.integer(1_400_000), "1.4 MB"), ("{{percent(x)}}", .real(0.034), "3.4%"),
        ("{{count(x)}}", .null, "?"), ("{{x}}", .text("a < b & c"), "a < b & c"), ("{{x}}", .real(12), "12"),
        ("{{#x}}yes{{/x}}{{^x}}no{{/x}}", .integer(0), "no"), ("{{#x}}yes {{x}}{{/x}}", .text("value"), "yes value"),
        ("{{^x}}none{{/x}}", .null, "none"),
    ])
    func templates(text: String, value: Value, rendered: String) throws {
        let template = Template(text: text, file: "a.yaml", line: 1)
        #expect(try template.compiled().render(["x": Fact(value: value)]) == rendered)
    }

    private func value(_ sql: String) throws -> Value? {
        var builder = WindowBuilder()
        builder.sections[.settings] = [
            ["name": "work_mem", "setting": "4096", "unit": "kB", "number": 4_194_304.0, "source": "default"]
        ]
        return try query(builder.window(), sql: "SELECT " + sql).values.first?.first
    }

    @Test func functionsOfSQL() throws {
        #expect(try value("'orders_pkey' REGEXP '_pkey$'") == 1)
        #expect(try value("'orders' REGEXP '(?i)ORD'") == 1)
        #expect(try value("NULL REGEXP 'a'") == .null)
        #expect(try value("quote_ident('Order')") == "\"Order\"")
        #expect(try value("quote_literal('it''s')") == "'it''s'")
        #expect(try value("qualified('public', 'select')") == "public.\"select\"")
        #expect(try value("setting('work_mem')") == 4_194_304.0)
        #expect(try value("setting_text('work_mem')") == "4096")
        #expect(try value("setting_source('work_mem')") == "default")
        #expect(try value("setting('nothing')") == .null)
        #expect(try value("1.0 / 0") == .null)
    }

    @Test(arguments: ["'a' REGEXP '('", "'\(String(repeating: "a", count: 40))b' REGEXP '^(a+)+$'"])
    func patternsGiveUp(sql: String) {
        let error = #expect(throws: EvidenceError.self) { try value(sql) }
        #expect(error?.reason.contains("regular expression") == true)
    }

    @Test func endlessSQLIsStopped() throws {
        let source = WindowEvidence(WindowBuilder().window())
        let evidence = try Evidence(source, settings: source.settings)
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        let error = #expect(throws: EvidenceError.self) { try evidence.select(sql, limits: QueryLimits(seconds: 0.05)) }
        #expect(error?.reason == "stopped after 50 ms")
        #expect(try evidence.select("SELECT 1", limits: .rule).values == [[1]])
    }

    @Test func everyTableOfTheEvidenceCanBeRead() throws {
        let window = WindowBuilder().window()
        for table in EvidenceTable.all {
            let rows = try query(window, sql: "SELECT * FROM \"\(table.name)\"")
            #expect(rows.columns == table.columnNames)
        }
    }

    @Test func derivedTablesAreMadeForEveryShape() {
        #expect(DerivedTable.all.map(\.shape.name) == SectionShape.derived.map(\.name))
    }
}
