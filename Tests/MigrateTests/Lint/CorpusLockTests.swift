import Testing

@testable import Migrate

/// The locks that the linter reads from a statement are those that a server was seen to take.
@Suite struct CorpusLockTests {
    @Test func theLinterKnowsTheLocksOfEverySnippet() throws {
        let prior = try Snippet.prior()
        for snippet in try Snippet.all() where snippet.notRun == nil && snippet.failure == nil {
            // What the text does not show.
            if snippet.expected == ["opaque-sql"] { continue }
            let (read, seen) = (try locks(snippet, prior), try recorded(snippet))
            #expect(read == seen, "\(snippet): \(snippet.sql)")
        }
    }

    /// By table, the strongest that somebody's traffic waits for.
    private func locks(_ snippet: Snippet, _ prior: String) throws -> [String: LockMode] {
        var model = SchemaModel()
        for change in try SchemaChange.all(in: prior + snippet.prior) { model.apply(change, isPending: false) }
        var locks: [String: LockMode] = [:]
        for change in try SchemaChange.all(in: snippet.migration) {
            for effect in model.effects(of: change) where effect.mode.blocks != nil {
                let name = effect.table.schema == "public" ? effect.table.name : "\(effect.table)"
                locks[name] = max(locks[name] ?? effect.mode, effect.mode)
            }
            model.apply(change, isPending: true)
        }
        return locks
    }

    private func recorded(_ snippet: Snippet) throws -> [String: LockMode] {
        var locks: [String: LockMode] = [:]
        for line in snippet.locks {
            let words = line.split(separator: " ")
            let upper = words.dropFirst().prefix { $0.first?.isUppercase ?? false }.joined(separator: " ")
            let mode = try #require(LockMode.allCases.first { $0.sql == upper })
            let table = String(words[0])
            // Which views are made of a table the linter does not know.
            guard mode.blocks != nil, !["recent_posts", "post_counts"].contains(table) || snippet.sql.contains(table)
            else {
                continue
            }
            locks[table] = max(locks[table] ?? mode, mode)
        }
        return locks
    }
}
