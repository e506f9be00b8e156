import Advise
import Model

/// A planner that reads its answers from a table: of each statement its possible plans, each with the indexes that it
/// needs. The cheapest plan that can be made is the answer.
struct TablePlanner: Planner {
    struct Plan {
        var needs: Set<Int>
        var cost: Double
        /// What it reads where that is less: a planner that finds a plan only while others are about is not monotone.
        var reads: Set<Int>?

        var used: Set<Int> { reads ?? needs }
    }

    /// Statements are named by their position.
    var plans: [[Plan]]
    var unusable: [Int: UnusableCandidate] { [:] }
    /// Existing indexes have the oids 100 and up.
    var candidateCount: Int

    func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
        requests.map { request in
            guard let statement = Int(request.statement) else {
                return .failure(PlanFailure(code: "42601", reason: "syntax error"))
            }
            let possible = plans[statement].filter { plan in
                plan.needs.allSatisfy {
                    $0 < candidateCount
                        ? request.candidates.contains($0) : !request.hidden.contains(Int64(100 + $0 - candidateCount))
                }
            }
            let best = possible.min { ($0.cost, $0.needs.count) < ($1.cost, $1.needs.count) }
            guard let best else { return .failure(PlanFailure(code: "XX000", reason: "no plan")) }
            return .success(
                PlannedStatement(
                    cost: best.cost, candidatesUsed: best.used.filter { $0 < candidateCount },
                    existingUsed: Set(
                        best.used.filter { $0 >= candidateCount }.map { Int64(100 + $0 - candidateCount) })))
        }
    }

    func cost(of statement: Int, with present: Set<Int>) -> Double {
        plans[statement].filter { $0.needs.isSubset(of: present) }.map(\.cost).min() ?? .infinity
    }
}

/// The same numbers every time.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
