import Collect
import Model
import Postgres
import SampleWorkloads
import TestSupport
import Testing

@testable import Twin

@Suite struct WorkloadTwinTests {
    /// The policies of this one call a function of its own, which no look into an index may run.
    private static let expected = [
        "tenants": [
            "Not read from the target (index probes): 18 indexes may run code that is not PostgreSQL's own: nothing was looked up in them."
        ]
    ]

    /// Every statement of a sample application, parameters and all.
    @Test(arguments: SampleWorkload.names) func aSampleApplicationIsPlannedAsAtTheSource(name: String) async throws {
        let workload = try SampleWorkload.named(name)
        try await TestServer.withDatabase { database in
            try await workload.seed(try ConnectionOptions(database.url), scale: 0.01)
            try await database.execute("CHECKPOINT")
            let twin = try await Twin.start(from: try await database.twinSnapshot())
            #expect(twin.uncertainties == (Self.expected[name] ?? []))
            let queries = workload.requests.flatMap(\.statements).map(\.text)
            let result = try await Comparison.run(queries, source: database.url, twin: twin)
            #expect(result.total > 5)
            #expect(result.equalTrees == result.total)
            #expect(result.differences == [])
            await twin.stop()
        }
    }
}
