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

    /// Roles that take our names away, each of them one; as many as a snapshot likes.
    @Test(arguments: [0, 1, 2, 1_000, 50_000]) func rolesOfOurNames(count: Int) throws {
        let base = ["advisor_superuser", "advisor_superuser_x", "advisor_superuser_07x", "advisor_superuser_3"]
        let names = count == 0 ? [] : base + (1...count).reversed().map { "advisor_superuser_\($0)xyz" }
        var hostile = snapshot(section(.roles, names.map { ["name": .text($0)] }))
        hostile[.schemaDump] = section(.schemaDump, [["kind": .text("TABLE"), "sql": .text("SELECT 1")]])
        let source = try TwinSource(hostile)
        let superuser = source.superuser
        let isTaken = names.contains { $0.utf8.starts(with: superuser.utf8) }
        #expect(!isTaken)
        #expect(superuser == (count == 0 ? "advisor_superuser" : "advisor_superuser_\(count + 1)x"))
        #expect(source.planner == "advisor_planner")
    }

    @Test(arguments: [
        ("shop", "shop"), ("a=b", "twin"), ("o'x \"é", "o'x \"é"), ("", "twin"), ("template1", "twin"),
        ("a\0b", "twin"),
        (String(repeating: "x", count: 64), "twin"),
        (String(repeating: "é", count: 31), String(repeating: "é", count: 31)),
    ])
    func databasesThatNoServerHas(name: String, expected: String) throws {
        var hostile = snapshot(section(.databaseLocale, [["name": .text(name)]]))
        hostile[.schemaDump] = section(.schemaDump, [["kind": .text("TABLE"), "sql": .text("SELECT 1")]])
        #expect(try TwinSource(hostile).databaseName == expected)
    }

    /// No snapshot makes more files than fit, whatever it says of sizes; what fits is left as it is.
    @Test func filesInAll() {
        func file(_ pages: Int64) -> RelationFile { RelationFile(path: "", pages: pages, kind: .plain) }
        let hostile = (0..<5_000).map { _ in file(Int64(Int32.max)) }
        let (files, cut) = RelationFile.fitting(hostile)
        #expect(cut == 4_996)
        #expect(files.reduce(0) { $0 + max(0, $1.pages - 1) / 131_072 } <= RelationFile.mostSegments)
        let usual = (0..<5_000).map { file(Int64($0) * 10) }
        #expect(RelationFile.fitting(usual).cut == 0)
        #expect(RelationFile.fitting(usual).files.map(\.pages) == usual.map(\.pages))
    }

    @Test func longExpressions() {
        #expect(
            DerivedExpression(String(repeating: "(", count: 500_000) + "a" + String(repeating: ")", count: 500_000))
                == nil)
        #expect(DerivedExpression("a" + String(repeating: "::text", count: 200_000)) == nil)
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

    @Test(arguments: [(-1e308, -1), (1e308, 1e12), (.infinity, 1e12), (.nan, -1), (7, 7)]) func rows(
        number: Double, expected: Double
    ) {
        let tables = section(.relationSizes, [["relation_oid": .integer(20_000), "row_estimate": .real(number)]])
        #expect(RelationFigures(snapshot(tables)).catalog[20_000]?.rows == expected)
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
