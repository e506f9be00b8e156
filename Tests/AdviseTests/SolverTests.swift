import Advise
import Testing

@Suite struct SolverTests {
    @Test func theLibraryOfTheSolverIsFound() {
        #expect(Solver.isInstalled, "scripts/setup.sh installs coinor-libcbc-dev")
    }
}
