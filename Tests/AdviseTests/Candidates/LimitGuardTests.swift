import Model
import Testing

@testable import Advise

/// Plans that hope to fill a LIMIT early. The shop's orders: a million rows, 90% of them done.
@Suite struct LimitGuardTests {
    private static let limit = LimitGuard(
        candidates: [["created_at"], ["customer_id", "created_at"]].map { columns in
            CandidateIndex(
                definition: IndexDefinition(
                    relation: 1, schema: "public", table: "orders", keys: columns.map { .init(column: $0) }),
                pages: 1, entries: 1)
        }, schema: Shop.schema)

    private func unreliable(_ node: String, under parent: String = "Limit") -> Set<Int> {
        Self.limit.unreliable(in: #"[{"Plan":{"Node Type":"\#(parent)","Plans":[{\#(node)}]}}]"#)
    }

    private static let walk = #""Node Type":"Index Scan","Index Name":"advisor_candidate_0","Relation Name":"orders""#
    private static let search =
        #""Node Type":"Index Scan","Index Name":"advisor_candidate_1_77","Relation Name":"orders""#

    @Test func aFilterThatFewRowsPass() {
        #expect(unreliable(Self.walk + #","Plan Rows":20000,"Filter":"(status = 'open')""#) == [0])
        // 20 rows of a customer, of which one is open.
        #expect(
            unreliable(Self.search + #","Plan Rows":1,"Index Cond":"(customer_id = 5)","Filter":"(status = 'open')""#)
                == [1])
        // A condition on the second key is a filter within the index.
        #expect(unreliable(Self.search + #","Plan Rows":100,"Index Cond":"(created_at < now())""#) == [1])
    }

    @Test func whatNeedsNoLuck() {
        // Most rows pass, there is no filter, there is no LIMIT, everything is sorted first, another index is used.
        #expect(unreliable(Self.walk + #","Plan Rows":900000,"Filter":"(status = 'done')""#).isEmpty)
        #expect(unreliable(Self.search + #","Plan Rows":20,"Index Cond":"(customer_id = 5)""#).isEmpty)
        #expect(unreliable(Self.walk + #","Plan Rows":20000,"Filter":"(status = 'open')""#, under: "Sort").isEmpty)
        #expect(unreliable(#""Node Type":"Seq Scan","Relation Name":"orders","Plan Rows":1,"Filter":"x""#).isEmpty)
        // How many rows a range holds is not known.
        #expect(
            unreliable(
                Self.walk + #","Plan Rows":2000,"Index Cond":"(created_at > now())","Filter":"(status = 'open')""#
            ).isEmpty)
        #expect(Self.limit.unreliable(in: "no plan").isEmpty)
    }
}
