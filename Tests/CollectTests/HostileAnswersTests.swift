import Collect
import Foundation
import Model
import Testing

@testable import Collect

/// A server, or what pretends to be one, may answer anything.
@Suite struct HostileAnswersTests {
    @Test(arguments: ["1e308", "-1e308", "1e19", "0", "25", "4.6e20"])
    func heightsOfIndexes(cost: String) {
        let plan = #"[{"Plan": {"Index Name": "i", "Startup Cost": \#(cost)}}]"#
        #expect(Run.height(plan: plan, of: "i") != nil)
        #expect(Run.height(plan: plan, of: "other") == nil)
    }

    @Test(arguments: ["", "{", "[]", "[{}]", #"[{"Plan": []}]"#, #"[{"Plan": {"Index Name": 1}}]"#])
    func plansThatAreNone(plan: String) {
        #expect(Run.height(plan: plan, of: "i") == nil)
    }
}
