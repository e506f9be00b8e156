import Testing

@testable import Twin

@Suite struct DerivedExpressionTests {
    @Test(arguments: [
        ("lower(email)", "email"), ("lower((email)::text)", "email"), ("upper(btrim_me)", "btrim_me"),
        ("((number)::numeric)", "number"), ("(number)::numeric(10,2)", "number"),
        (#"lower("Mail ""x""")"#, #"Mail "x""#),
    ])
    func valuesStayApart(_ text: String, _ column: String) throws {
        let derived = try #require(DerivedExpression(text))
        #expect(derived.column == column && derived.seconds == nil)
    }

    @Test(arguments: [
        ("date(at)", 86_400.0), ("((at)::date)", 86_400), ("date_trunc('hour'::text, at)", 3_600),
        ("date_trunc('day'::text, at, 'UTC'::text)", 86_400),
    ])
    func timesAreCutToUnits(_ text: String, _ seconds: Double) throws {
        let derived = try #require(DerivedExpression(text))
        #expect(derived.column == "at" && derived.seconds == seconds)
    }

    @Test(arguments: [
        "(a + b)", "(data ->> 'kind'::text)", "date_trunc('fortnight'::text, at)", "left(name, 1)", "lower((a || b))",
        "'x'::text", "date_part('year'::text, at)", "(lower(a) || lower(b))",
    ])
    func whatDoesNotFollowFromAColumnIsLeftAlone(_ text: String) {
        #expect(DerivedExpression(text) == nil)
    }
}
