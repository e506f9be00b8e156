import Model
import SQLSyntax
import Testing

@testable import Advise

/// Values for patterns whose parts are parameters, as pg_stat_statements keeps `LIKE $1 || '%'`.
@Suite struct PatternValueTests {
    private func texts(_ condition: String) -> [String] {
        let sql = "SELECT 1 FROM orders WHERE \(condition)"
        let window = Shop.window()
        let facts = SQL.facts(of: sql, catalog: Catalog(window.last))
        let values = ParameterValues(
            statement: WorkloadStatement(id: "", text: sql, callsPerDay: 1), facts: facts, schema: TargetSchema(window))
        return values.variants.map { String($0.text.dropFirst("SELECT 1 FROM orders WHERE ".count)) }
    }

    @Test(arguments: [
        ("status LIKE $1 || $2", "status LIKE 'don' || '%'"), ("status LIKE $2 || $1", "status LIKE '%' || 'don'"),
        ("status LIKE $2 || $1 || $3", "status LIKE '%' || 'don' || '%'"),
        ("status LIKE $1 || $2 || $3", "status LIKE '%' || 'don' || '%'"),
        ("status LIKE $1 || '%'", "status LIKE 'don' || '%'"),
        ("status LIKE $1 ESCAPE $2", "status LIKE '%don%' ESCAPE $2"),
        ("status SIMILAR TO $1", "status SIMILAR TO '%don%'"),
        ("status ^@ $1", "status ^@ 'don'"), ("customer_id = ANY(ARRAY[$1, $2])", "customer_id = ANY(ARRAY[$1, $2])"),
        ("status = ANY(ARRAY[$1, $2])", "status = ANY(ARRAY['done'::text, 'open'::text])"),
    ])
    func commonValues(condition: String, hot: String) {
        let texts = texts(condition)
        #expect(texts.first == condition)
        #expect(texts.contains(hot), "\(texts)")
    }
}
