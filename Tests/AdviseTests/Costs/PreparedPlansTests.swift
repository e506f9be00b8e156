import Testing

@testable import Advise

@Suite struct PreparedPlansTests {
    private func units(_ variants: PlanningUnit.Variant..., statement: Int = 0) -> [PlanningUnit] {
        variants.map { PlanningUnit(statement: statement, variant: $0, text: "", relevance: Relevance()) }
    }

    @Test func aGenericPlanThatCostsNoMoreIsFollowed() {
        let units = units(.generic, .hot, .median, .rare, .foreignKey)
        #expect(PreparedPlans.followed(units, costs: [28, 19, 28, 28, 9]) == [0, 0, 0, 0, 4])
    }

    @Test func valuesArePlannedAnewWhereThatPays() {
        let units = units(.generic, .hot, .rare)
        #expect(PreparedPlans.followed(units, costs: [900, 1_200, 4]) == [0, 1, 2])
        #expect(PreparedPlans.followed(units, costs: [nil, 1_200, 4]) == [0, 1, 2])
    }

    @Test func statementsStandAlone() {
        let units = units(.generic, .hot) + units(.asWritten, statement: 1) + units(.generic, .hot, statement: 2)
        #expect(PreparedPlans.followed(units, costs: [1, 2, 3, 100, 2]) == [0, 0, 2, 3, 4])
    }
}
