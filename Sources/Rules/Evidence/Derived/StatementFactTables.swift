import Model

/// One fact of one statement.
private struct FactRow<Fact> {
    let statement: StatementGroup
    /// From 0 within the statement.
    let position: Int
    let fact: Fact

    /// Oid of the relation that a column belongs to.
    func relation(_ column: ColumnReference?) -> Int64? {
        guard let position = column?.relation, statement.facts.relations.indices.contains(position) else { return nil }
        return statement.facts.relations[position].oid
    }
}

extension WindowEvidence {
    private func rows<Fact>(_ facts: (StatementFacts) -> [Fact]) -> [FactRow<Fact>] {
        statements.groups.flatMap { group in
            facts(group.facts).enumerated().map { FactRow(statement: group, position: $0, fact: $1) }
        }
    }

    /// `statement_relations`.
    func statementRelationsTable() -> Section {
        Section(
            .statementRelations, rows(\.relations),
            [
                .text("statement_id") { $0.statement.id },
                .integer("position") { Int64($0.position) },
                .integer("relation_oid") { $0.fact.oid },
                .text("object") { Quote.qualified($0.fact.schema, $0.fact.name) },
                .text("alias") { $0.fact.alias },
                .text("role") { $0.fact.role.rawValue },
                .text("through_view") { $0.fact.throughView },
            ])
    }

    /// `joins`.
    func joinsTable() -> Section {
        let types = columnTypes
        return Section(
            .joins, rows(\.joins),
            [
                .text("statement_id") { $0.statement.id },
                .integer("position") { Int64($0.position) },
                .integer("left_oid") { $0.relation($0.fact.left) },
                .text("left_column") { $0.fact.left.column },
                .text("left_type") { types[$0.relation($0.fact.left), $0.fact.left.column] },
                .integer("right_oid") { $0.relation($0.fact.right) },
                .text("right_column") { $0.fact.right.column },
                .text("right_type") { types[$0.relation($0.fact.right), $0.fact.right.column] },
                .text("operator") { $0.fact.op },
                .text("kind") { $0.fact.kind.rawValue },
            ])
    }

    /// `sort_keys`.
    func sortKeysTable() -> Section {
        let keys = rows { facts in
            facts.orderBy.enumerated().map { (clause: "order by", place: $0, key: $1) }
                + facts.groupBy.enumerated().map { (clause: "group by", place: $0, key: $1) }
        }
        return Section(
            .sortKeys, keys,
            [
                .text("statement_id") { $0.statement.id },
                .text("clause") { $0.fact.clause },
                .integer("position") { Int64($0.fact.place) },
                .integer("relation_oid") { $0.relation($0.fact.key.column) },
                .text("column") { $0.fact.key.column?.column },
                .text("expression") { $0.fact.key.expression },
                .boolean("descending") { $0.fact.key.descending },
                .boolean("nulls_first") { $0.fact.key.nullsFirst },
            ])
    }

    /// `features`.
    func featuresTable() -> Section {
        let features = rows { facts in
            facts.features.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
        }
        return Section(
            .features, features,
            [
                .text("statement_id") { $0.statement.id },
                .text("feature") { $0.fact.key.rawValue },
                .integer("occurrences") { Int64($0.fact.value) },
            ])
    }

    /// `statement_columns`.
    func statementColumnsTable() -> Section {
        let uses = rows { facts in
            facts.written.map { (use: "written", column: $0) } + facts.selected.map { (use: "selected", column: $0) }
        }.filter { $0.relation($0.fact.column) != nil }
        return Section(
            .statementColumns, uses,
            [
                .text("statement_id") { $0.statement.id },
                .integer("relation_oid") { $0.relation($0.fact.column) },
                .text("column") { $0.fact.column.column },
                .text("use") { $0.fact.use },
            ])
    }

    /// `predicates`.
    func predicatesTable() -> Section {
        let (types, statistics, indexes, relations) = (columnTypes, statistics, indexes, relations)
        let columns: [Column<FactRow<Predicate>>] = [
            .text("statement_id") { $0.statement.id },
            .integer("position") { Int64($0.position) },
            .integer("relation_oid") { $0.relation($0.fact.column) },
            .integer("relation_position") { $0.fact.column.relation.map { Int64($0) } },
            .text("column") { $0.fact.column.column },
            .text("column_type") { types[$0.relation($0.fact.column), $0.fact.column.column] },
            .text("operator") { $0.fact.op },
            .text("comparand") { $0.fact.comparand.rawValue },
            .text("clause") { $0.fact.clause.rawValue },
            .text("wrapped_by") { $0.fact.wrappedBy },
            .text("cast_to") { $0.fact.castTo },
            .text("comparand_type") { $0.fact.comparandType },
            .boolean("leading_wildcard") { $0.fact.leadingWildcard },
            .integer("list_length") { $0.fact.listLength.map { Int64($0) } },
            .boolean("in_disjunction") { $0.fact.inDisjunction },
            .boolean("negated") { $0.fact.negated },
            .text("constant") { $0.fact.constant },
            .real("distinct_values") { row in
                let oid = row.relation(row.fact.column)
                return statistics[oid, row.fact.column.column]?.distinctValues(rows: oid.flatMap(relations.rows))
            },
            .real("null_fraction") { statistics[$0.relation($0.fact.column), $0.fact.column.column]?.nullFraction },
            .boolean("indexed_first") { indexes.isFirst($0.fact.column.column, of: $0.relation($0.fact.column)) },
            .boolean("indexed") { indexes.isKey($0.fact.column.column, of: $0.relation($0.fact.column)) },
        ]
        return Section(.predicates, rows(\.predicates), columns)
    }
}
