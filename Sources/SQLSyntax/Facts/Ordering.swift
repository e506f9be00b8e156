import JSONTape
import Model

/// GROUP BY, ORDER BY, DISTINCT ON and WINDOW.
extension FactsWalker {
    func walkGrouping(_ query: JSONValue, _ scope: Scope, _ targets: [Target]) {
        let items = query.nodes("groupClause")
        guard !items.isEmpty else { return }
        note(.grouping)
        noteGroupBy(items.flatMap(groupingColumns).compactMap { sortKey($0, scope, targets, prefersTargets: false) })
    }

    /// The expressions of a grouping item: GROUPING SETS, CUBE, ROLLUP and `(a, b)` taken apart.
    private func groupingColumns(_ item: Node) -> [Node] {
        switch item.tag {
        case "GroupingSet": item.body.nodes("content").flatMap(groupingColumns)
        case "RowExpr": item.body.nodes("args")
        default: [item]
        }
    }

    /// Returns the keys.
    @discardableResult
    func walkOrdering(_ query: JSONValue, _ scope: Scope, targets: [Target]) -> [SortKey] {
        let keys = sortKeys(query, scope, targets)
        noteOrderBy(keys)
        noteOrder(RowOrder(.orderBy, keys))
        return keys
    }

    func sortKeys(_ query: JSONValue, _ scope: Scope, _ targets: [Target]) -> [SortKey] {
        sortKeys(query.nodes("sortClause"), scope, targets)
    }

    /// - Parameter order: ORDER BY of the same query, which DISTINCT goes along with: its other columns come behind.
    func walkDistinct(_ query: JSONValue, _ scope: Scope, _ targets: [Target], _ order: [SortKey]) {
        guard let clause = query["distinctClause"] else { return }
        note(.distinct)
        let columns = clause.elements.compactMap { Node($0) }
        // Plain DISTINCT is a list of one empty node.
        guard columns.isEmpty else {
            let keys = columns.compactMap { sortKey($0, scope, targets, prefersTargets: true) }
            if order.isEmpty { noteOrder(RowOrder(.distinct, keys)) }
            return
        }
        if scope.sources.count > 1 { note(.distinctWithJoin) }
        let keys = targets.filter { !$0.isConstant }.compactMap { key(of: $0, scope) }
        let rest = keys.filter { key in !order.contains { $0.column == key.column } }
        noteOrder(RowOrder(.distinct, order + rest))
    }

    func walkWindows(_ query: JSONValue, _ scope: Scope) {
        for window in query.nodes("windowClause") { walkWindow(window.body, scope) }
    }

    /// A window definition; its columns count as selected.
    func walkWindow(_ window: JSONValue, _ scope: Scope) {
        for expression in window.nodes("partitionClause") { walkValue(expression, Context(scope, .select)) }
        for item in window.nodes("orderClause") {
            if let expression = item.body.node("node") { walkValue(expression, Context(scope, .select)) }
        }
        // One that adds to another window has that one's keys in front.
        guard !window.has("refname") else { return }
        let parts = window.nodes("partitionClause").compactMap { sortKey($0, scope, [], prefersTargets: false) }
        noteOrder(RowOrder(.window, parts + sortKeys(window.nodes("orderClause"), scope, [])))
    }

    private func sortKeys(_ items: [Node], _ scope: Scope, _ targets: [Target]) -> [SortKey] {
        items.compactMap { item in
            guard let expression = item.body.node("node"),
                var key = sortKey(expression, scope, targets, prefersTargets: true)
            else { return nil }
            if key.expression.map(Self.randomFunctions.contains) ?? false { note(.orderByRandom) }
            key.descending = item.body.text("sortby_dir") == "SORTBY_DESC"
            // USING > sorts downwards.
            if item.body.names("useOp").last == ">" { key.descending = true }
            switch item.body.text("sortby_nulls") {
            case "SORTBY_NULLS_FIRST": key.nullsFirst = true
            case "SORTBY_NULLS_LAST": key.nullsFirst = false
            default: break
            }
            return key
        }
    }

    private static let randomFunctions: Set<String> = ["random", "gen_random_uuid", "uuid_generate_v4"]

    /// Resolves one key. A whole number is a position in the select list; a bare name is a target in ORDER BY before
    /// it is a column, and in GROUP BY the other way round. nil for constants.
    func sortKey(_ item: Node, _ scope: Scope, _ targets: [Target], prefersTargets: Bool) -> SortKey? {
        if let position = integer(item) {
            guard position >= 1, position <= targets.count else { return nil }
            return key(of: targets[Int(position) - 1], scope)
        }
        if item.tag == "ColumnRef", let name = singleName(item) {
            let target = targets.first { $0.name == name }
            let column = scope.sources.contains { $0.column(name) != nil }
            if let target, prefersTargets || !column { return key(of: target, scope) }
        }
        let side = withoutCollecting { walkSide(item, Context(scope, .select)) }
        if let located = side.operand, located.operand.isBare {
            return collated(SortKey(column: located.operand.column), item)
        }
        for column in side.columns { noteSelected(column.operand.column) }
        guard let expression = side.wrapper ?? side.operand?.operand.wrappedBy else { return nil }
        return collated(expressionKey(expression, uncollated(item), Context(scope, .select)), item)
    }

    /// The bare column of this query in `column <-> value`, where the value is none of the query's own rows.
    private func distanceColumn(_ node: Node, _ scope: Scope) -> ColumnReference? {
        guard node.tag == "A_Expr", node.operatorName().map(Operators.distance.contains) ?? false,
            let left = node.body.node("lexpr"), let right = node.body.node("rexpr")
        else { return nil }
        let context = Context(scope, .select)
        let sides = withoutCollecting { [walkSide(left, context), walkSide(right, context)] }
        let own = sides.filter { $0.columns.contains { $0.scope === scope } }
        guard own.count == 1, let operand = own[0].operand?.operand, operand.isBare else { return nil }
        return operand.column
    }

    private func expressionKey(_ name: String, _ node: Node?, _ context: Context) -> SortKey {
        var key = SortKey(column: nil, expression: name)
        if let text = node.flatMap({ expressionText($0, context) }) { (key.sql, key.relation) = text }
        key.distanceFrom = node.flatMap { distanceColumn($0, context.scope) }
        return key
    }

    private func key(of target: Target, _ scope: Scope) -> SortKey? {
        if let operand = target.output.operand, operand.isBare {
            return collated(SortKey(column: operand.column), target.value)
        }
        if let expression = target.value.flatMap({ wrapper(of: $0).name }) ?? target.output.operand?.wrappedBy {
            return collated(
                expressionKey(expression, target.value.map(uncollated), Context(scope, .select)), target.value)
        }
        return target.isConstant ? nil : SortKey(column: ColumnReference(relation: nil, column: target.name))
    }

    private func collated(_ key: SortKey, _ item: Node?) -> SortKey {
        var key = key
        key.collation = item.flatMap(collation)
        return key
    }

    private func singleName(_ item: Node) -> String? {
        let names = item.body.names("fields")
        return names.count == 1 ? names[0] : nil
    }
}
