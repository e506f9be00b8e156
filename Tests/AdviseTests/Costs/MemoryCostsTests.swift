import Testing

@testable import Advise

@Suite struct MemoryCostsTests {
    private func settings(_ plan: String) -> [String: String] { MemoryCosts.settings(choosing: plan) }

    @Test func methodsThatAPlanDoesNotUseAreSwitchedOff() {
        let plan = #"[{"Plan": {"Node Type": "Sort", "Plans": [{"Node Type": "Bitmap Heap Scan"}]}}]"#
        let settings = settings(plan)
        #expect(settings["enable_bitmapscan"] == nil && settings["enable_sort"] == nil)
        for name in [
            "enable_seqscan", "enable_indexscan", "enable_indexonlyscan", "enable_hashjoin", "enable_nestloop",
        ] {
            #expect(settings[name] == "off")
        }
        #expect(settings["max_parallel_workers_per_gather"] == "0")
        #expect(settings["random_page_cost"] != nil && settings["seq_page_cost"] != nil)
    }

    @Test func theMethodsOfAPlanStay() {
        let join =
            #"[{"Plan": {"Node Type": "Gather", "Plans": [{"Node Type": "Hash Join", "Plans": ["#
            + #"{"Node Type": "Seq Scan"}, {"Node Type": "Index Only Scan"}]}]}}]"#
        let settings = settings(join)
        for name in [
            "enable_seqscan", "enable_indexonlyscan", "enable_indexscan", "enable_hashjoin",
            "max_parallel_workers_per_gather",
        ] { #expect(settings[name] == nil) }
        #expect(settings["enable_mergejoin"] == "off" && settings["enable_bitmapscan"] == "off")
    }

    /// Partitions that execution may leave out are not in the plan: which methods they are read by is not known.
    @Test func plansThatDoNotShowAllTheirScansAreLeftAlone() {
        let settings = settings(#"[{"Plan": {"Node Type": "Append", "Subplans Removed": 6}}]"#)
        #expect(settings.keys.sorted() == ["random_page_cost", "seq_page_cost"])
    }
}
