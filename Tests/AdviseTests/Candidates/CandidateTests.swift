import Model
import Testing

@testable import Advise

/// Which indexes are proposed for which statements.
@Suite struct CandidateTests {
    @Test(arguments: [
        ("SELECT total FROM orders WHERE customer_id = $1", "orders (customer_id)"),
        ("SELECT total FROM orders WHERE customer_id = $1 AND created_at > $2", "orders (customer_id, created_at)"),
        // The order asked for follows the equalities; one that goes down throughout is read backwards.
        (
            "SELECT id FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 10",
            "orders (customer_id, created_at)"
        ),
        ("SELECT id FROM orders ORDER BY customer_id, created_at DESC", "orders (customer_id, created_at DESC)"),
        ("SELECT id FROM orders ORDER BY created_at DESC NULLS LAST LIMIT 5", "orders (created_at DESC NULLS LAST)"),
        // Keyset pagination.
        (
            "SELECT id FROM orders WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 20",
            "orders (created_at, id)"
        ),
        // Conditions without parameters make partial indexes.
        (
            "SELECT id FROM orders WHERE status = 'open' AND customer_id = $1",
            "orders (customer_id) WHERE status = 'open'"
        ),
        (
            "SELECT id FROM orders WHERE deleted_at IS NOT NULL AND created_at > $1",
            "orders (created_at) WHERE deleted_at IS NOT NULL"
        ),
        // Expressions.
        ("SELECT id FROM customers WHERE lower(email) = $1", "customers ((lower(email)))"),
        ("SELECT id FROM orders WHERE data ->> 'kind' = 'x'", "orders (((data ->> 'kind')))"),
        // Everything the statement reads, for index-only scans.
        ("SELECT total FROM orders WHERE customer_id = $1", "orders (customer_id, total)"),
        (
            "SELECT total, status, created_at FROM orders WHERE customer_id = $1",
            "orders (customer_id) INCLUDE (created_at, status, total)"
        ),
        (
            "SELECT customer_id FROM orders WHERE customer_id = $1 AND created_at < deleted_at",
            "orders (customer_id, created_at, deleted_at)"
        ),
        // Prefixes of a text, in a database whose order is not that of the bytes.
        ("SELECT id FROM customers WHERE email LIKE 'a%'", "customers (email text_pattern_ops)"),
        // Joins, both sides; through a sub-query; DELETE and UPDATE.
        ("SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id", "orders (customer_id)"),
        (
            "SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)",
            "orders (customer_id)"
        ),
        ("WITH recent AS (SELECT * FROM orders WHERE created_at > $1) SELECT * FROM recent", "orders (created_at)"),
        ("UPDATE orders SET total = 0 WHERE customer_id = $1", "orders (customer_id)"),
        ("DELETE FROM orders WHERE created_at < $1", "orders (created_at)"),
        ("SELECT customer_id, count(*) FROM orders GROUP BY customer_id", "orders (customer_id)"),
        // Other methods.
        ("SELECT id FROM orders WHERE tags @> $1", "orders USING gin (tags)"),
        ("SELECT id FROM orders WHERE data @> $1", "orders USING gin (data jsonb_path_ops)"),
        ("SELECT id FROM orders WHERE data ? $1", "orders USING gin (data)"),
        ("SELECT id FROM orders WHERE created_at BETWEEN $1 AND $2", "orders USING brin (created_at)"),
        ("SELECT id FROM orders WHERE note = $1", "orders USING hash (note)"),
        (
            "SELECT id FROM orders WHERE to_tsvector('english', note) @@ to_tsquery($1)",
            "orders USING gin ((to_tsvector('english', note)))"
        ),
    ])
    func proposes(sql: String, index: String) {
        let proposals = Shop.proposals(sql)
        #expect(proposals.contains(index), "\(proposals)")
    }

    @Test(arguments: [
        // It is there already.
        ("SELECT * FROM orders WHERE id = $1", "orders (id)"),
        // Most rows are not deleted: nothing to leave out.
        (
            "SELECT id FROM orders WHERE deleted_at IS NULL AND customer_id = $1",
            "orders (customer_id) WHERE deleted_at IS NULL"
        ),
        // One customer of 50,000 gets no index of their own.
        (
            "SELECT id FROM orders WHERE customer_id = 5 AND created_at > $1",
            "orders (created_at) WHERE customer_id = 5"
        ),
        ("SELECT id FROM orders WHERE customer_id IN (5, 6)", "orders (customer_id) WHERE customer_id IN (5, 6)"),
        // Nor does one kind of forty that was asked for once: the next call may ask for another.
        ("SELECT id FROM places WHERE kind_id = 2 AND code = $1", "places (code) WHERE kind_id = 2"),
        // What is only read stands behind all that is searched for, and only where the index then holds all.
        ("SELECT total, status, created_at FROM orders WHERE customer_id = $1", "orders (customer_id, total)"),
        ("SELECT status FROM orders WHERE customer_id = $1", "orders (customer_id) INCLUDE (status)"),
        // No index holds a system column, so none holds all that these read.
        ("SELECT ctid, total FROM orders WHERE customer_id = $1", "orders (customer_id, total)"),
        (
            "SELECT ctid, total, status, created_at FROM orders WHERE customer_id = $1",
            "orders (customer_id) INCLUDE (created_at, status, total)"
        ),
        (
            "SELECT xmin, row_number() OVER (PARTITION BY customer_id ORDER BY created_at), total FROM orders",
            "orders (customer_id, created_at) INCLUDE (total)"
        ),
        // A range in front lets nothing follow but what it holds.
        ("SELECT * FROM orders WHERE lower(note) = note", "orders (note)"),
        // A parameter in the condition cannot stand in an index.
        ("SELECT id FROM orders WHERE status = $1 AND customer_id = $2", "orders (customer_id) WHERE status = $1"),
        ("SELECT id FROM orders WHERE data ->> $1 = $2", "orders (((data ->> $1)))"),
        // No trigrams without their extension.
        ("SELECT id FROM orders WHERE note LIKE '%x%'", "orders USING gin (note gin_trgm_ops)"),
        // jsonb and arrays have no order worth an index.
        ("SELECT id FROM orders WHERE data = $1", "orders (data)"),
        // Twelve rows.
        ("SELECT * FROM settings WHERE name = $1", "settings (name)"),
        ("SELECT id FROM orders WHERE NOT customer_id = $1", "orders (customer_id)"),
    ])
    func leavesOut(sql: String, index: String) {
        let proposals = Shop.proposals(sql)
        #expect(!proposals.contains(index), "\(proposals)")
    }

    /// A constant that nearly all calls have is the column's own; what it is compared with besides must be rare.
    @Test(arguments: [(10_000.0, 100.0, true), (10_000, 1_000, false), (50, 0, false)])
    func aConstantOfNearlyAllCallsMakesAPartialIndex(calls: Double, others: Double, isProposed: Bool) {
        let (usual, other) = (
            "SELECT id FROM places WHERE kind_id = 2 AND code = $1", "SELECT id FROM places WHERE kind_id = $1"
        )
        let proposals = Shop.proposals(of: [(usual, calls), (other, others)])
        #expect(proposals.contains("places (code)"))
        #expect(proposals.contains("places (code) WHERE kind_id = 2") == isProposed, "\(proposals)")
    }

    /// However few values it has, a foreign key names rows of another table: tomorrow there are more.
    @Test func aForeignKeyIsNoFlag() throws {
        let schema = Shop.schema
        let column = try #require(schema.table(1)?.column("customer_id"))
        #expect(column.isReference)
        #expect(schema.table(1)?.column("status")?.isReference == false)
    }

    @Test func trigramsWithTheirExtension() {
        let proposals = Shop.proposals("SELECT id FROM orders WHERE note LIKE '%x%'", extensions: ["pg_trgm"])
        #expect(proposals.contains("orders USING gin (note gin_trgm_ops)"))
    }

    /// Where it could be installed, only when that is asked for; and never for what a btree finds.
    @Test func trigramsBeforeTheirExtensionIsThere() throws {
        let index = "orders USING gin (note gin_trgm_ops)"
        var options = CandidateOptions()
        func proposals(_ sql: String) -> [String] { Shop.proposals(sql, options, available: ["pg_trgm"]) }
        #expect(!proposals("SELECT id FROM orders WHERE note LIKE '%x%'").contains(index))
        options.allowsNewExtensions = true
        #expect(proposals("SELECT id FROM orders WHERE note LIKE '%x%'").contains(index))
        #expect(proposals("SELECT id FROM orders WHERE note ILIKE $1").contains(index))
        #expect(!proposals("SELECT id FROM orders WHERE note LIKE 'x%'").contains(index))
        #expect(!Shop.proposals("SELECT id FROM orders WHERE note LIKE '%x%'", options).contains(index))
    }

    @Test func whatAnExtensionWouldServeIsSaid() throws {
        let workload = Workload(sql: "SELECT id FROM orders WHERE note LIKE '%x%'")
        func notes(_ available: [String], _ options: AdviceOptions = AdviceOptions()) throws -> [String] {
            try IndexAdvisor(window: Shop.window(available: available), workload: workload, options: options)
                .extensionNotes
        }
        let note = try #require(try notes(["pg_trgm"]).first)
        #expect(note.contains("public.orders (note)") && note.contains("CREATE EXTENSION pg_trgm"), "\(note)")
        #expect(try notes([]).isEmpty)
        var options = AdviceOptions()
        options.candidates.allowsNewExtensions = true
        #expect(try notes(["pg_trgm"], options).isEmpty)
    }

    @Test func plainMeansPlain() {
        var options = CandidateOptions()
        options.isPlain = true
        options.methods = ["btree"]
        options.maximumColumns = 2
        let proposals = Shop.proposals(
            "SELECT id FROM orders WHERE status = 'open' AND lower(note) = 'x' AND created_at > $1 AND tags @> $2",
            options)
        #expect(!proposals.isEmpty)
        for proposal in proposals {
            #expect(!proposal.contains("WHERE") && !proposal.contains("INCLUDE") && !proposal.contains("USING"))
            #expect(!proposal.contains("lower"))
            #expect(proposal.split(separator: ",").count <= 2)
        }
    }

    @Test func noMoreThanTheLimit() {
        var options = CandidateOptions()
        options.limit = 3
        let set = CandidateSet(
            needs: [Shop.needs("SELECT total FROM orders WHERE customer_id = $1 AND created_at > $2")], options: options
        )
        #expect(set.proposals.count == 3)
        #expect(set.isCutShort)
    }

    @Test func whoCouldUseWhat() {
        let both = Shop.needs("SELECT id FROM orders WHERE customer_id = $1 AND status = 'open'")
        let other = Shop.needs("SELECT note FROM orders WHERE customer_id = $1")
        let set = CandidateSet(needs: [both, other], options: CandidateOptions())
        func names(_ needs: [TableNeed]) -> Set<String> {
            Set(set.relevance(to: needs).all.map { set.proposals[$0].definition.createStatement() })
        }
        #expect(names(both).contains("CREATE INDEX ON public.orders (customer_id) WHERE status = 'open'"))
        // A statement without the condition cannot use the partial index.
        #expect(!names(other).contains("CREATE INDEX ON public.orders (customer_id) WHERE status = 'open'"))
        #expect(names(other).contains("CREATE INDEX ON public.orders (customer_id, status)"))
        #expect(!names(other).contains("CREATE INDEX ON public.orders (status)"))
    }

    @Test func theNarrowestStandsForAll() throws {
        let both = Shop.needs("SELECT id FROM orders WHERE customer_id = $1 AND status = 'open'")
        let other = Shop.needs("SELECT note FROM orders WHERE customer_id = $1")
        let set = CandidateSet(needs: [both, other], options: CandidateOptions())
        func number(_ keys: String...) throws -> Int {
            try #require(
                set.proposals.firstIndex {
                    $0.definition.keys.map(\.sql) == keys && $0.terms.isEmpty && $0.definition.include.isEmpty
                })
        }
        let narrow = try number("customer_id")
        let wide = try number("customer_id", "status")
        #expect(set.relevance(to: other).classes[narrow]?.contains(wide) == true)
        #expect(set.relevance(to: other).classes[wide] == nil)
        #expect(set.relevance(to: both).classes[wide] == [wide])
    }

    /// Whatever is pruned, all the rest still serves the statement.
    @Test(arguments: 1...20) func whatIsLeftOutTakesNothingWithIt(seed: Int) {
        var dice = Dice(state: UInt64(seed))
        var relevance = Relevance()
        for _ in 0..<40 {
            relevance.add(Int.random(in: 0..<8, using: &dice), standsFor: Int.random(in: 0..<30, using: &dice))
        }
        relevance.tidy()
        let broken = Set((0..<30).filter { _ in Bool.random(using: &dice) })
        let rest = Relevance.without(broken, relevance.classes)
        #expect(rest.values.reduce(into: Set()) { $0.formUnion($1) } == relevance.all.subtracting(broken))
    }
}
