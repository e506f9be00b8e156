import Model
import Testing

@testable import Rules

@Suite struct AnalyseTests {
    private var window: Window {
        var builder = WindowBuilder()
        builder.sections[.relations] = [
            ["oid": 1, "schema": "public", "name": "orders", "kind": "table"],
            ["oid": 2, "schema": "public", "name": "small", "kind": "table"],
        ]
        builder.sections[.relationSizes] = [
            ["relation_oid": 1, "heap_bytes": 5_000], ["relation_oid": 2, "heap_bytes": 10],
        ]
        return builder.window()
    }

    private func rules(_ texts: String...) throws -> RuleSet {
        RuleSet(try texts.map { try rule($0) })
    }

    @Test func aFindingCarriesItsWordsAndFigures() throws {
        let analysis = try analyse(window: window, rules: rules(ruleText(rest: "fix: VACUUM {{object}}\n")))
        let finding = try #require(analysis.findings.first)
        #expect(analysis.findings.count == 1)
        #expect(finding.object == "public.orders")
        #expect(finding.message == "public.orders is large")
        #expect(finding.fix == "VACUUM public.orders")
        #expect(finding.impact == Impact(value: 5_000, unit: .bytes))
        #expect(analysis.coverage.rules == [RuleOutcome(id: "big-table", status: .found)])
    }

    @Test func aKeyIsTheSameTomorrow() {
        #expect(
            FindingKey.key(rule: "a", object: "b", discriminator: nil)
                == FindingKey.key(rule: "a", object: "b", discriminator: ""))
        #expect(
            FindingKey.key(rule: "ab", object: "c", discriminator: nil)
                != FindingKey.key(rule: "a", object: "bc", discriminator: nil))
        // Committed baselines hold this one.
        #expect(FindingKey.key(rule: "unused-index", object: "public.a", discriminator: nil).count == 16)
    }

    @Test func theConfigurationDecides() throws {
        let raised = RuleConfiguration(thresholds: ["big-table": ["minimum": 1_000_000]])
        #expect(try analyse(window: window, rules: rules(ruleText()), configuration: raised).findings.isEmpty)
        let critical = RuleConfiguration(severities: ["big-table": .critical])
        #expect(
            try analyse(window: window, rules: rules(ruleText()), configuration: critical).findings.map(\.severity) == [
                .critical
            ])
        let off = RuleConfiguration(disabled: ["big-table"])
        let outcome = try analyse(window: window, rules: rules(ruleText()), configuration: off).coverage.rules
        #expect(outcome.map(\.status) == [.skipped])
    }

    /// Findings that no rule file has made, such as those of the index advisor, are judged alike.
    @Test func findingsFromElsewhereAreJudgedToo() {
        let findings = [Advice.createRule, Advice.dropRule, "other"].map { rule in
            Finding(
                key: rule, rule: rule, category: .index, severity: .info, object: "public.orders", title: "",
                message: "", remedy: "", impact: Impact(value: 1, unit: .none), evidence: [:])
        }
        let configuration = RuleConfiguration(
            severities: [Advice.createRule: .critical], disabled: ["other"],
            suppressions: [Suppression(rule: Advice.dropRule, object: "public.*", reason: "kept")])
        let judged = configuration.judged(findings, at: 0)
        #expect(judged.kept.map(\.rule) == [Advice.createRule])
        #expect(judged.kept.map(\.severity) == [.critical])
        #expect(judged.suppressed.map(\.reason) == ["kept"])
        #expect(configuration.judged(judged.kept, at: 0).kept == judged.kept)
    }

    @Test func unknownRulesAndThresholdsAreErrors() throws {
        let rules = try rules(ruleText())
        #expect(throws: RuleConfigurationError.self) {
            try analyse(window: window, rules: rules, configuration: RuleConfiguration(disabled: ["nobody"]))
        }
        let wrong = RuleConfiguration(thresholds: ["big-table": ["maximum": 1]])
        let error = #expect(throws: RuleConfigurationError.self) {
            try analyse(window: window, rules: rules, configuration: wrong)
        }
        #expect(error?.description.contains("It has minimum") == true)
    }

    @Test func aSuppressionHoldsUntilItsLastDay() throws {
        let day = try #require(Day("2026-01-31"))
        let configuration = RuleConfiguration(
            suppressions: [Suppression(rule: "big-table", object: "public.*", reason: "wanted", expires: day)])
        let rules = try rules(ruleText())
        let before = try analyse(window: window, rules: rules, configuration: configuration, now: day.end - 1)
        #expect(before.findings.isEmpty)
        #expect(before.coverage.suppressed.map(\.reason) == ["wanted"])
        let after = try analyse(window: window, rules: rules, configuration: configuration, now: day.end)
        #expect(after.findings.count == 1)
        #expect(after.coverage.notes.contains { $0.contains("expired on 2026-01-31") })
    }

    @Test func whatCouldNotBeReadIsSkippedWithTheReason() throws {
        var builder = WindowBuilder()
        builder.unreadable = [Unreadable(section: "relations", reason: "permission denied")]
        let analysis = try analyse(window: builder.window(), rules: rules(ruleText()))
        #expect(analysis.coverage.rules.first?.status == .skipped)
        #expect(analysis.coverage.rules.first?.reason == "relations could not be read: permission denied")
    }

    @Test func aRequirementThatDoesNotHoldSkips() throws {
        let text = ruleText(rest: "requires:\n  - {when: days >= 30, else: the window is too short}\n")
        let outcome = try analyse(window: window, rules: rules(text)).coverage.rules.first
        #expect(outcome == RuleOutcome(id: "big-table", status: .skipped, reason: "the window is too short"))
    }

    @Test func aRuleThatFailsStopsNoOther() throws {
        let broken = try rule(
            ruleText(
                id: "broken", finds: "SELECT object, 1 AS impact FROM tables WHERE object REGEXP '(' OR :minimum > 0"),
            path: "schema/broken.yaml")
        let analysis = try analyse(window: window, rules: RuleSet([broken, rule(ruleText())]))
        #expect(analysis.coverage.rules.map(\.status) == [.found, .skipped])
        let reason = try #require(analysis.coverage.rules.last?.reason)
        #expect(reason.contains("schema/broken.yaml:11") && reason.contains("regular expression"), "\(reason)")
    }

    @Test func rowsOfOneKeyAreOneFinding() throws {
        let text = ruleText(
            finds:
                "SELECT object, 1 AS impact FROM tables WHERE oid = 1 AND :minimum > 0 UNION ALL SELECT 'public.orders', 2"
        )
        let findings = try analyse(window: window, rules: rules(text)).findings
        #expect(findings.map(\.impact.value) == [1])
    }

    @Test func findingsAreSortedBySeverityAndCost() throws {
        let text = ruleText(
            finds:
                "SELECT object, heap_bytes AS impact, CASE oid WHEN 2 THEN 'critical' END AS severity FROM tables WHERE :minimum > 0"
        )
        let findings = try analyse(window: window, rules: rules(text)).findings
        #expect(findings.map(\.object) == ["public.small", "public.orders"])
        #expect(findings.map(\.severity) == [.critical, .warning])
    }

    @Test func usersAskInSQL() throws {
        let rows = try query(window, sql: "SELECT object, heap_bytes FROM tables ORDER BY 1")
        #expect(rows.columns == ["object", "heap_bytes"])
        #expect(rows.values == [["public.orders", 5_000], ["public.small", 10]])
        for sql in [
            "DELETE FROM tables", "ATTACH 'x' AS y", "PRAGMA user_version", "SELECT 1; SELECT 2", "SELEC 1", "",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try query(window, sql: sql) }
        }
    }

    @Test func planRulesReadAPlanAlone() throws {
        var plan = Plan(root: PlanNode(type: "Sort", totalCost: 100, rows: 10))
        plan.root.exclusiveCost = 100
        let text = ruleText(
            finds: "SELECT type AS object, total_cost AS impact FROM plan_nodes WHERE total_cost >= :minimum"
        )
        .replacing("category: schema", with: "category: plan")
        let analysis = try analyse(plan: plan, rules: rules(text), now: 0)
        #expect(analysis.findings.map(\.object) == ["Sort"])
        #expect(analysis.rules == [RuleOutcome(id: "big-table", status: .found)])
    }

    @Test func whatAPlanAloneCannotSayIsSkipped() throws {
        let plan = Plan(root: PlanNode(type: "Sort", totalCost: 100, rows: 10))
        let text = ruleText(
            finds:
                "SELECT n.type AS object, s.calls AS impact FROM plan_nodes n JOIN statements s ON s.id = n.statement_id WHERE s.calls > :minimum"
        ).replacing("category: schema", with: "category: plan")
        let outcome = try analyse(plan: plan, rules: rules(text), now: 0).rules.first
        #expect(outcome?.status == .skipped)
        #expect(outcome?.reason == "a plan by itself says nothing of statements")
    }

    @Test func noBuiltInRuleOnPlansIsClearForWantOfTables() throws {
        var plan = Plan(root: PlanNode(type: "Nested Loop", totalCost: 100, rows: 10))
        let builtIn = try RuleSet.builtIn()
        let planned = try analyse(plan: plan, rules: builtIn, now: 0).rules
        #expect(planned.count == builtIn.rules.count { $0.category == .plan })
        #expect(planned.first { $0.id == "sort-on-disk" }?.reason == "no plan was executed (EXPLAIN ANALYZE)")
        plan.root.loops = 1
        let executed = try analyse(plan: plan, rules: builtIn, now: 0).rules
        let skipped = Set(executed.filter { $0.status == .skipped }.map(\.id))
        let needTables = ["nested-loop-over-sequential-scan", "sequential-scan-filter", "partitions-not-pruned"]
        #expect(skipped.isSuperset(of: needTables))
        #expect(skipped.isDisjoint(with: ["filter-discards-most-rows", "deep-plan", "index-only-scan-reads-table"]))
    }
}
