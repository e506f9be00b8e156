import Testing

@testable import Advise

@Suite struct PlanTreeTests {
    private static func indexes(_ bytes: [Double], tables: [Int64] = []) -> [SelectionProblem.Index] {
        bytes.enumerated().map { .init(table: tables.isEmpty ? 1 : tables[$0], bytes: $1) }
    }

    @Test func theRegionsPartAllSets() {
        var tree = PlanTree(best: PlanCost(cost: 10, used: [0, 1]), indexes: Self.indexes([1, 1, 1]))
        tree.plan(1, as: PlanCost(cost: 20, used: [1, 2]))
        for bits in 0..<8 {
            let present = Set((0..<3).filter { bits >> $0 & 1 == 1 })
            let holding = tree.regions.indices.filter { position in
                let region = tree.regions[position]
                guard region.excluded.isDisjoint(with: present), region.needed.isSubset(of: present) else {
                    return false
                }
                return true
            }
            // Just one leaf holds it; a planned region holds only the sets that have all it reads.
            #expect(holding == [tree.region(of: present)], "\(present)")
        }
    }

    @Test func theLargerIndexIsSetApartFirst() {
        let tree = PlanTree(best: PlanCost(cost: 10, used: [0, 1]), indexes: Self.indexes([1, 100]))
        let children = tree.regions[0].children.map { tree.regions[$0] }
        #expect(children.map(\.excluded) == [[1], [0]])
        #expect(children.map(\.included) == [[], [1]])
    }

    @Test func theIndexWhoseLackCostMostIsSetApartFirst() throws {
        var tree = PlanTree(best: PlanCost(cost: 1_000, used: [0, 1]), indexes: Self.indexes([100, 1, 50]))
        // Without 0 little is lost, without 1 much.
        let (withoutLarge, withoutSmall) = (tree.regions[0].children[0], tree.regions[0].children[1])
        tree.plan(withoutSmall, as: PlanCost(cost: 5_000, used: [0]))
        tree.plan(withoutLarge, as: PlanCost(cost: 1_001, used: [1, 2]))
        let first = try #require(tree.regions[withoutLarge].children.first)
        #expect(tree.regions[first].excluded == [0, 1])
    }

    @Test func whoLacksAsMuchAndMoreDoesNotPayLess() throws {
        var tree = PlanTree(best: PlanCost(cost: 10, used: [0, 1]), indexes: Self.indexes([2, 1]))
        tree.plan(1, as: PlanCost(cost: 10, used: [1]))
        let position = try #require(tree.regions.firstIndex { $0.excluded == [0, 1] })
        #expect(tree.regions[position].bound == 10)
        tree.plan(2, as: PlanCost(cost: 500, used: [0]))
        #expect(tree.regions[position].bound == 500)
    }

    @Test func theTableThatNeedsItsIndexesMostComesFirst() {
        // 0 and 1 stand in for each other, so that lacking one of them costs nothing; 2 belongs to a small table.
        let tree = PlanTree(
            best: PlanCost(cost: 10, used: [0, 2]), indexes: Self.indexes([1, 1, 100], tables: [1, 1, 2]),
            riseByTable: [1: 500, 2: 3])
        #expect(tree.regions[0].children.map { tree.regions[$0].excluded } == [[0], [2]])
    }

    @Test func whatNobodyPlannedIsNotBelieved() {
        var tree = PlanTree(best: PlanCost(cost: 10, used: [0, 1]), indexes: Self.indexes([2, 1]))
        tree.plan(1, as: PlanCost(cost: 30, used: [1]))
        let planned = tree.plannedOnly(today: PlanCost(cost: 500, used: [])).regions
        #expect(planned.map(\.bound) == [10, 30, 500])
        #expect(planned.map(\.needed) == [[0, 1], [1], []])
        #expect(planned.map(\.excluded) == [[], [], []])
        // A set has the cheapest of the plans that it can make.
        let flat = tree.plannedOnly(today: PlanCost(cost: 500, used: []))
        #expect([[0, 1, 7], [1], [0]].map { flat.region(of: $0) } == [0, 1, 2])
    }
}
