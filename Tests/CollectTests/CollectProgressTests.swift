import Testing

@testable import Collect

@Suite struct CollectProgressTests {
    @Test func itReadsAsASentencePart() {
        let progress = CollectProgress(step: "index_sizes", completed: 37, total: 43)
        #expect("Collecting \(progress)" == "Collecting index sizes (38 of 43)")
        #expect(CollectProgress(step: "plans", completed: 43, total: 43).description == "plans (43 of 43)")
    }
}
