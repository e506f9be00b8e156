import Model
import Testing

@testable import Reporting

@Suite struct PlanReportTests {
    @Test(arguments: [20, 40, 71, 72, 80, 200])
    func onlySQLIsWiderThanTheTerminal(width: Int) {
        var analysis = Sample.planAnalysis
        analysis.findings = []
        for line in Report.terminal(analysis, width: width).split(separator: "\n") {
            #expect(DisplayWidth.of(line) <= max(width, 40), "\(line)")
        }
    }

    @Test func theHotNodeIsMarkedAndNamed() {
        let text = Report.terminal(Sample.planAnalysis)
        #expect(text.contains("77.9% of the time is spent in Index Scan using users_pkey on users u"))
        let marked = text.split(separator: "\n").filter { $0.contains("► ") }
        #expect(marked.count == 1)
        #expect(marked.first?.contains("users_pkey") == true)
    }

    @Test func theWorstEstimateIsNamed() {
        #expect(
            Report.terminal(Sample.planAnalysis).contains(
                "The planner expected 1,025x fewer rows than came from"))
    }

    @Test func stoppedInputIsNoMisestimate() {
        var plan = Sample.plan
        var scan = PlanNode(type: "Seq Scan", totalCost: 100, rows: 60_000)
        scan.actualRows = 20
        scan.loops = 1
        scan.exclusiveTime = 1
        plan.root.children = [scan]
        #expect(PlanMeasure(plan).worstEstimate == nil)
        plan.root.type = "Sort"
        #expect(PlanMeasure(plan).worstEstimate != nil)
    }

    @Test func aPlanThatWasNotExecutedShowsCosts() {
        var plan = Plan(root: PlanNode(type: "Seq Scan", totalCost: 120, rows: 10))
        plan.root.relation = "t"
        plan.root.exclusiveCost = 120
        let text = Report.terminal(PlanAnalysis(plan: plan))
        #expect(text.contains("Cost 120, not executed."))
        #expect(text.contains("own cost"))
        #expect(!text.contains("own time"))
    }

    @Test func withoutAnExecutionTimeNothingIsSaidOfTime() {
        var plan = Sample.plan
        plan.executionTime = nil
        plan.planningTime = nil
        plan.triggers = [:]
        let text = Report.terminal(PlanAnalysis(plan: plan))
        #expect(text.contains("execution time not given."))
        #expect(text.contains("of the cost is spent in"))
        #expect(!text.contains("time ") || !text.contains("of the time"))
        #expect(!text.contains(" ms"))
    }

    @Test func aLogsDurationWithoutNodesIsNoContradiction() {
        var plan = Plan(root: PlanNode(type: "Seq Scan", totalCost: 120, rows: 10))
        plan.executionTime = 3.65
        #expect(
            Report.terminal(PlanAnalysis(plan: plan)).contains("Executed in 3.7 ms, cost 120, nodes not measured."))
    }

    @Test func everyPlanIsShownAndWhatWasNotReadIsQuoted() {
        let part = PlanExplanation.Part(line: 4, analysis: Sample.planAnalysis)
        let unread = (1...7).map { UnreadLine(number: $0, text: "  line \u{1B}[31m\($0)") }
        let explanation = PlanExplanation(
            parts: [part, part], problems: ["line 30: the node Sort has no input."], unread: unread, lineCount: 40)
        let text = Report.terminal(explanation)
        #expect(text.contains("PLAN 1 OF 2, from line 4"))
        #expect(text.contains("PLAN 2 OF 2"))
        #expect(text.contains("7 of 40 lines belong to no plan shown here:\n  1: line"))
        #expect(text.contains("and 2 more."))
        #expect(text.contains("the node Sort has no input"))
        #expect(!text.contains("\u{1B}"))
        #expect(
            Report.json(explanation).contains("\"unread_lines\" : 7")
                || Report.json(explanation).contains("\"unread_lines\": 7"))
    }

    @Test func findingsAndTheirFixStandBelow() {
        let text = Report.terminal(Sample.planAnalysis)
        #expect(text.contains("Planner expects far too few rows"))
        #expect(text.contains("    ALTER TABLE public.posts ALTER COLUMN status SET STATISTICS 1000;\n    ANALYZE"))
    }

    @Test func rulesThatReadMoreThanAPlanAreNamed() {
        let text = Report.terminal(Sample.planAnalysis)
        #expect(text.contains("NOT EXAMINED"))
        #expect(text.contains("nested-loop-over-sequential-scan, sort-larger-than-memory: a plan by itself"))
        #expect(!Report.terminal(PlanAnalysis(plan: Sample.plan)).contains("NOT EXAMINED"))
    }

    @Test func aDeepPlanStaysReadable() {
        var node = PlanNode(type: "Result", totalCost: 1)
        for _ in 0..<200 {
            var parent = PlanNode(type: "Subquery Scan", totalCost: 1)
            parent.children = [node]
            node = parent
        }
        let lines = Report.terminal(PlanAnalysis(plan: Plan(root: node)), width: 80).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
        #expect(lines.last?.hasSuffix("└ Result") == true)
    }
}
