import JSONTape
import Model

/// Sub-queries in expressions: EXISTS, IN, ANY, ALL, scalar and array sub-queries.
extension FactsWalker {
    func walkSubLink(_ node: Node, _ context: Context, isCondition: Bool) {
        guard let query = node.body.node("subselect") else { return }
        note(.subquery)
        switch node.body.text("subLinkType") {
        case "EXISTS_SUBLINK":
            let inner = innerScope(context, context.negated ? .anti : .semi)
            walkQuery(query.body, inner, place: .exists)
        case "ANY_SUBLINK":
            let op = node.body.names("operName").last ?? "="
            let name = op == "=" ? (context.negated ? "NOT IN" : "IN") : op
            if name == "NOT IN" { note(.notInSubquery) }
            var outer = context
            if op == "=" { outer.negated = false }
            compareWithQuery(node, query, name, outer, context.negated ? .anti : .semi)
        case "ALL_SUBLINK":
            let op = node.body.names("operName").last ?? "="
            let isNotIn = op == "<>" && !context.negated
            if isNotIn { note(.notInSubquery) }
            compareWithQuery(node, query, isNotIn ? "NOT IN" : "\(op) ALL", context, .anti)
        default:
            let inner = innerScope(context, .left)
            walkQuery(query.body, inner, place: .value)
            if inner.isCorrelated { note(.correlatedSubquery) }
        }
    }

    private func innerScope(_ context: Context, _ correlation: Join.Kind) -> Scope {
        Scope(parent: context.scope, commonTables: context.scope.commonTables, correlation: correlation)
    }

    /// `x IN (SELECT y ...)`: a predicate on x, and a join of x and y.
    private func compareWithQuery(
        _ link: Node, _ query: Node, _ op: String, _ context: Context, _ kind: Join.Kind
    ) {
        let tests = link.body.node("testexpr").map { $0.tag == "RowExpr" ? $0.body.nodes("args") : [$0] } ?? []
        let sides = tests.map { walkSide($0, context) }
        let inner = innerScope(context, kind)
        let output = walkQuery(query.body, inner, place: .value)
        if inner.isCorrelated { note(.correlatedSubquery) }
        for (position, side) in sides.enumerated() {
            guard let located = side.operand else { continue }
            let found = position < output.columns.count ? output.columns[position].operand : nil
            record(
                located, op, Side(node: link, comparand: .subquery), context,
                rowPosition: sides.count > 1 ? position : nil)
            noteRest(of: side)
            guard let found, found.isBare, found.column.relation != nil, located.operand.isBare,
                located.operand.column.relation != nil, op == "IN" || op == "NOT IN"
            else { continue }
            facts.predicates[facts.predicates.count - 1].otherColumn = found.column
            if !context.inDisjunction {
                facts.joins.append(Join(left: located.operand.column, right: found.column, op: "=", kind: kind))
            }
        }
    }
}
