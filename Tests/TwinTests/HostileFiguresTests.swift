import Foundation
import Model
import Testing

@testable import Twin

/// What a snapshot says may be anything: nothing traps on it, and nothing goes on for ever.
@Suite struct HostileFiguresTests {
    private func snapshot(_ section: Section) -> Snapshot {
        let target = TargetIdentity(name: "t", host: "h", port: 5432, database: "d")
        var snapshot = Snapshot(target: target, collectedAt: 0, serverVersion: 150_000)
        snapshot[section.shape] = section
        return snapshot
    }

    private func section(_ shape: SectionShape, _ rows: [[String: Value]]) -> Section {
        var section = Section(shape)
        for row in rows { section.append(shape.columns.map { row[$0.name] ?? .null }) }
        return section
    }

    /// Indexes that belong to each other, to themselves, and twice to the same.
    @Test func indexesThatBelongToThemselves() throws {
        let rows: [[String: Value]] = [(1, 2), (2, 1), (3, 3), (4, 2), (4, 1), (5, 4)].map {
            ["oid": .integer($0.0), "parent_oid": .integer($0.1)]
        }
        var hostile = snapshot(section(.indexDefinitions, rows))
        hostile[.schemaDump] = section(.schemaDump, [["kind": .text("TABLE"), "sql": .text("SELECT 1")]])
        let context = PlanContext(try TwinSource(hostile))
        #expect(Set(context.leaves(of: 1)) == [1, 2, 4, 5])
        #expect(context.leaves(of: 3) == [3])
        #expect(context.leaves(of: 9) == [9])
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 1 << 31, .max])
    func sizes(number: Int64) {
        let tables = section(
            .relationSizes,
            [
                [
                    "relation_oid": .integer(20_000), "pages": .integer(number), "heap_bytes": .integer(number),
                    "all_visible_pages": .integer(number), "row_estimate": .real(.infinity),
                ]
            ])
        let figures = RelationFigures(snapshot(tables))
        #expect((0...Int64(Int32.max)).contains(figures.pages[20_000] ?? -1))
    }

    /// Two million values in one list, or one value of many megabytes: no server is asked to read them.
    @Test(arguments: [
        "{" + String(repeating: "1,", count: 2_000_000) + "1}", "{" + String(repeating: "x", count: 40 << 20) + "}",
    ])
    func listsLongerThanAnyOfAnalyze(list: String) {
        func statistics(_ values: String) -> RawStatistics {
            RawStatistics(
                section(
                    .rawStatistics,
                    [
                        [
                            "owner_oid": .integer(20_000), "number": .integer(1), "inherited": .boolean(false),
                            "kind1": .integer(2), "type1": .text("integer"), "values1": .text(values),
                        ]
                    ]), types: [:])
        }
        #expect(statistics(list).tooLong == 1 && statistics("{1,2,3}").tooLong == 0)
        #expect(!statistics(list).insertion(of: 0).parameters.contains(.string(list)))
        #expect(statistics("{1,2,3}").insertion(of: 0).parameters.contains(.string("{1,2,3}")))
    }

    /// A name that only candidates should have.
    @Test func indexesCalledAsCandidatesAre() {
        var names = IndexNames()
        names.originalNames = [20_000: "advisor_candidate_99999999"]
        names.add(oid: 20_000, name: "advisor_index_20000", shown: "advisor_index_20000")
        names.add(oid: 30_000, name: "advisor_candidate_0", shown: "advisor_candidate_0")
        #expect(names["advisor_index_20000"] == .existing(20_000))
        #expect(names["advisor_candidate_0"] == .candidate(0))
        #expect(
            names.restoring(#""Index Name": "advisor_index_20000""#) == #""Index Name": "advisor_candidate_99999999""#)
    }

    @Test(arguments: ["", "\"Index Name\": \"", "\"Index Name\": \"\\", "\"Total Cost\": ", "\"Total Cost\": 1e999"])
    func plansThatEndEarly(text: String) {
        // A zero byte stands behind what libpq gives.
        Array((text + "\u{0}").utf8).withUnsafeBufferPointer { bytes in
            let plan = UnsafeBufferPointer(rebasing: bytes.dropLast())
            _ = PlanScan.totalCost(plan)
            _ = PlanScan.indexNames(plan)
        }
    }
}
