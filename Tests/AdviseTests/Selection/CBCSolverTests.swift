import Advise
import Testing

@Suite struct CBCSolverTests {
    @Test func theLibraryOfTheSolverIsFound() {
        #expect(CBCSolver.isInstalled, "scripts/setup.sh installs coinor-libcbc-dev")
    }

    /// Three things of weights 2, 3 and 4 and worths 3, 4 and 5 in a bag for 5: the first two.
    @Test func aKnapsackIsPackedBest() throws {
        var programme = IntegerProgramme()
        let things = [-3.0, -4, -5].map { programme.variable(cost: $0) }
        programme.row(zip(things, [2.0, 3, 4]).map { ($0, $1) }, atMost: 5)
        let solution = try CBCSolver().solve(programme, start: nil, limits: SolverLimits(gap: 0))
        #expect(solution.values == [true, true, false])
        #expect(abs(solution.cost + 7) < 1e-9)
        #expect(abs(solution.lowerBound + 7) < 1e-6)
    }

    @Test func contradictionsAreSaid() {
        var programme = IntegerProgramme()
        let variable = programme.variable(cost: 1)
        programme.row([(variable, 1)], atLeast: 2)
        #expect(throws: AdviseError.self) { try CBCSolver().solve(programme, start: nil, limits: SolverLimits()) }
    }
}
