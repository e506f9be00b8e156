import Model
import Testing

@testable import Advise

/// Orders: of queries within queries, of DISTINCT, of windows, one end of them.
@Suite struct OrderCandidateTests {
    @Test(arguments: [
        // Each query has its own order, whatever the one around it asks for.
        (
            """
            SELECT c.email, x.id FROM customers c, LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id
              ORDER BY o.created_at DESC, o.id LIMIT 3) x ORDER BY c.email
            """, "orders (customer_id, created_at DESC, id)"
        ),
        (
            """
            WITH latest AS (SELECT * FROM orders WHERE status = $1 ORDER BY created_at DESC, id LIMIT 50)
            SELECT id FROM latest ORDER BY total
            """, "orders (status, created_at DESC, id)"
        ),
        (
            "SELECT id FROM customers c WHERE id IN (SELECT customer_id FROM orders ORDER BY created_at DESC LIMIT 9)",
            "orders (created_at)"
        ),
        // DISTINCT.
        ("SELECT DISTINCT customer_id FROM orders", "orders (customer_id)"),
        ("SELECT DISTINCT customer_id, status FROM orders ORDER BY status", "orders (status, customer_id)"),
        ("SELECT DISTINCT status FROM orders WHERE customer_id = $1", "orders (customer_id, status)"),
        (
            "SELECT DISTINCT ON (customer_id) id FROM orders ORDER BY customer_id, created_at DESC",
            "orders (customer_id, created_at DESC)"
        ),
        (
            "SELECT DISTINCT ON (customer_id, status) id FROM orders ORDER BY customer_id, status, created_at DESC",
            "orders (customer_id, status, created_at DESC)"
        ),
        ("SELECT DISTINCT ON (customer_id) total FROM orders", "orders (customer_id) INCLUDE (total)"),
        // Windows.
        (
            "SELECT id, rank() OVER (PARTITION BY customer_id ORDER BY created_at DESC) FROM orders",
            "orders (customer_id, created_at DESC)"
        ),
        (
            "SELECT id, rank() OVER (PARTITION BY customer_id ORDER BY created_at DESC) FROM orders",
            "orders (customer_id, created_at DESC) INCLUDE (id)"
        ),
        (
            "SELECT id, lag(total) OVER w FROM orders WHERE status = $1 WINDOW w AS (PARTITION BY customer_id ORDER BY created_at)",
            "orders (status, customer_id, created_at)"
        ),
        // One end of an order, behind what is compared for equality.
        ("SELECT max(created_at) FROM orders", "orders (created_at)"),
        ("SELECT max(created_at) FROM orders WHERE customer_id = $1", "orders (customer_id, created_at)"),
        (
            "SELECT min(created_at), max(created_at) FROM orders WHERE customer_id = $1 AND status = $2",
            "orders (customer_id, status, created_at)"
        ),
        (
            "SELECT max(created_at) FROM orders WHERE customer_id = $1 AND status = 'open'",
            "orders (customer_id, created_at) WHERE status = 'open'"
        ),
        (
            "SELECT email, (SELECT max(o.created_at) FROM orders o WHERE o.customer_id = c.id) FROM customers c ORDER BY email",
            "orders (customer_id, created_at)"
        ),
        // Pages by key, both ways at once.
        (
            "SELECT id FROM orders WHERE created_at < $1 OR created_at = $1 AND id > $2 ORDER BY created_at DESC, id LIMIT 20",
            "orders (created_at DESC, id)"
        ),
        (
            "SELECT id FROM orders WHERE customer_id = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT 20",
            "orders (customer_id, created_at, id)"
        ),
    ])
    func proposes(sql: String, index: String) {
        let proposals = Shop.proposals(sql)
        #expect(proposals.contains(index), "\(proposals)")
    }

    @Test(arguments: [
        // A sum reads all rows: no order of theirs helps.
        ("SELECT max(created_at), sum(total) FROM orders", "orders (total)"),
        // The outer query's order is that of another table's rows.
        (
            "SELECT DISTINCT o.status, c.email FROM orders o JOIN customers c ON c.id = o.customer_id",
            "orders (status)"
        ),
        // There is no order of documents that an index keeps.
        ("SELECT DISTINCT data FROM orders", "orders (data)"),
        ("SELECT id, count(*) OVER () FROM orders", "orders (id)"),
        // More columns than an index may have.
        ("SELECT DISTINCT customer_id, status, total, id FROM orders", "orders (customer_id, status, total, id)"),
    ])
    func leavesOut(sql: String, index: String) {
        let proposals = Shop.proposals(sql)
        #expect(!proposals.contains(index), "\(proposals)")
    }

    /// The lists grow by two indexes an order, not by permutations.
    @Test func anOrderAddsTwoIndexes() {
        let plain = Shop.proposals("SELECT id, status, total FROM orders WHERE customer_id = $1")
        let window = Shop.proposals(
            "SELECT id, rank() OVER (PARTITION BY status ORDER BY total) FROM orders WHERE customer_id = $1")
        #expect(Set(window).subtracting(plain).count <= 2, "\(Set(window).subtracting(plain))")
    }

    @Test func plainOrdersHaveNoDirection() {
        var options = CandidateOptions()
        options.isPlain = true
        options.maximumColumns = 2
        let proposals = Shop.proposals(
            "SELECT rank() OVER (PARTITION BY customer_id ORDER BY created_at DESC, id) FROM orders", options)
        #expect(proposals.contains("orders (customer_id, created_at)"), "\(proposals)")
        #expect(!proposals.contains { $0.contains("DESC") || $0.contains("INCLUDE") })
    }

    @Test func whoAsksForAnOrderCanUseIt() {
        let needs = Shop.needs("SELECT DISTINCT customer_id, status FROM orders")
        let set = CandidateSet(needs: [needs], options: CandidateOptions())
        let usable = set.relevance(to: needs).all.map { set.proposals[$0].definition.createStatement() }
        #expect(usable.contains("CREATE INDEX ON public.orders (customer_id, status)"))
    }
}
