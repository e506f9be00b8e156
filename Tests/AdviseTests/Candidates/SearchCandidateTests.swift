import Model
import Testing

@testable import Advise

/// Indexes of other methods than btree, with and without what they need.
@Suite struct SearchCandidateTests {
    @Test(
        arguments: [
            ("SELECT id FROM places ORDER BY location <-> $1 LIMIT 5", [], "places USING gist (location)"),
            (
                "SELECT id, location <-> point(1, 2) AS far FROM places ORDER BY far LIMIT 5", [],
                "places USING gist (location)"
            ),
            (
                "SELECT 1 FROM settings s, LATERAL (SELECT id FROM places p ORDER BY p.location <-> s.name::point LIMIT 1) x",
                [], "places USING gist (location)"
            ),
            (
                "SELECT id FROM places WHERE kind_id = $1 ORDER BY location <-> $2 LIMIT 5", ["btree_gist"],
                "places USING gist (kind_id, location)"
            ),
            ("SELECT id FROM places ORDER BY kind_id <-> 7 LIMIT 5", ["btree_gist"], "places USING gist (kind_id)"),
            (
                "SELECT id FROM orders ORDER BY note <-> $1 LIMIT 5", ["pg_trgm"],
                "orders USING gist (note gist_trgm_ops)"
            ),
            ("SELECT id FROM places WHERE location <@ box '(0,0),(1,1)'", [], "places USING gist (location)"),
            ("SELECT id FROM places WHERE open && $1", [], "places USING gist (open)"),
            // As an exclusion constraint would have it.
            (
                "SELECT id FROM places WHERE kind_id = $1 AND open && $2", ["btree_gist"],
                "places USING gist (kind_id, open)"
            ),
            ("SELECT id FROM orders WHERE note ILIKE '%x%'", ["pg_trgm"], "orders USING gin (note gin_trgm_ops)"),
            ("SELECT id FROM orders WHERE data @> $1", [], "orders USING gin (data)"),
            // Prefixes need a class of their own for each type.
            ("SELECT id FROM places WHERE code LIKE 'x%'", [], "places (code varchar_pattern_ops)"),
        ] as [(String, [String], String)])
    func proposes(sql: String, extensions: [String], index: String) {
        let proposals = Shop.proposals(sql, extensions: extensions)
        #expect(proposals.contains(index), "\(proposals)")
    }

    @Test(
        arguments: [
            // The farthest first is no order of GiST's, nor are paths and ordinary numbers; and without btree_gist it stands alone.
            ("SELECT id FROM places ORDER BY location <-> $1 DESC LIMIT 5", [], "places USING gist (location)"),
            ("SELECT id FROM places ORDER BY track <-> $1 LIMIT 5", [], "places USING gist (track)"),
            ("SELECT id FROM places ORDER BY kind_id <-> 7 LIMIT 5", [], "places USING gist (kind_id)"),
            ("SELECT id FROM orders ORDER BY note <-> $1 LIMIT 5", [], "orders USING gist (note gist_trgm_ops)"),
            (
                "SELECT id FROM places WHERE kind_id = $1 ORDER BY location <-> $2 LIMIT 5", [],
                "places USING gist (kind_id, location)"
            ),
            ("SELECT id FROM places WHERE location <-> $1 < 5", [], "places USING gist (location)"),
            ("SELECT id FROM places WHERE kind_id = $1", ["btree_gist"], "places USING gist (kind_id)"),
            // The paths of a document say nothing of its keys.
            ("SELECT id FROM orders WHERE data ? $1", [], "orders USING gin (data jsonb_path_ops)"),
            // Rows that lie in no order; a table of 8 MB.
            ("SELECT id FROM orders WHERE total BETWEEN $1 AND $2", [], "orders USING brin (total)"),
            ("SELECT id FROM customers WHERE id BETWEEN $1 AND $2", [], "customers USING brin (id)"),
            // A btree of numbers is no larger; of four values an index finds a quarter of the rows.
            ("SELECT id FROM orders WHERE customer_id = $1", [], "orders USING hash (customer_id)"),
            ("SELECT id FROM orders WHERE status = $1", [], "orders USING hash (status)"),
            ("SELECT id FROM orders WHERE note > $1", [], "orders USING hash (note)"),
        ] as [(String, [String], String)])
    func leavesOut(sql: String, extensions: [String], index: String) {
        let proposals = Shop.proposals(sql, extensions: extensions)
        #expect(!proposals.contains(index), "\(proposals)")
    }

    /// Where texts are in the order of their bytes, an ordinary index finds prefixes.
    @Test func prefixesByTheOrderOfBytes() {
        let sql = "SELECT id FROM customers WHERE email LIKE 'a%'"
        #expect(Shop.proposals(sql, collation: "C").contains("customers (email)"))
        #expect(!Shop.proposals(sql, collation: "C").contains { $0.contains("pattern_ops") })
        #expect(!Shop.proposals(sql).contains("customers (email)"))
    }

    @Test func whatLeadsServesOthersToo() {
        let nearest = Shop.needs(
            "SELECT id FROM places WHERE kind_id = $1 ORDER BY location <-> $2 LIMIT 5", extensions: ["btree_gist"])
        let set = CandidateSet(needs: [nearest], options: CandidateOptions())
        let of = Shop.needs("SELECT track FROM places WHERE kind_id = 3", extensions: ["btree_gist"])
        let usable = set.relevance(to: of).all.map { set.proposals[$0].definition.createStatement() }
        #expect(usable.contains("CREATE INDEX ON public.places USING gist (kind_id, location)"))
    }
}
