import Testing

@testable import Postgres

@Suite struct StatementCacheTests {
    @Test func preparesOnSecondUse() throws {
        var cache = StatementCache(limit: 2)
        #expect(cache.plan(for: "a") == .direct)
        guard case .prepare(let name, nil) = cache.plan(for: "a") else { throw Unexpected() }
        // Not prepared until the server says so.
        guard case .prepare = cache.plan(for: "a") else { throw Unexpected() }
        cache.didPrepare("a", as: name)
        #expect(cache.plan(for: "a") == .prepared(name: name))
    }

    @Test func evictsTheOneUsedLongestAgo() throws {
        var cache = StatementCache(limit: 2)
        var names: [String: String] = [:]
        for sql in ["a", "b"] {
            _ = cache.plan(for: sql)
            guard case .prepare(let name, _) = cache.plan(for: sql) else { throw Unexpected() }
            cache.didPrepare(sql, as: name)
            names[sql] = name
        }
        _ = cache.plan(for: "a")
        _ = cache.plan(for: "c")
        guard case .prepare(_, let evicted) = cache.plan(for: "c") else { throw Unexpected() }
        #expect(evicted == names["b"])
        #expect(cache.plan(for: "b") == .direct)
        #expect(cache.isPrepared("a"))
    }

    @Test func forgetsAndStaysSmall() {
        var cache = StatementCache(limit: 3)
        for number in 0..<1000 { #expect(cache.plan(for: "SELECT \(number)") == .direct) }
        // Seen too long ago to be remembered.
        #expect(cache.plan(for: "SELECT 0") == .direct)
        cache.didPrepare("SELECT 0", as: "x")
        cache.forget("SELECT 0")
        #expect(cache.plan(for: "SELECT 0") == .direct)
    }

    @Test func isOffAtLimitZeroAndForLongTexts() {
        var off = StatementCache(limit: 0)
        #expect(off.plan(for: "a") == .direct)
        #expect(off.plan(for: "a") == .direct)
        var cache = StatementCache(limit: 10)
        let long = String(repeating: "x", count: 100_000)
        #expect(cache.plan(for: long) == .direct)
        #expect(cache.plan(for: long) == .direct)
    }

    private struct Unexpected: Error {}
}
