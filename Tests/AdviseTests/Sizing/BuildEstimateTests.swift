import Model
import Testing

@testable import Advise

/// How long building an index takes, relative to building another.
@Suite struct BuildEstimateTests {
    private static func settings(sharedBuffers: Double, sortMemory: Double) -> Section {
        var section = Section(.settings)
        for (name, bytes) in [("shared_buffers", sharedBuffers), ("maintenance_work_mem", sortMemory)] {
            section.append(["name": .text(name), "number": .real(bytes)])
        }
        return section
    }

    private static let table = TargetTable(
        oid: 1, schema: "public", name: "t", isPartitioned: false, leaves: [1], rows: 10_000_000, pages: 200_000,
        allVisible: 1,
        columns: [("id", "int8", "N"), ("name", "text", "S"), ("place", "point", "G"), ("span", "int4range", "R")].map {
            TargetColumn(name: $0, type: $1, typeName: $1, category: $2, notNull: true)
        }, indexes: [], writes: WriteRates(), hasRowSecurity: false)

    private static func seconds(
        _ column: String, _ method: String = "btree", rows: Double = 10_000_000, pages: Int64 = 30_000,
        sharedBuffers: Double = 8e9, sortMemory: Double = 1e9, concurrently: Bool = true
    ) -> Double {
        let definition = IndexDefinition(
            relation: 1, schema: "public", table: "t", method: method, keys: [IndexDefinition.Key(column: column)])
        let candidate = CandidateIndex(definition: definition, pages: pages, entries: rows, treeHeight: 2)
        return BuildEstimate(settings(sharedBuffers: sharedBuffers, sortMemory: sortMemory))
            .seconds(candidate, table, concurrently: concurrently)
    }

    @Test func tablesBeyondSharedBuffersAreReadFromElsewhere() {
        #expect(Self.seconds("id", sharedBuffers: 128e6) > Self.seconds("id") + 1)
    }

    @Test func sortsBeyondTheirMemoryAreWrittenAndReadAgain() {
        #expect(Self.seconds("id", sortMemory: 64e6) > Self.seconds("id"))
        #expect(Self.seconds("id", "brin", sortMemory: 64e6) == Self.seconds("id", "brin"))
    }

    @Test func concurrentBuildsReadTwice() {
        let sharedBuffers = 128e6
        let both = Self.seconds("id", "brin", sharedBuffers: sharedBuffers)
        let once = Self.seconds("id", "brin", sharedBuffers: sharedBuffers, concurrently: false)
        #expect(both > 1.5 * once)
    }

    @Test func whatIsHarderToOrderTakesLonger() {
        #expect(Self.seconds("name") > Self.seconds("id"))
        #expect(Self.seconds("span", "gist") > Self.seconds("place", "gist"))
        #expect(Self.seconds("id", "brin") < Self.seconds("id"))
    }

    @Test func partialIndexesTakeLessButReadAll() {
        let few = Self.seconds("id", rows: 1000, pages: 5)
        #expect(few < Self.seconds("id"))
        #expect(few > Self.seconds("id", "brin", rows: 1000, pages: 3) / 2)
    }
}
