import SQLSyntax
import Testing

@Suite struct SampledLiteralsTests {
    @Test(arguments: [
        (
            "SELECT count(*) FROM tasks WHERE tenant_id = $1 AND state = $2",
            "select count(*)\n FROM tasks -- all\n WHERE tenant_id = $1 AND state = 'it''s open';", [2: "'it''s open'"]
        ),
        (
            "SELECT a FROM t WHERE at > now() - interval $1 AND b = $2 LIMIT $3",
            "SELECT a FROM t WHERE at > now() - interval '20 days' AND b = -1.5 LIMIT 50",
            [1: "'20 days'", 2: "-1.5", 3: "50"]
        ),
        (
            "SELECT a FROM t WHERE b = $1 AND c LIKE $2", "SELECT a FROM t WHERE b = TRUE AND c LIKE E'x\\n%'",
            [1: "TRUE", 2: "E'x\\n%'"]
        ),
        ("SELECT a - $1 FROM t", "SELECT a - 1 FROM t", [1: "1"]),
        ("SELECT 1", "SELECT 1", [:]),
    ])
    func literalsStandWhereParametersDo(normalised: String, sample: String, literals: [Int: String]) {
        #expect(SQL.literals(of: normalised, in: sample) == literals)
    }

    @Test(arguments: [
        ("SELECT a FROM t WHERE b = $1", "SELECT a FROM u WHERE b = 1"),
        ("SELECT a FROM t WHERE b = $1", "SELECT a FROM t WHERE b = 1 AND c = 2"),
        ("SELECT a FROM t WHERE b = $1 AND c = $2", "SELECT a FROM t WHERE b = 1 AND c"),
        ("SELECT a FROM t WHERE b = $1", "SELECT a FROM t WHERE b = other"),
        ("SELECT \"A\" FROM t WHERE b = $1", "SELECT \"a\" FROM t WHERE b = 1"),
    ])
    func anotherStatementHasNone(normalised: String, sample: String) {
        #expect(SQL.literals(of: normalised, in: sample) == nil)
    }
}
