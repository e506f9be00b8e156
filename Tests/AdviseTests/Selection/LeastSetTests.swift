import Model
import Testing

@testable import Advise

@Suite struct LeastSetTests {
    /// Statements that cost 1,000 each without an index, by what is possible with some.
    private struct Case {
        var planner: TablePlanner
        var problem: SelectionProblem

        init(_ plans: [[TablePlanner.Plan]], bytes: [Double], writes: [Double]? = nil) {
            planner = TablePlanner(
                plans: plans.map { [TablePlanner.Plan(needs: [], cost: 1_000)] + $0 }, candidateCount: bytes.count)
            problem = SelectionProblem(
                indexes: bytes.indices.map { .init(table: 1, bytes: bytes[$0], writeCost: writes?[$0] ?? 0) },
                weights: plans.map { _ in 1 }, classes: plans.map { Relevance(Set($0.flatMap(\.needs))).classes })
        }

        var judge: ChoiceJudge {
            let units = problem.classes.enumerated().map { position, classes in
                PlanningUnit(
                    statement: position, variant: .asWritten, text: String(position),
                    relevance: Relevance(Set(classes.keys)))
            }
            return ChoiceJudge(
                problem, CostTable(planner: planner, units: units, candidateCount: problem.indexes.count))
        }

        func set(isFrugal: Bool = true, share: Double = 0.005, plainer: [Int: [Int]] = [:]) -> LeastSet {
            LeastSet(
                judge: judge, rules: FrugalityRules(isFrugal: isFrugal, share: share, dataBytes: 1e9), plainer: plainer,
                reads: 1_000 * Double(problem.weights.count),
                keepsLimits: { plans in plans.allSatisfy { $0.cost <= 1_010 } })
        }

        func cost(of chosen: Set<Int>) -> Double {
            problem.weights.indices.reduce(problem.writeCost(of: chosen)) { $0 + planner.cost(of: $1, with: chosen) }
        }
    }

    /// Indexes that save nothing, that cost more in writes than they save, and that another does the work of.
    @Test(arguments: [true, false]) func whatSavesNothingGoes(isFrugal: Bool) async throws {
        let example = Case(
            [[.init(needs: [0], cost: 100), .init(needs: [1], cost: 100)], [.init(needs: [2], cost: 950)], []],
            bytes: [1e6, 1e6, 1e6, 1e6], writes: [0, 0, 60, 1])
        let least = try await example.set(isFrugal: isFrugal).reduced([0, 1, 2, 3])
        #expect(least == [0] || least == [1])
    }

    @Test func anIndexPaysRentForItsBytes() async throws {
        // Ten times the data, for a hundredth of the time.
        let example = Case([[.init(needs: [0], cost: 990)]], bytes: [1e10])
        #expect(try await example.set(isFrugal: false).reduced([0]) == [])
        let small = Case([[.init(needs: [0], cost: 990)]], bytes: [1e6])
        #expect(try await small.set(isFrugal: false).reduced([0]) == [0])
    }

    @Test func withoutABudgetTheShareCountsToo() async throws {
        let plans: [[TablePlanner.Plan]] = [[.init(needs: [0], cost: 100)], [.init(needs: [1], cost: 992)]]
        let example = Case(plans, bytes: [1e6, 1e6])
        #expect(try await example.set(isFrugal: false).reduced([0, 1]) == [0, 1])
        #expect(try await example.set().reduced([0, 1]) == [0])
    }

    /// 1 is 0 with less, and 2 is 0 with still less.
    @Test(arguments: [(930.0, 105.0, [1]), (105, 930, [2]), (300, 300, [0])] as [(Double, Double, Set<Int>)])
    func thePlainestFormThatLosesLittleStays(plainest: Double, plainer: Double, expected: Set<Int>) async throws {
        let example = Case(
            [[.init(needs: [0], cost: 100), .init(needs: [1], cost: plainer), .init(needs: [2], cost: plainest)]],
            bytes: [3e6, 2e6, 1e6])
        #expect(try await example.set(plainer: [0: [2, 1]]).reduced([0]) == expected)
    }

    @Test func aPlainerFormOfManyTimesTheSizeIsNoLess() async throws {
        let example = Case([[.init(needs: [0], cost: 100), .init(needs: [1], cost: 101)]], bytes: [66e3, 23e6])
        #expect(try await example.set(plainer: [0: [1]]).reduced([0]) == [0])
        // The other way round the small one is what is wanted.
        #expect(try await example.set().reduced([1]) == [0])
    }

    @Test func fewIndexesThatKeepNearlyAllAreEnough() async throws {
        let savings: [Double] = [900, 800, 700, 600, 500, 400, 20, 20, 15, 10]
        let example = Case(
            savings.enumerated().map { [.init(needs: [$0], cost: 1_000 - $1)] }, bytes: savings.map { _ in 1e6 })
        let least = try await example.set(share: 0).reduced(Set(savings.indices))
        #expect(least == [0, 1, 2, 3, 4, 5])
    }

    /// Any choice of any problem: each index that stays saves more than it costs beside the others, nothing breaks a limit, and the
    /// frugal one keeps what it is to keep of the saving of its plain form.
    @Test(arguments: 1...40) func everyIndexEarnsItsKeep(seed: Int) async throws {
        var dice = Dice(state: UInt64(seed))
        let count = 8
        let plans = (0..<6).map { _ in
            (0..<6).map { _ in
                TablePlanner.Plan(
                    needs: Set(
                        (0..<Int.random(in: 1...3, using: &dice)).map { _ in Int.random(in: 0..<count, using: &dice) }),
                    cost: Double(Int.random(in: 10...1_100, using: &dice)))
            }
        }
        let example = Case(
            plans, bytes: (0..<count).map { _ in Double(Int.random(in: 1...400, using: &dice)) * 1e6 },
            writes: (0..<count).map { _ in Double(Int.random(in: 0...80, using: &dice)) })
        for isFrugal in [true, false] {
            let set = example.set(isFrugal: isFrugal)
            let least = try await set.reduced(Set(0..<count))
            for number in least {
                #expect(example.cost(of: least.subtracting([number])) > example.cost(of: least))
            }
            #expect(example.cost(of: least) <= example.cost(of: []))
            // What was found is stable.
            #expect(try await set.reduced(least) == least || isFrugal)
        }
    }
}
