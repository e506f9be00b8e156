import Model
import Synchronization
import Testing

@testable import Advise

@Suite struct PruningTests {
    /// Picks the widest candidate there is, and remembers what it was asked.
    private final class WidestPlanner: Planner {
        let candidates: CandidateSet
        private let heard = Mutex<[PlanRequest]>([])
        var unusable: [Int: UnusableCandidate] { [:] }
        var asked: [PlanRequest] { heard.withLock { $0 } }

        init(_ candidates: CandidateSet) { self.candidates = candidates }

        func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
            heard.withLock { $0 += requests }
            return requests.map { request in
                let widest = request.candidates.max { (width($0), $0) < (width($1), $1) }
                return .success(PlannedStatement(cost: 1, candidatesUsed: Set([widest].compactMap { $0 })))
            }
        }

        func width(_ number: Int) -> Int {
            candidates.proposals[number].definition.keys.count + candidates.proposals[number].definition.include.count
        }
    }

    /// Every narrow candidate is kept and none is asked about alone; of the others each statement has those that its own queries picked.
    @Test func eachStatementKeepsWhatItsOwnQueriesPick() async throws {
        let needs = [
            """
            SELECT total FROM orders WHERE customer_id = $1 AND status = $2 AND created_at > $3 AND deleted_at < $4 AND total > $5
            ORDER BY created_at, total, customer_id
            """, "SELECT id FROM customers WHERE email = $1",
        ].map { Shop.needs($0) }
        let candidates = CandidateSet(needs: needs, options: CandidateOptions())
        let statements = needs.map { (WorkloadStatement(id: "", text: "", callsPerDay: 1), $0) }
        let planner = WidestPlanner(candidates)
        let kept = try await Pruning(candidates: candidates, needs: statements)
            .kept(by: planner, until: ContinuousClock.now + .seconds(3_600))
        #expect(kept.plannerCalls == planner.asked.count && kept.plannerCalls > 0)
        #expect(Set(planner.asked).count == planner.asked.count)
        for request in planner.asked {
            #expect(request.candidates.contains { planner.width($0) > 1 }, "\(request.statement)")
        }
        for (need, numbers) in zip(needs, kept.ofStatement) {
            let serving = Set(need.flatMap { candidates.numbers(serving: $0) })
            #expect(numbers.isSubset(of: serving))
            #expect(serving.filter { planner.width($0) == 1 }.allSatisfy(numbers.contains))
        }
        #expect(kept.numbers == kept.ofStatement[0].union(kept.ofStatement[1]))
        #expect(kept.numbers.count < candidates.proposals.count)
    }
}
