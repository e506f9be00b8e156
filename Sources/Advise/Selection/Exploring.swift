/// What a choice rests on and nobody has planned yet.
extension Selector {
    /// Plans the regions that hold `chosen`, in each tree down to the one whose bound is near the true cost, as far as time allows.
    ///
    /// - Returns: how many regions were planned.
    mutating func explore(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, slack: Double, until: Double
    ) async throws -> Int {
        var planned = 0
        repeat {
            let steps = steps(chosen, plans, limits, slack)
            if steps.isEmpty { break }
            for start in stride(from: 0, to: steps.count, by: Self.batch) where start == 0 || now() < until {
                let part = steps[start..<min(start + Self.batch, steps.count)]
                try await plan(part)
                planned += part.count
            }
        } while now() < until
        return planned
    }

    /// Plans between two looks at the clock.
    static let batch = 50

    /// Of each tree the region that holds `chosen`, where it is not planned and its bound misleads; what misleads most first.
    private func steps(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, _ slack: Double
    ) -> [(unit: Int, region: Int)] {
        var steps: [(unit: Int, region: Int, error: Double)] = []
        for unit in trees.indices {
            let position = trees[unit].region(of: problem.representatives(of: chosen, unit: unit))
            let region = trees[unit].regions[position]
            guard region.plan == nil, isFar(plans[unit], from: region, unit, limits, slack) else { continue }
            steps.append((unit, position, problem.weights[unit] * (plans[unit].cost - region.bound)))
        }
        return steps.sorted { (-$0.error, $0.unit) < (-$1.error, $1.unit) }.map { ($0.unit, $0.region) }
    }

    private mutating func plan(_ steps: ArraySlice<(unit: Int, region: Int)>) async throws {
        let questions = steps.map { question($0.region, of: $0.unit) }
        for (step, answer) in zip(steps, try await costs.answers(to: questions)) {
            let new = trees[step.unit].regions.count
            trees[step.unit].plan(step.region, as: try answer.get())
            excesses.removeAll { $0.unit == step.unit }
            await planKnown(step.unit, from: new)
        }
    }

    private func question(_ region: Int, of unit: Int) -> CostTable.Question {
        CostTable.Question(
            unit: unit, present: problem.decisive(without: trees[unit].regions[region].excluded, unit: unit))
    }

    /// Plans those of a unit's last regions whose plans follow from earlier ones.
    private mutating func planKnown(_ unit: Int, from first: Int) async {
        // Planning a region adds others behind it.
        var region = first
        while region < trees[unit].regions.count {
            if let plan = await costs.known(question(region, of: unit)) { trees[unit].plan(region, as: plan) }
            region += 1
        }
    }

    /// Where an index costs more than the one that stands for it, it stands for itself from now on.
    ///
    /// - Returns: for how many planning units that was done.
    mutating func tellApart(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, slack: Double
    ) async throws -> Int {
        var changed: [Int] = []
        for unit in trees.indices {
            let position = trees[unit].region(of: problem.representatives(of: chosen, unit: unit))
            let region = trees[unit].regions[position]
            guard isFar(plans[unit], from: region, unit, limits, slack) else { continue }
            let stoodFor = region.needed.subtracting(chosen).reduce(into: Set<Int>()) { sum, number in
                sum.formUnion(chosen.intersection(problem.classes[unit][number] ?? []))
            }
            if !stoodFor.isEmpty { problem.tellApart(stoodFor, unit: unit) }
            let isCut = cutGroups(region, chosen, unit: unit)
            if isCut || !stoodFor.isEmpty { changed.append(unit) }
        }
        let answers = try await costs.answers(
            to: changed.map { CostTable.Question(unit: $0, present: problem.decisive(without: [], unit: $0)) })
        for (unit, answer) in zip(changed, answers) {
            trees[unit].restart(
                best: try answer.get(), groups: groups.groups(of: problem.classes[unit].keys, unit: unit))
            excesses.removeAll { $0.unit == unit }
            await planKnown(unit, from: 1)
        }
        return changed.count
    }

    /// Where larger indexes cost more than those that a region's plan reads they are set apart by themselves from now on.
    private mutating func cutGroups(_ region: PlanTree.Region, _ chosen: Set<Int>, unit: Int) -> Bool {
        let present = problem.representatives(of: chosen, unit: unit)
        var isCut = false
        for number in region.needed.subtracting(present) {
            let others = trees[unit].group(of: number).intersection(present)
            if groups.cut(before: others, unit: unit) { isCut = true }
        }
        return isCut
    }

    /// Where the trees are right for more indexes than were chosen and wrong for just these, that is noted of just these.
    ///
    /// - Returns: for how many planning units.
    mutating func note(
        _ chosen: Set<Int>, _ plans: [PlanCost], _ limits: SelectionLimits, slack: Double
    ) -> Int {
        let new = trees.indices.compactMap { unit -> Excess? in
            let region = trees[unit].regions[trees[unit].region(of: problem.representatives(of: chosen, unit: unit))]
            guard isFar(plans[unit], from: region, unit, limits, slack) else { return nil }
            let present = chosen.intersection(problem.members(ofUnit: unit))
            guard !excesses.contains(where: { $0.unit == unit && $0.present == present }) else { return nil }
            return Excess(
                unit: unit, present: present, cost: plans[unit].cost - region.bound,
                isBarred: plans[unit].cost > limits.ceiling(today[unit]))
        }
        excesses += new
        return new.count
    }

    /// Whether the true plan costs so much more than its region's bound that the bound misleads.
    private func isFar(
        _ plan: PlanCost, from region: PlanTree.Region, _ unit: Int, _ limits: SelectionLimits, _ slack: Double
    ) -> Bool {
        if problem.weights[unit] * (plan.cost - region.bound) > slack { return true }
        let ceiling = limits.ceiling(today[unit])
        return plan.cost > ceiling && region.bound <= ceiling
    }
}
