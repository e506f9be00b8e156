import JSONTape
import Model

/// One side of a comparison, or any value whose columns matter.
struct Side {
    var node: Node
    /// All columns in it, in the order of the text.
    var columns: [FactsWalker.Located] = []
    /// The first of them with what stands around it.
    var operand: FactsWalker.Located?
    /// The outermost function or operator; nil for a bare column, a constant and a mere cast.
    var wrapper: String?
    var comparand: Comparand
    var type: String?
    var constant: String?
}

extension FactsWalker {
    func walkSide(_ node: Node, _ context: Context) -> Side {
        switch node.tag {
        case "ColumnRef":
            guard let located = resolve(node, context) else { return Side(node: node, comparand: .expression) }
            let comparand: Comparand = located.operand.isBare ? .column : .expression
            return Side(node: node, columns: [located], operand: located, comparand: comparand)
        case "ParamRef": return Side(node: node, comparand: .parameter)
        case "A_Const":
            return Side(
                node: node, comparand: isNull(node) ? .null : .constant, type: type(of: node), constant: literal(node))
        default: return walkExpression(node, context)
        }
    }

    private func walkExpression(_ node: Node, _ context: Context) -> Side {
        let outer = collected
        collected = []
        walkValue(node, context)
        let columns = collected ?? []
        collected = outer
        let around = wrapper(of: node)
        var side = Side(
            node: node, columns: columns, wrapper: around.name, comparand: .expression, type: type(of: node),
            constant: literal(node))
        if let first = columns.first, node.tag != "SubLink" {
            side.operand = wrap(first, around.name, around.cast)
            if side.operand?.operand.isBare ?? false { side.comparand = .column }
        } else {
            side.comparand = comparand(of: node)
        }
        return side
    }

    private func comparand(of node: Node) -> Comparand {
        switch node.tag {
        case "ParamRef": .parameter
        case "A_Const": isNull(node) ? .null : .constant
        case "TypeCast", "CollateClause": node.body.node("arg").map { comparand(of: $0) } ?? .expression
        case "SubLink": node.body.text("subLinkType") == "ARRAY_SUBLINK" ? .array : .subquery
        case "A_ArrayExpr": .array
        case "FuncCall" where Functions.escapes(node):
            node.body.nodes("args").first.map { comparand(of: $0) } ?? .expression
        default: .expression
        }
    }

    /// Puts a wrapper around an operand that may have one of its own, from a sub-query or a view.
    private func wrap(_ located: Located, _ name: String?, _ cast: String?) -> Located {
        var located = located
        if let name { located.operand.wrappedBy = name }
        if let cast, !isNoOp(cast, on: located) || located.operand.wrappedBy != nil { located.operand.castTo = cast }
        return located
    }

    private func isNoOp(_ cast: String, on located: Located) -> Bool {
        guard located.operand.isBare, let type = columnType(located.operand.column) else { return false }
        return TypeName.isNoOp(from: type, to: cast)
    }

    /// The catalog's type of a column; nil where it is not known.
    func columnType(_ column: ColumnReference) -> String? {
        guard let position = column.relation else { return nil }
        let use = facts.relations[position]
        return catalog.relation(schema: use.schema, name: use.name)?.columns.first { $0.name == column.column }?.type
    }

    /// The outermost function or operator of an expression, and the cast around it or around its column.
    func wrapper(of node: Node) -> (name: String?, cast: String?) {
        switch node.tag {
        case "TypeCast":
            let inner = node.body.node("arg").map { wrapper(of: $0) }
            return (inner?.name, TypeName.text(node.body["typeName"]))
        case "CollateClause": return node.body.node("arg").map { wrapper(of: $0) } ?? (nil, nil)
        case "FuncCall": return (node.functionName, innerCast(node.body.nodes("args")))
        case "A_Expr":
            let name = node.body.text("kind") == "AEXPR_NULLIF" ? "nullif" : node.operatorName()
            return (name, innerCast([node.body.node("lexpr"), node.body.node("rexpr")].compactMap { $0 }))
        case "CoalesceExpr": return ("coalesce", innerCast(node.body.nodes("args")))
        case "MinMaxExpr": return (node.body.text("op") == "IS_LEAST" ? "least" : "greatest", nil)
        case "CaseExpr": return ("case", nil)
        case "A_ArrayExpr": return ("array", nil)
        case "RowExpr": return ("row", nil)
        case "BoolExpr": return (node.body.text("boolop").map { String($0.dropLast(5)).lowercased() }, nil)
        case "NullTest": return ("is null", nil)
        case "BooleanTest": return ("is", nil)
        case "SubLink": return ("subquery", nil)
        case "A_Indirection":
            return (node.body.nodes("indirection").contains { $0.tag == "A_Indices" } ? "[]" : ".", nil)
        case "ColumnRef", "A_Const", "ParamRef": return (nil, nil)
        default: return (node.tag.lowercased(), nil)
        }
    }

    /// The cast of the first argument that is one: the `text` of `lower(name::text)`.
    private func innerCast(_ arguments: [Node]) -> String? {
        guard let first = arguments.first, first.tag == "TypeCast" else { return nil }
        return TypeName.text(first.body["typeName"])
    }

    // MARK: Columns

    /// The column that a reference means; nil for a whole row, whose columns all count as selected.
    func resolve(_ reference: Node, _ context: Context) -> Located? {
        let names = reference.body.names("fields")
        guard let column = names.last else { return nil }
        if reference.body["fields"]?.elements.contains(where: { $0["A_Star"] != nil }) ?? false {
            // `t.*` as an argument.
            selectAll(of: column, context)
            return nil
        }
        let qualifier = names.count > 1 ? names[names.count - 2] : nil
        let schema = names.count > 2 ? names[names.count - 3] : nil
        if let found = context.scope.resolve(column, qualifier: qualifier, schema: schema) {
            return Located(operand: found.operand, scope: found.scope)
        }
        if qualifier == nil, context.scope.source(named: column) != nil {
            selectAll(of: column, context)
            return nil
        }
        return Located(
            operand: Operand(column: ColumnReference(relation: nil, column: column)), scope: context.scope)
    }

    private func selectAll(of source: String, _ context: Context) {
        for column in context.scope.source(named: source)?.outputs ?? [] {
            if let operand = column.operand { noteSelected(operand.column) }
        }
    }
}
