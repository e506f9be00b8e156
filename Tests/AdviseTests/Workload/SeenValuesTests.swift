import SQLSyntax
import Testing

@testable import Advise

/// The texts of a statement that was seen running, with its literals.
@Suite struct SeenValuesTests {
    private func texts(_ text: String, _ samples: [[Int: String]]) -> [ParameterValues.Text] {
        let window = Shop.window()
        let statement = WorkloadStatement(id: "1", text: text, callsPerDay: 1, samples: samples)
        let reader = StatementReader(
            Workload(statements: [statement], isMeasured: true), TargetSchema(window), window.last)
        return ParameterValues(
            statement: statement, facts: reader.statements[0].facts, schema: TargetSchema(window)
        ).variants
    }

    @Test func aLiteralThatNeverChangesIsPartOfTheStatement() {
        let seen = texts(
            "SELECT * FROM orders WHERE customer_id = $1 AND status = $2", [[2: "'open'"], [2: "'open'"]])
        #expect(seen.contains { $0.variant == .generic })
        #expect(seen.allSatisfy { $0.text.hasSuffix("status = 'open'") })
    }

    @Test func whereAllLiteralsAreKnownAndTheSameThereIsOneText() {
        let seen = texts("SELECT * FROM orders WHERE status = $1", [[1: "'open'"], [1: "'open'"], [1: "'open'"]])
        #expect(seen.map(\.text) == ["SELECT * FROM orders WHERE status = 'open'"])
        #expect(seen.map(\.variant) == [.asWritten])
    }

    @Test func valuesThatChangeStandBesideThoseOfTheStatistics() {
        let seen = texts("SELECT * FROM orders WHERE status = $1", [[1: "'lost'"], [1: "'open'"], [1: "'open'"]])
        // A text with its values in it is never planned generically.
        #expect(!seen.contains { $0.variant == .generic })
        let sampled = seen.filter { $0.variant == .sampled }
        #expect(sampled.map(\.text).sorted() == ["lost", "open"].map { "SELECT * FROM orders WHERE status = '\($0)'" })
        #expect(
            sampled.first { $0.text.contains("open") }?.share
                == (sampled.first { $0.text.contains("lost") }?.share ?? 0) * 2)
        #expect(seen.contains { $0.variant == .hot })
    }

    @Test func anOffsetThatWasSeenIsAsDeepInEveryText() {
        let paged = "SELECT * FROM orders WHERE status = $1 ORDER BY id LIMIT $2 OFFSET $3"
        let seen = texts(paged, [[3: "900"], [3: "20"], [3: "300"]])
        #expect(seen.map(\.variant).contains(.generic) && seen.count > 2)
        #expect(seen.allSatisfy { $0.text.hasSuffix(" LIMIT 10 OFFSET 300") }, "\(seen.map(\.text))")
        // Without, the first page stands beside a tenth of all rows, which weighs as much as the others on average.
        let unseen = texts(paged, [])
        #expect(unseen.filter { $0.variant != .generic }.allSatisfy { $0.text.hasSuffix(" OFFSET 0") })
        let generic = unseen.first { $0.variant == .generic }
        #expect(generic?.text.hasSuffix(" OFFSET $3") == true && (generic?.share ?? 0) > 0)
    }

    @Test func oneExecutionIsNoRule() {
        let seen = texts("SELECT * FROM orders WHERE customer_id = $1 AND status = $2", [[2: "'open'"]])
        #expect(seen.contains { $0.text.hasSuffix("status = $2") })
        #expect(texts("SELECT * FROM orders WHERE status = $1", []).contains { $0.variant == .generic })
    }
}
