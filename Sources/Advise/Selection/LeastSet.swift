/// The least of a choice that buys nearly all of it: what a person is to sign should be short.
///
/// The search finds what saves most. Of that, this keeps what earns its keep alone, in its plainest form, and as few and small
/// indexes as keep nearly all that such indexes save. Every step is judged by the planner, so that no index is kept for what another
/// one does; it takes a few plans for each index and statement that reads it.
struct LeastSet {
    let judge: ChoiceJudge
    let rules: FrugalityRules
    /// Numbers of the plainer forms of each candidate, the plainest first.
    let plainer: [Int: [Int]]
    /// Weighted cost of the statements today: what shares are of.
    let reads: Double
    /// Whether a choice keeps the limits on each statement.
    let keepsLimits: ([PlanCost]) -> Bool

    /// - Parameter chosen: a choice that keeps the limits.
    /// - Returns: one of which every new index saves more than it costs; the same where nothing can go.
    func reduced(_ chosen: Set<Int>) async throws -> Set<Int> {
        var choice = try await earning(try await judge.judge(chosen))
        if rules.isFrugal {
            choice = try await earning(try await plain(choice))
            choice = try await earning(try await fewer(choice))
        }
        return choice.chosen
    }

    /// What each new index of a choice saves: the choice against the same without it, its upkeep taken off.
    func marginals(of choice: JudgedChoice, _ numbers: [Int]) async throws -> [Int: Double] {
        var savings: [Int: Double] = [:]
        for number in numbers {
            let rest = try await judge.judge(judge.removing(number, from: choice.chosen), after: choice)
            savings[number] = judge.rise(from: choice, to: rest)
        }
        return savings
    }

    // MARK: Each earns its keep

    /// Without the indexes that do not. The one furthest from it goes first, for then others may save more.
    private func earning(_ choice: JudgedChoice) async throws -> JudgedChoice {
        var choice = choice
        var savings = try await marginals(of: choice, judge.problem.new(in: choice.chosen))
        while case let mustShrink = !keepsLimits(choice.plans), let weakest = weakest(savings, mustShrink: mustShrink) {
            let next = try await judge.judge(judge.removing(weakest, from: choice.chosen), after: choice)
            let saving = judge.rise(from: choice, to: next)
            // With a planner that is not monotone also what nobody reads may matter.
            if !mustShrink, saving > least(weakest) || !keepsLimits(next.plans) {
                savings[weakest] = saving > least(weakest) ? saving : nil
                continue
            }
            let changed = choice.chosen.symmetricDifference(next.chosen)
            let stale = judge.neighbours(of: changed, in: choice).union(judge.neighbours(of: changed, in: next))
            choice = next
            savings[weakest] = nil
            savings.merge(try await marginals(of: choice, stale.filter { savings[$0] != nil }.sorted())) { $1 }
        }
        return choice
    }

    /// - Parameter mustShrink: a statement costs more than the limits allow, as happens with a planner that is not monotone: one
    ///   index more has to go, however much it saves.
    private func weakest(_ savings: [Int: Double], mustShrink: Bool) -> Int? {
        let excess = savings.map { (number: $0.key, excess: $0.value - least($0.key)) }
        return excess.filter { mustShrink || $0.excess <= 0 }
            .min { ($0.excess, -$0.number) < ($1.excess, -$1.number) }?.number
    }

    /// More than nothing, the rent of its bytes, and its share of the workload.
    private func least(_ number: Int) -> Double {
        let rent = rules.rent(bytes: judge.problem.indexes[number].bytes, reads: reads)
        return max(rules.isFrugal ? rules.share * reads : 0, rent, 1e-9 * reads)
    }

    // MARK: Each in its plainest form

    /// INCLUDE, conditions and further keys stay only where they add their share of what the index saves.
    private func plain(_ choice: JudgedChoice) async throws -> JudgedChoice {
        var choice = choice
        for number in judge.problem.new(in: choice.chosen) where plainer[number] != nil {
            let saving = try await marginals(of: choice, [number])[number] ?? 0
            for other in plainer[number] ?? []
            where judge.isWeighed(other) && bytes(other) <= rules.plainGrowth * bytes(number) {
                if let next = try await exchange(number, for: other, in: choice, losing: rules.additionShare * saving) {
                    choice = next
                    break
                }
            }
        }
        return choice
    }

    /// nil where that costs more than `most` or breaks a limit.
    private func exchange(
        _ number: Int, for other: Int, in choice: JudgedChoice, losing most: Double
    ) async throws -> JudgedChoice? {
        guard let changed = judge.exchanging(number, for: other, in: choice.chosen) else { return nil }
        let next = try await judge.judge(changed, after: choice)
        return judge.rise(from: choice, to: next) <= most && keepsLimits(next.plans) ? next : nil
    }

    private func bytes(_ number: Int) -> Double { judge.problem.indexes[number].bytes }

    // MARK: Few and small

    /// Without what the choice hardly misses, and with small indexes for large ones, as far as the share to be kept allows.
    private func fewer(_ choice: JudgedChoice) async throws -> JudgedChoice {
        let today = try await judge.judge(judge.problem.present)
        var choice = choice
        var allowance = (1 - rules.keptShare) * judge.rise(from: choice, to: today)
        while let next = try await removal(from: choice, losing: allowance) {
            allowance -= judge.rise(from: choice, to: next)
            choice = next
        }
        for number in judge.problem.new(in: choice.chosen).sorted(by: { (-bytes($0), $0) < (-bytes($1), $1) }) {
            for other in try await smaller(than: number, in: choice) {
                guard let next = try await exchange(number, for: other, in: choice, losing: allowance) else { continue }
                allowance -= judge.rise(from: choice, to: next)
                choice = next
                break
            }
        }
        return choice
    }

    /// Without the index that is missed least.
    private func removal(from choice: JudgedChoice, losing most: Double) async throws -> JudgedChoice? {
        let savings = try await marginals(of: choice, judge.problem.new(in: choice.chosen))
        for (number, saving) in savings.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) where saving <= most {
            let next = try await judge.judge(judge.removing(number, from: choice.chosen), after: choice)
            if keepsLimits(next.plans) { return next }
        }
        return nil
    }

    /// What the planner reads in place of an index where all of its table that take a fraction of its room are there.
    private func smaller(than number: Int, in choice: JudgedChoice) async throws -> [Int] {
        let indexes = judge.problem.indexes
        let small = Set(
            indexes.indices.filter {
                judge.isWeighed($0) && !indexes[$0].exists && indexes[$0].table == indexes[number].table
                    && indexes[$0].bytes <= rules.smallShare * indexes[number].bytes
            }
        ).subtracting(choice.chosen)
        guard !small.isEmpty else { return [] }
        let rest = judge.removing(number, from: choice.chosen)
        let read = try await judge.judge(rest.union(small), after: choice).plans.reduce(into: Set<Int>()) {
            $0.formUnion($1.used.intersection(small))
        }
        return read.sorted { (bytes($0), $0) < (bytes($1), $1) }
    }
}
