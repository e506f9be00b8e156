import Testing

@testable import Advise

@Suite struct PlanWorkTests {
    private static let loop = #"""
        [{"Plan": {"Node Type": "Nested Loop", "Total Cost": 100, "Plan Rows": 12, "Plans": [
          {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Total Cost": 30, "Plan Rows": 8},
          {"Node Type": "Bitmap Heap Scan", "Parent Relationship": "Inner", "Total Cost": 9, "Plan Rows": 2, "Plans": [
            {"Node Type": "Bitmap Index Scan", "Parent Relationship": "Outer", "Index Cond": "(a = b.c)", "Total Cost": 1}]}]}}]
        """#

    @Test func pagesAreWhatDearerPagesAdd() throws {
        let work = try #require(PlanWork(plan: Self.loop, dearer: 140))
        #expect(work.pages == 40 && work.processor == 100 - 40 * MemoryCosts.page && work.cost == 100)
    }

    @Test func searchesAreCountedAsOftenAsTheyAreDone() throws {
        let work = try #require(PlanWork(plan: Self.loop, dearer: 100))
        #expect(work.searches == 8 && work.indexes == 1 && work.rows == 12)
        #expect(work.whole == 30 && work.wholeShare == 0.3)
    }

    @Test func anIndexReadFromEndToEndIsReadAsAWhole() throws {
        let plan = #"[{"Plan": {"Node Type": "Index Only Scan", "Total Cost": 50, "Plan Rows": 9}}]"#
        #expect(try #require(PlanWork(plan: plan, dearer: 60)).wholeShare == 1)
    }

    @Test func whatIsReadAsAWholeIsReadForFewRowsToo() {
        let work = PlanWork(processor: 80, pages: 100, searches: 50, rows: 40, whole: 50)
        let tenth = work.withRows(0.1)
        #expect(tenth.cost == 55 && tenth.searches == 5 && tenth.rows == 4 && tenth.whole == 50)
        #expect(work.withRows(0).searches == 1)
        #expect(work.withRows(1) == work)
    }

    @Test func whatIsNoPlanHasNoWork() {
        #expect(PlanWork(plan: "no plan", dearer: 1) == nil)
    }
}
