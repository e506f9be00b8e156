import JSONTape
import Model

/// Features that comparisons show.
extension FactsWalker {
    /// A function, an arithmetic operator or a cast around the column of a condition that finds rows.
    ///
    /// Not counted: what takes documents and arrays apart (`->>`, subscripts, fields), to_tsvector, ANY and aggregates:
    /// they have indexes or meanings of their own.
    func noteWrapping(_ predicate: Predicate) {
        guard predicate.clause == .where || predicate.clause == .on else { return }
        if let wrapper = predicate.wrappedBy {
            let hasOwnIndex =
                Operators.json.contains(wrapper) || Functions.isAggregateName(wrapper)
                || ["[]", ".", "any", "all", "to_tsvector", "row", "array", "subquery"].contains(wrapper)
            if !hasOwnIndex { note(.functionOnColumn) }
        } else if predicate.castTo != nil {
            note(.castOnColumn)
        }
    }

    /// `@@` and the search operators of jsonb.
    func noteSearch(_ op: String, _ left: Node, _ right: Node, _ context: Context) {
        guard Operators.jsonSearch.contains(op) || op == "@@@" else { return }
        let types = [left, right].compactMap { side -> String? in
            if side.tag == "ColumnRef" { return resolve(side, context).flatMap { columnType($0.operand.column) } }
            return type(of: side)
        }
        if Operators.onlyJSON.contains(op) || types.contains("jsonb") {
            note(.jsonOperator)
        } else if op == "@@" || op == "@@@" {
            note(.fullTextSearch)
        }
    }

    /// `count(...)` of a sub-query, or of a whole query, compared so that only "none or some" matters: with 0 by any
    /// operator, with 1 by `>=` and `<`. pg_stat_statements hides the number: `> $1` counts too.
    func noteCountForExistence(_ left: Node, _ op: String, _ right: Node, _ context: Context) {
        if isCount(left, context) {
            noteCount(left, op, right)
        } else if isCount(right, context) {
            noteCount(right, Operators.commute(op), left)
        }
    }

    private func noteCount(_ count: Node, _ op: String, _ bound: Node) {
        switch integer(bound) {
        case 0 where ["=", "<>", ">", "<="].contains(op): note(.countForExistence)
        case 1 where op == ">=" || op == "<": note(.countForExistence)
        case nil where bound.tag == "ParamRef" && op == ">": note(.countForExistence)
        default: break
        }
    }

    private func isCount(_ node: Node, _ context: Context) -> Bool {
        if node.tag == "FuncCall" {
            return node.functionName == "count" && !context.scope.isGrouped && !node.body.has("over")
        }
        guard node.tag == "SubLink", node.body.text("subLinkType") == "EXPR_SUBLINK",
            let query = node.body.node("subselect")?.body, !query.has("groupClause")
        else { return false }
        let targets = query.nodes("targetList").compactMap { $0.body.node("val") }
        return targets.count == 1 && targets[0].tag == "FuncCall" && targets[0].functionName == "count"
    }
}
