import Model
import Testing

@testable import Advise

/// What plans call candidates, and what people are shown instead.
@Suite struct CandidateNameTests {
    @Test func namesAreReadBack() {
        #expect(CandidateIndex.position(ofPlanName: CandidateIndex.planName(17)) == 17)
        // The index of a partition.
        #expect(CandidateIndex.position(ofPlanName: CandidateIndex.planName(3) + "_16402") == 3)
        #expect(CandidateIndex.position(ofPlanName: "orders_pkey") == nil)
    }

    @Test func plansShowWhatIsNew() {
        let candidate = CandidateIndex(
            definition: IndexDefinition(
                relation: 1, schema: "public", table: "orders", keys: [.init(column: "customer_id")]),
            pages: 1, entries: 1)
        let plan =
            #"{"a":"advisor_candidate_0","b":"advisor_candidate_0_77","c":"advisor_candidate_9","d":"orders_pkey"}"#
        let shown = CandidateNames.replaced(in: plan, by: [candidate])
        let new = "new: orders_customer_id_idx"
        #expect(shown == #"{"a":"\#(new)","b":"\#(new)","c":"advisor_candidate_9","d":"orders_pkey"}"#)
    }
}
