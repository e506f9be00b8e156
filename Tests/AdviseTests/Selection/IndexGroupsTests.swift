import Model
import Testing

@testable import Advise

@Suite struct IndexGroupsTests {
    static func families(_ columns: [String?]) -> [IndexFamily?] {
        columns.map { column in
            column.flatMap {
                IndexFamily(
                    IndexDefinition(
                        relation: 1, schema: "public", table: "t", method: "btree", keys: [.init(column: $0)]))
            }
        }
    }

    private func groups(_ bytes: [Double], _ columns: [String?]) -> IndexGroups {
        IndexGroups(families: Self.families(columns), indexes: bytes.map { .init(table: 1, bytes: $0) })
    }

    @Test func whatIsAsLargeAndBeginsAlikeGoesAlong() {
        let groups = groups([3, 1, 2, 2, 9], ["a", "a", "a", "b", nil])
        #expect(groups.groups(of: 0..<5, unit: 0) == [1: [0, 1, 2], 2: [0, 2]])
        // Only those that a unit has.
        #expect(groups.groups(of: [1, 2, 3], unit: 0) == [1: [1, 2]])
    }

    /// Of equally large ones each begins a group, so that cuts can part them all.
    @Test func cutsPartGroupsToTheEnd() {
        var groups = groups([5, 5, 5], ["a", "a", "a"])
        #expect(groups.groups(of: 0..<3, unit: 7) == [0: [0, 1, 2], 1: [1, 2]])
        let first = groups.cut(before: [2, 1], unit: 7)
        #expect(first && groups.groups(of: 0..<3, unit: 7) == [1: [1, 2]])
        let (second, third) = (groups.cut(before: [2], unit: 7), groups.cut(before: [2], unit: 7))
        #expect(second && !third)
        #expect(groups.groups(of: 0..<3, unit: 7) == [:])
        // Other units keep theirs.
        #expect(groups.groups(of: 0..<3, unit: 8).count == 2)
    }

    @Test func withoutFamiliesEachIsAlone() {
        #expect(IndexGroups(indexes: [.init(table: 1, bytes: 1)]).groups(of: 0..<1, unit: 0) == [:])
    }
}
