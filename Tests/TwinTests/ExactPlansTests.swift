import Collect
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

@Suite struct ExactPlansTests {
    @Test func aNastySchemaIsPlannedAsAtTheSource() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(try fixture("nasty.sql"))
            let twin = try await Twin.start(from: try await database.twinSnapshot())
            #expect(twin.uncertainties == [])
            let result = try await Comparison.run(try queries(), source: database.url, twin: twin)
            #expect(result.total >= 150)
            #expect(result.equalTrees == result.total)
            #expect(Double(result.exact) >= 0.97 * Double(result.total))
            #expect(result.worst <= 0.02)
            #expect(result.differences == [])
            await twin.stop()
        }
    }
}
