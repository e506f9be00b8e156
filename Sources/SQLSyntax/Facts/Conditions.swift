import JSONTape
import Model

/// WHERE, ON, HAVING and all else that is true or false.
extension FactsWalker {
    func walkCondition(_ node: Node, _ context: Context) {
        if node.tag == "BoolExpr", node.body.text("boolop") == "AND_EXPR" {
            for argument in node.body.nodes("args") { walkCondition(argument, context) }
            return
        }
        guard context.isConjunct else { return walkTerm(node, context) }
        context.scope.touched = 0
        walkTerm(node, context)
        context.scope.connections.connect(context.scope.touched)
    }

    private func walkTerm(_ node: Node, _ context: Context) {
        switch node.tag {
        case "BoolExpr":
            var inner = context
            if node.body.text("boolop") == "OR_EXPR" {
                inner.inDisjunction = true
                walkDisjunction(node.body.nodes("args"), inner)
            } else if let argument = node.body.nodes("args").first {
                inner.negated.toggle()
                walkCondition(argument, inner)
            }
        case "A_Expr": walkComparison(node, context)
        case "NullTest":
            let op = node.body.text("nulltesttype") == "IS_NOT_NULL" ? "IS NOT NULL" : "IS NULL"
            walkTest(node, op, .null, context)
        case "BooleanTest":
            let op = node.body.text("booltesttype")?.split(separator: "_").joined(separator: " ") ?? "IS TRUE"
            walkTest(node, op, .constant, context)
        case "SubLink": walkSubLink(node, context, isCondition: true)
        case "ColumnRef":
            if let located = resolve(node, context) {
                record(located, "IS TRUE", Side(node: node, comparand: .constant), context)
            }
        default: walkValue(node, context)
        }
    }

    /// `x IS NULL`, `x IS TRUE` and their kin.
    private func walkTest(_ node: Node, _ op: String, _ comparand: Comparand, _ context: Context) {
        guard let argument = node.body.node("arg") else { return }
        let side = walkSide(argument, context)
        if let located = side.operand {
            record(located, op, Side(node: node, comparand: comparand), context, around: argument)
        }
        noteRest(of: side)
    }

    private func walkDisjunction(_ arms: [Node], _ context: Context) {
        var columnsOfArms: [Set<ColumnReference>] = []
        for arm in arms {
            let start = facts.predicates.count
            walkCondition(arm, context)
            columnsOfArms.append(Set(facts.predicates[start...].map(\.column)))
        }
        guard context.clause == .where || context.clause == .on else { return }
        let all = columnsOfArms.reduce(Set()) { $0.union($1) }
        let common = columnsOfArms.dropFirst().reduce(columnsOfArms.first ?? []) { $0.intersection($1) }
        if Set(all.map(\.relation)).count > 1 {
            note(.disjunctionOverRelations)
        } else if all.count > 1, common.isEmpty {
            note(.disjunctionOverColumns)
        }
    }

    /// The columns of a side that no predicate stands for count as selected.
    func noteRest(of side: Side) {
        for column in side.columns.dropFirst(side.operand == nil ? 0 : 1) {
            noteColumn(column.operand, in: column.scope)
        }
    }
}

extension Context {
    /// Must be true for a row to be found: no OR and no NOT around it.
    var isConjunct: Bool {
        !inDisjunction && !negated && (clause == .where || clause == .on)
    }
}
