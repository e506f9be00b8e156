import Model

/// Which candidates are worth weighing where there are very many: those that the planner picks in some query of their table alone.
///
/// To plan a join takes the longer the more indexes there are, so a workload of large joins with thousands of candidates is planned a
/// handful of times a second. A query of one table takes a fraction of a millisecond, whatever there is. On TPC-DS a fifth of 5,207
/// candidates is left, and with them the plans cost 0.2% more than with all (reference/search-at-scale.md).
struct Pruning: Sendable {
    let candidates: CandidateSet
    /// Of each statement what it asks of tables, the look-ups of foreign keys among it.
    let needs: [(statement: WorkloadStatement, needs: [TableNeed])]

    /// Candidates that one statement may have on a table without being pruned: planning does not suffer from so few.
    private static let few = 24

    /// What is left, and what it took to find out.
    struct Kept: Sendable {
        /// Of each statement the numbers of candidates that its own queries pick.
        var ofStatement: [Set<Int>]
        var plannerCalls = 0

        /// Of all statements.
        var numbers: Set<Int> { ofStatement.reduce(into: []) { $0.formUnion($1) } }
    }

    /// Queries between two looks at the clock.
    private static let batch = 2_500

    /// - Parameters:
    ///   - planner: made with the candidates.
    ///   - deadline: of what is not asked by then the narrow candidates are kept.
    func kept(by planner: any Planner, until deadline: ContinuousClock.Instant) async throws -> Kept {
        var kept = Kept(ofStatement: Array(repeating: [], count: needs.count))
        var askers: [PlanRequest: [Int]] = [:]
        var asked: [PlanRequest] = []
        for position in needs.indices {
            let requests = requests(position, &kept.ofStatement[position])
            asked += requests.filter { askers[$0] == nil }
                .sorted { ($0.candidates.count, $0.statement) < ($1.candidates.count, $1.statement) }
            for request in requests { askers[request, default: []].append(position) }
        }
        while kept.plannerCalls < asked.count, ContinuousClock.now < deadline {
            let batch = asked[kept.plannerCalls..<min(kept.plannerCalls + Self.batch, asked.count)]
            for (request, answer) in zip(batch, try await planner.plan(Array(batch))) {
                // What cannot be asked is not pruned.
                let picked = (try? answer.get().candidatesUsed) ?? request.candidates
                for position in askers[request] ?? [] { kept.ofStatement[position].formUnion(picked) }
            }
            kept.plannerCalls += batch.count
        }
        return kept
    }

    /// What is to be asked for one statement; what is kept without asking goes into `kept`.
    private func requests(_ position: Int, _ kept: inout Set<Int>) -> Set<PlanRequest> {
        var requests: Set<PlanRequest> = []
        for need in needs[position].needs {
            let numbers = candidates.numbers(serving: need)
            if numbers.count <= Self.few {
                kept.formUnion(numbers)
                continue
            }
            // How much better others are than a btree a query of one table does not tell.
            // And a narrow one that is never the best may still serve many statements at once.
            kept.formUnion(numbers.filter { !isOrdinary($0) || isNarrow($0) })
            requests.formUnion(self.requests(need, numbers.filter(isOrdinary), needs[position].statement))
        }
        return requests
    }

    private func isNarrow(_ number: Int) -> Bool {
        let definition = candidates.proposals[number].definition
        return definition.keys.count == 1 && definition.include.isEmpty
    }

    private func requests(
        _ need: TableNeed, _ numbers: [Int], _ statement: WorkloadStatement
    ) -> [PlanRequest] {
        let definitions = candidates.proposals
        return NeedQuery.all(need).flatMap { query -> [PlanRequest] in
            let leading = numbers.filter { number in
                query.leading.map { definitions[number].definition.keys.first?.column == $0 } ?? true
            }
            return Self.widths(leading.map { ($0, definitions[$0].definition) }).map {
                PlanRequest(
                    statement: query.text, role: statement.role, searchPath: statement.searchPath, candidates: $0)
            }
        }
    }

    /// Those of two keys at most, then wider ones as well: of each width the best is kept. The narrow ones alone need no asking, for all
    /// of them are kept.
    private static func widths(_ candidates: [(number: Int, definition: IndexDefinition)]) -> Set<Set<Int>> {
        let most = candidates.map(\.definition.keys.count).max() ?? 0
        var sets: Set<Set<Int>> = []
        for width in 2...max(2, most) {
            sets.insert(
                Set(
                    candidates.filter { $0.definition.keys.count <= width && $0.definition.include.isEmpty }
                        .map(\.number)))
        }
        sets.insert(Set(candidates.map(\.number)))
        return sets.filter { !$0.isEmpty }
    }

    private func isOrdinary(_ number: Int) -> Bool {
        let definition = candidates.proposals[number].definition
        return definition.method == "btree" && definition.predicate == nil
    }
}
