import Model

/// How a derived table is made, and from what.
struct DerivedTable: Sendable {
    let shape: SectionShape
    /// Sections without which it cannot be made; others that it reads only add to it.
    let needs: [SectionShape]
    let rows: @Sendable (WindowEvidence) -> Section

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.shape.name, $0) })

    private static let statements: [SectionShape] = [.statementEntries, .statementTexts]

    /// In the order of `SectionShape.derived`.
    static let all: [DerivedTable] = [
        DerivedTable(shape: .window, needs: []) { $0.windowTable() },
        DerivedTable(shape: .tables, needs: [.relations]) { $0.tablesTable() },
        DerivedTable(shape: .indexes, needs: [.relations, .indexDefinitions, .indexKeys]) { $0.indexesTable() },
        DerivedTable(shape: .statements, needs: statements) { $0.statementsTable() },
        DerivedTable(shape: .statementRelations, needs: statements) { $0.statementRelationsTable() },
        DerivedTable(shape: .predicates, needs: statements) { $0.predicatesTable() },
        DerivedTable(shape: .joins, needs: statements) { $0.joinsTable() },
        DerivedTable(shape: .sortKeys, needs: statements) { $0.sortKeysTable() },
        DerivedTable(shape: .features, needs: statements) { $0.featuresTable() },
        DerivedTable(shape: .statementColumns, needs: statements) { $0.statementColumnsTable() },
        DerivedTable(shape: .statementPlans, needs: [.plans]) { $0.statementPlansTable() },
        DerivedTable(shape: .planNodes, needs: [.plans]) { $0.planNodesTable() },
    ]
}
