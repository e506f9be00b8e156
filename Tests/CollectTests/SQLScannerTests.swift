import Testing

@testable import Collect

@Suite struct SQLScannerTests {
    @Test(arguments: [
        ("SELECT 'a', 12, x1 FROM t", "SELECT '?', 0, x1 FROM t"),
        (
            "SELECT 'it''s', E'a\\'b', U&'d\\0061t', b'01', $$se$cret$$, $tag$ $$ $tag$",
            "SELECT '?', '?', '?', '?', '?', '?'"
        ),
        ("SELECT $1, $2::int /* secret /* nested */ secret */ -- secret\n, 1", "SELECT $1, $2::int    \n, 0"),
        ("SELECT \"a'b\", \"x\"\"1\", t.c2, 1.5e-3, .5, 0xFF, 1_000", "SELECT \"a'b\", \"x\"\"1\", t.c2, 0, 0, 0, 0"),
        ("SELECT 'cut off in the mid", "SELECT '?'"),
        ("SELECT 1 /* cut off", "SELECT 0  "),
        ("SELECT \"cut off", "SELECT \"cut off"),
        ("a-1 5-3 e'x' date'x'", "a-0 0-0 '?' date'?'"),
        ("$ $a ключ '🐘'", "$ $a ключ '?'"),
        ("", ""),
    ])
    func literalsAreTakenOut(sql: String, expected: String) {
        #expect(Scrub.literals(sql) == expected)
    }

    @Test func tokensCoverTheTextWithoutGaps() {
        let pieces = [
            "'", "\"", "$", "$$", "/*", "*/", "--", "\n", "e'", "\\", "1", ".", "a", "ж", "$1", "U&'", ";", "0x",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            var end = 0
            for token in SQLScanner(text) {
                #expect(token.range.lowerBound == end)
                end = token.range.upperBound
            }
            #expect(end == text.utf8.count, "\(text)")
        }
    }

    @Test(arguments: [
        ("SELECT $1 + $3", true, 3), ("  /* hint */ (select 1)", true, 0),
        ("with x as (select 1) delete from t", true, 0),
        ("MERGE INTO t USING s ON true WHEN MATCHED THEN DO NOTHING;", true, 0), ("VACUUM t", false, 0),
        ("SELECT 1; DROP TABLE t", false, 0), ("SELECT ';', $1 -- ;\n", true, 1), ("", false, 0), ("BEGIN", false, 0),
        ("CREATE ROLE r PASSWORD 'x'", false, 0), ("TABLE t", true, 0),
    ])
    func oneExplainableStatement(sql: String, isExplainable: Bool, parameters: Int) {
        let text = StatementText(sql)
        #expect(text.isExplainable == isExplainable)
        #expect(text.parameterCount == parameters)
    }

    @Test func aMegabyteOfAnythingIsScanned() {
        let text = String(repeating: "SELECT 'a', $$b$$, 12.5 /* c */ ;", count: 32_000)
        #expect(!Scrub.literals(text).contains("12"))
    }

    @Test func hashesOfTextsNeverChange() {
        #expect(TextHash.of("") == "6c62272e07bb014262b821756295c58d")
        #expect(TextHash.of("foobar") == "343e1662793c64bf6f0d3597ba446f18")
        #expect(TextHash.of("SELECT 1") != TextHash.of("SELECT 2"))
    }
}
