/// What a statement costs with a set of indexes, and which of them its plan reads.
public struct PlanCost: Sendable, Equatable {
    /// Planner units.
    public var cost: Double
    /// Numbers of the indexes read.
    public var used: Set<Int>

    public init(cost: Double, used: Set<Int>) {
        self.cost = cost
        self.used = used
    }
}

/// All that is known of one statement's cost as a function of the indexes that exist, without trying every set.
///
/// A planner that may use more indexes never plans worse. So a plan made with the set T that reads only U is the plan of
/// every set between U and T. The tree parts all sets into regions: the root is planned with every index; of the sets
/// that lack a part of U = {u1, u2, ...} the first child holds those without u1, the second those with u1 and without
/// u2, and so on. Each child begins with its parent's cost as a lower bound, and is planned only when it matters. The
/// regions are disjoint, so a sum over them can stand in an integer programme.
struct PlanTree: Sendable {
    struct Region: Sendable {
        /// No set of this region holds one of these.
        var excluded: Set<Int>
        /// Every set of this region holds these, or others of their groups.
        var included: Set<Int>
        /// Of which groups the region has none: the excluded, each group by the index that it was made for.
        var lacking: Set<Int>
        /// No set of this region costs less. Of a region that is planned: what its plan costs.
        var bound: Double
        /// The plan made with everything but the excluded ones; nil where that was not asked yet.
        var plan: PlanCost?
        /// Position of the region that this is a part of.
        var parent: Int?
        /// Positions of the regions that hold the sets without a part of what the plan reads.
        var children: [Int] = []

        /// What must exist for a set of this region to have the region's cost.
        var needed: Set<Int> { plan.map { included.union($0.used) } ?? included }
    }

    private(set) var regions: [Region]
    private let indexes: [SelectionProblem.Index]
    /// Of an index those that are set apart with it; itself alone where there is none.
    private var groups: [Int: Set<Int>]
    /// By how much the cost rises without any index of a table, by its oid.
    private let riseByTable: [Int64: Double]
    /// By how much the cost rose, at most, where a plan had to do without an index.
    private var rise: [Int: Double] = [:]

    /// - Parameters:
    ///   - best: the plan with every index.
    ///   - indexes: all there are, by number; the larger ones are taken to matter more until plans tell.
    ///   - riseByTable: by how much the cost rises without any index of a table, by its oid; empty where only one matters.
    ///   - groups: of an index those that are set apart with it.
    init(
        best: PlanCost, indexes: [SelectionProblem.Index], riseByTable: [Int64: Double] = [:],
        groups: [Int: Set<Int>] = [:]
    ) {
        regions = []
        self.groups = groups
        self.indexes = indexes
        self.riseByTable = riseByTable
        restart(best: best, groups: groups)
    }

    /// Begins anew, knowing what matters most.
    mutating func restart(best: PlanCost, groups: [Int: Set<Int>]) {
        self.groups = groups
        regions = [Region(excluded: [], included: [], lacking: [], bound: 0)]
        plan(0, as: best)
    }

    /// Plans that were made, as regions without parts, the cheapest first: a programme over them believes in no cost that nobody
    /// has seen.
    ///
    /// - Parameter plans: one of them at least can be had with whatever set is asked for.
    init(only plans: [PlanCost], indexes: [SelectionProblem.Index]) {
        self.indexes = indexes
        riseByTable = [:]
        groups = [:]
        regions = plans.sorted { ($0.cost, $0.used.count) < ($1.cost, $1.used.count) }.map { plan in
            Region(excluded: [], included: [], lacking: [], bound: plan.cost, plan: plan)
        }
    }

    /// The plans that were made and that of today.
    func plannedOnly(today: PlanCost) -> PlanTree {
        PlanTree(only: [today] + regions.compactMap(\.plan), indexes: indexes)
    }

    /// Enters the plan of a region, which parts the rest of it into children.
    mutating func plan(_ position: Int, as plan: PlanCost) {
        var region = regions[position]
        region.plan = plan
        region.bound = max(region.bound, plan.cost)
        if let parent = region.parent, let before = regions[parent].plan {
            let lost = region.lacking.subtracting(regions[parent].lacking)
            for index in lost { rise[index] = max(rise[index] ?? 0, plan.cost - before.cost) }
        }
        var included = region.included
        for index in inOrder(plan.used.subtracting(region.included), cost: plan.cost) {
            let excluded = region.excluded.union(group(of: index))
            // Who has one of a group has one of all that this group is a part of.
            if !included.contains(where: { group(of: $0).isSubset(of: excluded) }) {
                region.children.append(regions.count)
                regions.append(
                    Region(
                        excluded: excluded, included: included, lacking: region.lacking.union([index]),
                        bound: max(region.bound, bound(without: excluded)), parent: position))
            }
            included.insert(index)
        }
        regions[position] = region
        // Whoever lacks as much and more does not pay less.
        for other in regions.indices
        where regions[other].bound < plan.cost && region.excluded.isSubset(of: regions[other].excluded) {
            regions[other].bound = plan.cost
        }
    }

    /// An index and what is set apart with it.
    func group(of number: Int) -> Set<Int> { groups[number] ?? [number] }

    private func holds(_ number: Int, _ present: Set<Int>) -> Bool {
        present.contains(number) || !(groups[number]?.isDisjoint(with: present) ?? true)
    }

    /// What matters most first: those who lack it are then set apart once, and not again in every region behind it. Of an
    /// index that others can stand in for the lack costs little, so that the whole table's counts first.
    private func inOrder(_ numbers: Set<Int>, cost: Double) -> [Int] {
        func rank(_ number: Int) -> (Double, Double, Double, Int) {
            let index = indexes[number]
            return (-(riseByTable[index.table] ?? 0), -(rise[number] ?? 0.01 * cost), -index.bytes, number)
        }
        return numbers.sorted { rank($0) < rank($1) }
    }

    /// The highest cost of a plan that was made with more indexes.
    private func bound(without excluded: Set<Int>) -> Double {
        regions.reduce(0) { highest, region in
            guard let plan = region.plan, plan.cost > highest, region.excluded.isSubset(of: excluded) else {
                return highest
            }
            return plan.cost
        }
    }

    /// The region whose cost is that of `present`, or the unplanned one that holds it.
    func region(of present: Set<Int>) -> Int {
        if regions[0].children.isEmpty {
            return regions.firstIndex { $0.plan?.used.isSubset(of: present) ?? false } ?? 0
        }
        var position = 0
        while let plan = regions[position].plan, !plan.used.allSatisfy({ holds($0, present) }) {
            // Exactly one child holds it, for they part what is left.
            guard
                let child = regions[position].children.first(where: {
                    regions[$0].excluded.isDisjoint(with: present)
                        && regions[$0].included.allSatisfy { holds($0, present) }
                })
            else { return position }
            position = child
        }
        return position
    }
}
