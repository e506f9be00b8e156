import JSONTape
import Model

/// One entry of a select list.
struct Target {
    var name: String
    /// The expression; nil for a column of an expanded star.
    var value: Node?
    var output: OutputColumn
    var isAggregate = false
    var isConstant = false
}

/// Select lists and RETURNING.
extension FactsWalker {
    func walkTargets(_ list: [Node], _ context: Context, place: QueryPlace) -> [Target] {
        list.flatMap { target -> [Target] in
            guard let value = target.body.node("val") else { return [] }
            if let star = star(value) { return expandStar(star, context, place) }
            return [walkTarget(target.body.text("name"), value, context)]
        }
    }

    private func walkTarget(_ alias: String?, _ value: Node, _ context: Context) -> Target {
        computed = []
        let side = walkSide(value, context)
        // A view's bare columns are selected only where a statement asks for them.
        if view == nil || value.tag != "ColumnRef" {
            for column in side.columns { noteSelected(column.operand.column) }
        }
        let name = alias ?? defaultName(value) ?? "?column?"
        let operand = computed.isEmpty ? side.operand?.operand : nil
        return Target(
            name: name, value: value, output: OutputColumn(name: name, operand: operand),
            isAggregate: computed.contains(.aggregate), isConstant: isConstant(value))
    }

    /// The qualifier of `*` or `t.*`: an empty string for the bare star.
    private func star(_ value: Node) -> String? {
        guard value.tag == "ColumnRef", let fields = value.body["fields"],
            fields.elements.contains(where: { $0["A_Star"] != nil })
        else { return nil }
        return value.body.names("fields").last ?? ""
    }

    private func expandStar(_ qualifier: String, _ context: Context, _ place: QueryPlace) -> [Target] {
        guard place != .exists else { return [] }
        let sources: [Source]
        if qualifier.isEmpty {
            sources = context.scope.sources
        } else {
            sources = context.scope.source(named: qualifier).map { [$0] } ?? []
        }
        if context.clause == .select, sources.contains(where: \.isStored) { note(.selectStar) }
        return sources.flatMap(\.outputs).map { column in
            if view == nil, let operand = column.operand { noteSelected(operand.column) }
            return Target(name: column.name, value: nil, output: column)
        }
    }

    /// The name that PostgreSQL gives a column without an alias.
    func defaultName(_ value: Node) -> String? {
        switch value.tag {
        case "ColumnRef": value.body.names("fields").last
        case "FuncCall": value.body.names("funcname").last
        case "TypeCast":
            value.body.node("arg").flatMap(defaultName) ?? value.body["typeName"]?.names("names").last
        case "A_Indirection":
            value.body.names("indirection").last ?? value.body.node("arg").flatMap(defaultName)
        case "CollateClause": value.body.node("arg").flatMap(defaultName)
        case "CaseExpr": value.body.node("defresult").flatMap(defaultName) ?? "case"
        case "CoalesceExpr": "coalesce"
        case "A_ArrayExpr": "array"
        case "RowExpr": "row"
        case "MinMaxExpr": value.body.text("op") == "IS_LEAST" ? "least" : "greatest"
        case "SQLValueFunction": value.body.text("op").map { String($0.dropFirst(6)).lowercased() }
        case "SubLink": subLinkName(value.body)
        default: nil
        }
    }

    private func subLinkName(_ link: JSONValue) -> String? {
        switch link.text("subLinkType") {
        case "EXISTS_SUBLINK": "exists"
        case "ARRAY_SUBLINK": "array"
        case "EXPR_SUBLINK":
            link.node("subselect")?.body.nodes("targetList").first.flatMap { target in
                target.body.text("name") ?? target.body.node("val").flatMap(defaultName)
            }
        default: nil
        }
    }
}
