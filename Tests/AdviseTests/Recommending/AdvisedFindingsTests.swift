import Model
import Testing

@testable import Advise

/// What rules guess gives way to what was weighed: an index is written once.
@Suite struct AdvisedFindingsTests {
    private let target = TargetIdentity(name: "shop", host: "localhost", port: 5432, database: "shop")

    private func finding(_ rule: String, _ object: String, fix: String) -> Finding {
        Finding(
            key: rule, rule: rule, category: .index, severity: .warning, object: object, title: rule, message: "",
            remedy: "", impact: Impact(value: 1, unit: .bytes), evidence: [:], fix: fix, reverse: "DROP INDEX x")
    }

    private func fix(_ finding: Finding, besides definition: IndexDefinition) throws -> String? {
        let advice = Advice(
            target: target, serverVersion: 150_000, windowDays: nil,
            recommendations: [
                Recommendation(
                    key: "k", action: .create, definition: definition, ddl: definition.createStatement(), reverse: "",
                    bytes: 1, savingMillisecondsPerDay: nil, savingShare: 1, writeMillisecondsPerDay: nil, lock: "",
                    statements: [], confidence: .high)
            ], workload: WorkloadCost(unit: .planner, before: 2, after: 1, lowerBound: 1, gap: 0), frontier: [],
            coverage: AdviceCoverage(analysed: 1, skipped: [], candidates: 1), uncertainties: [], plannerCalls: 1,
            seconds: 0)
        let analysis = Analysis(
            target: target, from: 0, to: 1, isLifetime: true, serverVersion: 150_000, findings: [finding],
            coverage: Coverage(), statements: [])
        return try #require(analysis.adding(advice).findings.first { $0.rule == finding.rule }).fix
    }

    private func index(_ column: String, _ operatorClass: String? = nil, method: String = "btree") -> IndexDefinition {
        IndexDefinition(
            relation: 1, schema: "public", table: "orders", method: method,
            keys: [.init(column: column, operatorClass: operatorClass)])
    }

    @Test func theSameIndexUnderAnotherName() throws {
        let pattern = finding(
            "leading-wildcard", "s1",
            fix:
                "CREATE EXTENSION pg_trgm;\nCREATE INDEX CONCURRENTLY orders_note_trgm_idx ON public.orders USING gin (note gin_trgm_ops)"
        )
        #expect(try fix(pattern, besides: index("note", "gin_trgm_ops", method: "gin")) == nil)
        #expect(try fix(pattern, besides: index("note")) == pattern.fix)
    }

    @Test func guessesGiveWay() throws {
        let missing = finding(
            "missing-index", "public.orders", fix: "CREATE INDEX CONCURRENTLY a ON public.orders (status, note)")
        #expect(try fix(missing, besides: index("status")) == nil)
        let key = finding(
            "missing-foreign-key-index", "public.orders",
            fix: "CREATE INDEX CONCURRENTLY a ON public.orders (customer_id)")
        #expect(try fix(key, besides: index("customer_id")) == nil)
        #expect(try fix(key, besides: index("status")) == key.fix)
        let drop = finding("unused-index", "public.orders_status_idx", fix: "DROP INDEX CONCURRENTLY orders_status_idx")
        #expect(try fix(drop, besides: index("status")) == drop.fix)
    }

    /// A statement that the target did not plan and the twin did is not left out; one that only the twin did not plan is.
    @Test func whatTheTwinPlannedIsNotLeftOut() {
        func skipped(_ id: String, _ reason: String, isExaminable: Bool = true) -> Skipped {
            Skipped(statement: id, reason: reason, share: 0.2, id: id, rank: 1, isExaminable: isExaminable)
        }
        let coverage = Coverage(skipped: [skipped("both", "target"), skipped("target", "target")])
        let advice = Advice(
            target: target, serverVersion: 150_000, windowDays: nil, recommendations: [],
            workload: WorkloadCost(unit: .planner, before: 2, after: 1, lowerBound: 1, gap: 0), frontier: [],
            coverage: AdviceCoverage(
                analysed: 1,
                skipped: [
                    skipped("both", "twin"), skipped("twin", "twin"), skipped("command", "BEGIN", isExaminable: false),
                ],
                candidates: 1, analysedIds: ["target"]), uncertainties: [], plannerCalls: 1, seconds: 0)
        let analysis = Analysis(
            target: target, from: 0, to: 1, isLifetime: true, serverVersion: 150_000, findings: [], coverage: coverage,
            statements: [])
        let result = analysis.adding(advice).coverage.skipped
        #expect(Set(result.map(\.statement)) == ["both", "target", "twin"])
        #expect(Set(result.filter(\.isTop).map(\.statement)) == ["both", "twin"])
        #expect(result.first { $0.statement == "twin" }?.reason == "on the twin, twin")
    }
}
