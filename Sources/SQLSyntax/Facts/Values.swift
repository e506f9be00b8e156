import JSONTape
import Model

/// Expressions as values: their columns, functions and sub-queries.
extension FactsWalker {
    func walkValue(_ node: Node, _ context: Context) {
        switch node.tag {
        case "A_Const", "ParamRef", "SQLValueFunction", "SetToDefault": break
        case "ColumnRef":
            if let located = resolve(node, context) { noteColumn(located.operand, in: located.scope) }
        case "FuncCall": walkCall(node, context)
        case "A_Expr":
            if isComparison(node) { walkCondition(node, context.asValue) } else { walkOperator(node, context) }
        case "BoolExpr", "NullTest", "BooleanTest":
            walkCondition(node, context.asValue)
        case "SubLink": walkSubLink(node, context.asValue, isCondition: false)
        case "TypeCast", "CollateClause", "NamedArgExpr":
            if let argument = node.body.node("arg") { walkValue(argument, context) }
        default: walkChildren(node.body, context)
        }
    }

    /// Walks all nodes that a node of no special meaning holds.
    func walkChildren(_ body: JSONValue, _ context: Context) {
        for (_, value) in body.members {
            switch value.kind {
            case .object:
                if let node = Node(value), node.isTagged {
                    walkValue(node, context)
                } else {
                    walkChildren(value, context)
                }
            case .array:
                for element in value.elements {
                    if let node = Node(element) { walkValue(node, context) }
                }
            default: break
            }
        }
    }

    private func walkOperator(_ node: Node, _ context: Context) {
        if let name = node.operatorName(), Operators.json.contains(name) { note(.jsonOperator) }
        for field in ["lexpr", "rexpr"] {
            if let side = node.body.node(field) { walkValue(side, context) }
        }
    }

    /// Whether an operator used as a value compares: its columns then make a predicate.
    private func isComparison(_ node: Node) -> Bool {
        switch node.body.text("kind") {
        case "AEXPR_NULLIF": false
        case "AEXPR_OP": node.body.has("lexpr") && node.operatorName().map(Operators.comparing.contains) ?? false
        default: true
        }
    }

    private func walkCall(_ call: Node, _ context: Context) {
        let name = call.functionName
        let body = call.body
        noteFunction(name)
        if Functions.locks(name) { note(.explicitLock) }
        if body.has("over") {
            note(.windowFunction)
            computed.insert(.window)
        } else if Functions.isAggregate(call) {
            note(.aggregate)
            computed.insert(.aggregate)
            if name == "count", body.flag("agg_star") { note(.countStar) }
            if name == "min" || name == "max" { noteExtreme(of: body.nodes("args"), context) }
        }
        for argument in body.nodes("args") { walkValue(argument, context) }
        for item in body.nodes("agg_order") {
            if let expression = item.body.node("node") { walkValue(expression, context) }
        }
        if let filter = body.node("agg_filter") { walkCondition(filter, context.asValue) }
        if let window = body["over"] { withoutCollecting { walkWindow(window, context.scope) } }
    }
}

extension FactsWalker {
    /// min and max read one end of an order, where they are of a bare column.
    private func noteExtreme(of arguments: [Node], _ context: Context) {
        guard arguments.count == 1, arguments[0].tag == "ColumnRef",
            let operand = withoutCollecting({ resolve(arguments[0], context) })?.operand, operand.isBare,
            operand.column.relation != nil, !facts.extremes.contains(operand.column)
        else { return }
        facts.extremes.append(operand.column)
    }
}

extension Context {
    /// The same place, for conditions within values: no index serves them.
    var asValue: Context {
        var context = Context(scope, clause == .returning ? .returning : .select)
        context.inDisjunction = inDisjunction
        return context
    }
}

extension Node {
    /// Tags begin with a capital letter, fields do not.
    fileprivate var isTagged: Bool { tag.utf8.first.map { $0 < UInt8(ascii: "a") } ?? false }
}
