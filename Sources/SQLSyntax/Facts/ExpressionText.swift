import JSONTape
import Model

/// Expressions over the columns of one relation as SQL that an index can be declared with: columns without qualifier,
/// literals as they stand. Whether the expression is immutable is for PostgreSQL to say.
extension FactsWalker {
    /// nil for an expression that holds a parameter, a sub-query, no column, columns of several relations or of none
    /// that is stored, or a form that indexes hardly ever have.
    func expressionText(_ node: Node, _ context: Context) -> (sql: String, relation: Int)? {
        var relations: Set<Int> = []
        guard let sql = withoutCollecting({ text(of: node, context, &relations) }), relations.count == 1,
            let relation = relations.first
        else { return nil }
        return (sql, relation)
    }

    private func text(of node: Node, _ context: Context, _ relations: inout Set<Int>) -> String? {
        if let literal = literal(node) { return literal }
        switch node.tag {
        case "ColumnRef":
            guard let operand = resolve(node, context)?.operand, operand.isBare, let relation = operand.column.relation
            else { return nil }
            relations.insert(relation)
            return Quote.identifier(operand.column.column)
        case "TypeCast":
            guard let inner = node.body.node("arg").flatMap({ text(of: $0, context, &relations) }),
                let type = TypeName.text(node.body["typeName"])
            else { return nil }
            return "(\(inner))::\(type)"
        case "FuncCall": return call(node, context, &relations)
        case "A_Expr" where node.body.text("kind") == "AEXPR_OP":
            guard let op = node.operatorName(), let left = node.body.node("lexpr"),
                let right = node.body.node("rexpr"), let first = text(of: left, context, &relations),
                let second = text(of: right, context, &relations)
            else { return nil }
            return "(\(first) \(op) \(second))"
        case "CoalesceExpr":
            return list(node.body.nodes("args"), context, &relations).map { "COALESCE(\($0))" }
        default: return nil
        }
    }

    private func call(_ node: Node, _ context: Context, _ relations: inout Set<Int>) -> String? {
        let body = node.body
        guard !Functions.isAggregate(node), !body.has("over"), !body.flag("agg_star"), !body.flag("func_variadic"),
            let arguments = list(body.nodes("args"), context, &relations)
        else { return nil }
        let names = body.names("funcname")
        let name = names.first == "pg_catalog" && names.count == 2 ? Array(names.dropFirst()) : names
        return name.map(Quote.identifier).joined(separator: ".") + "(\(arguments))"
    }

    private func list(_ nodes: [Node], _ context: Context, _ relations: inout Set<Int>) -> String? {
        var texts: [String] = []
        for node in nodes {
            guard let text = text(of: node, context, &relations) else { return nil }
            texts.append(text)
        }
        return texts.joined(separator: ", ")
    }
}
