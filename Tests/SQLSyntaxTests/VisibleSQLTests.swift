import JSONTape
import Model
import SQLSyntax
import Testing

@Suite struct VisibleSQLTests {
    private static let hazards = [
        "\u{1B}", "\u{202E}", "\u{200B}", "\u{E0041}", "\u{FEFF}", "\u{85}", "\u{AD}", "\u{2028}",
    ]

    /// All texts of a parse tree in their order.
    private func texts(_ sql: String) throws -> [String] {
        var found: [String] = []
        func walk(_ value: JSONValue) {
            switch value.kind {
            case .object:
                for (key, member) in value.members where key.string != "location" && key.string != "stmt_len" {
                    walk(member)
                }
            case .array: value.elements.forEach(walk)
            case .string: found.append(value.string ?? "")
            default: break
            }
        }
        walk(try SQL.parse(sql).root)
        return found
    }

    @Test(arguments: hazards)
    func theSameStatementForTheServer(hazard: String) throws {
        let statements = [
            "SELECT * FROM \"a\(hazard)b\"\"c\\d\"", "SELECT 'x\(hazard)''y\\z'", "SELECT E'x\(hazard)\\'y'",
            "SELECT $q$x\(hazard)'y\\n$q$",
            "CREATE INDEX \"i\(hazard)\" ON t (lower(\"c\(hazard)\")) WHERE s = '\(hazard)'",
            "SELECT U&'x\(hazard)\\0041'", "DROP INDEX \"s\(hazard)\".\"i\(hazard)\"",
        ]
        for statement in statements {
            let shown = SQL.visible(statement)
            #expect(!shown.unicodeScalars.contains(where: Visible.isHazard), "\(shown)")
            #expect(try texts(shown) == texts(statement), "\(shown)")
            #expect(SQL.visible(shown) == shown)
        }
    }

    /// To Swift a carriage return and a line feed are one character, and to SQL they are two of a name.
    @Test(arguments: ["\r\n", "\r", "\n", "\n\r", "\r\r\n"])
    func breaksOfLinesInNamesAndLiterals(hazard: String) throws {
        for statement in [
            "DROP INDEX \"j\(hazard)victim\"", "SELECT 'x\(hazard)y', E'x\(hazard)\\'y', U&'x\(hazard)\\0041'",
            "ALTER TABLE \"a\(hazard)b\"\r\n  VALIDATE CONSTRAINT \"c\(hazard)\"",
        ] {
            let shown = SQL.visible(statement)
            #expect(!shown.utf8.contains(0x0D), "\(shown)")
            #expect(try texts(shown) == texts(statement), "\(shown)")
            #expect(try texts(SQL.withUnixLines(statement)) == texts(statement))
        }
        #expect(SQL.withUnixLines("SELECT\r\n 1\r\n; DO $$\r\n$$") == "SELECT\n 1\n; DO $$\n$$")
    }

    /// The signs that CI servers look for, in names, literals, comments and operators.
    @Test(arguments: [
        "CREATE INDEX \"x##vso[a]/tmp\" ON \"t##[set-output name=a;]b\" (\"a\"\"##[\")", "SELECT 'a##vso[x]''y\\z'",
        "SELECT E'##[x\\'y\\\\' || E'\\##[x'", "SELECT $q$##vso[x]'y$q$", "SELECT U&'##[x\\0041', U&\"##[x\\0041\"",
        "SELECT a\n::int, b -- c\n  ::text FROM t", "SELECT a##vso[1], a ##ARRAY[1] FROM t",
        "SELECT 1 -- ##vso[x]\n/*\n::x */",
    ])
    func noCommandOfACIServer(statement: String) throws {
        let shown = SQL.visible(statement)
        #expect(Visible.uncommanded(shown) == shown, "\(shown)")
        #expect(try texts(shown) == texts(statement), "\(shown)")
        #expect(SQL.visible(shown) == shown)
    }

    @Test func aBareNameIsQuotedAsItIsFolded() throws {
        let shown = SQL.visible("SELECT * FROM Post\u{200B}s")
        #expect(shown == #"SELECT * FROM U&"post\200Bs""#)
        #expect(try texts(shown) == texts("SELECT * FROM Post\u{200B}s"))
    }

    @Test func aLineBreakInANameCannotLeaveAComment() {
        #expect(SQL.visible("DROP TABLE \"a\nDROP TABLE b\"") == #"DROP TABLE U&"a\000ADROP TABLE b""#)
    }

    /// Buildkite reads three signs and a blank at a line's beginning; the SQL stays what it was.
    @Test(arguments: [
        ("SELECT a\n+++ b", "SELECT a\n/**/+++ b"), ("--- x\nSELECT 1", "--\\u{2D} x\nSELECT 1"),
        ("SELECT a\n--- x\n, b", "SELECT a\n--\\u{2D} x\n, b"), ("SELECT a\n~~~ b", "SELECT a\n/**/~~~ b"),
        ("SELECT a\n  +++ b", "SELECT a\n  +++ b"), ("SELECT '\n--- x'", "SELECT E'\\n--- x'"),
    ])
    func noLineBeginsAHeadingOfBuildkite(sql: String, shown: String) {
        #expect(SQL.visible(sql) == shown)
        #expect(SQL.visible(shown) == shown)
        #expect(Visible.uncommanded(shown, keeping: .headings) == shown)
    }

    @Test func commentsAndWhatIsNoSQLAreShownAsText() {
        #expect(SQL.visible("-- \u{1B}[2J\nSELECT 1\u{C}/* \u{202E} */") == "-- \\u{1B}[2J\nSELECT 1 /* \\u{202E} */")
        #expect(SQL.visible("don't \u{1B}") == #"don't \u{1B}"#)
        #expect(SQL.visible("SELECT 1\r\n") == "SELECT 1\n")
    }

    @Test func plainSQLIsLeftAlone() {
        for sql in ["SELECT 'ä' AS \"Größe\"", "SELECT\n\t\"x\"\n", "", "U&\"d\\0061\""] {
            #expect(SQL.visible(sql) == sql)
        }
    }
}
