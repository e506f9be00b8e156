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
        /// Every set of this region holds these.
        var included: Set<Int>
        /// No set of this region costs less. Of a region that is planned: what its plan costs.
        var bound: Double
        /// The plan made with everything but the excluded ones; nil where that was not asked yet.
        var plan: PlanCost?
        /// Positions of the regions that hold the sets without a part of what the plan reads.
        var children: [Int] = []

        /// What must exist for a set of this region to have the region's cost.
        var needed: Set<Int> { plan.map { included.union($0.used) } ?? included }
    }

    private(set) var regions: [Region]

    /// - Parameter best: the plan with every index.
    init(best: PlanCost) {
        regions = [Region(excluded: [], included: [], bound: 0)]
        plan(0, as: best)
    }

    /// Enters the plan of a region, which parts the rest of it into children.
    mutating func plan(_ position: Int, as plan: PlanCost) {
        var region = regions[position]
        region.plan = plan
        region.bound = max(region.bound, plan.cost)
        var included = region.included
        for index in plan.used.subtracting(region.included).sorted() {
            region.children.append(regions.count)
            regions.append(
                Region(excluded: region.excluded.union([index]), included: included, bound: region.bound))
            included.insert(index)
        }
        regions[position] = region
    }

    /// The region whose cost is that of `present`, or the unplanned one that holds it.
    func region(of present: Set<Int>) -> Int {
        var position = 0
        while let plan = regions[position].plan, !plan.used.isSubset(of: present) {
            // Exactly one child holds it, for they part what is left.
            guard
                let child = regions[position].children.first(where: {
                    regions[$0].excluded.isDisjoint(with: present) && regions[$0].included.isSubset(of: present)
                })
            else { return position }
            position = child
        }
        return position
    }
}
