import JSONTape
import Model

/// FROM: relations, sub-queries, functions and the joins between them.
extension FactsWalker {
    func walkFrom(_ items: [Node], _ scope: Scope) {
        for item in items { walkFromItem(item, scope, join: .inner) }
    }

    private func walkFromItem(_ item: Node, _ scope: Scope, join: Join.Kind) {
        switch item.tag {
        case "RangeVar": walkRangeVariable(item.body, scope, role: .read)
        case "RangeSubselect": walkRangeSubselect(item.body, scope, join)
        case "RangeFunction": walkRangeFunction(item.body, scope)
        case "JoinExpr": walkJoin(item.body, scope)
        case "RangeTableSample":
            if let relation = item.body.node("relation") { walkFromItem(relation, scope, join: join) }
        default:
            walkChildren(item.body, Context(scope, .select))
            add(Source(name: aliasName(item.body) ?? "", columns: .derived([]), readsManyRows: false), item.body, scope)
        }
    }

    private func aliasName(_ item: JSONValue) -> String? { item["alias"]?.text("aliasname") }

    /// Adds an item of FROM to the scope, its columns renamed as its alias says.
    private func add(_ source: Source, _ item: JSONValue, _ scope: Scope) {
        var source = source
        let aliases = item["alias"]?.names("colnames") ?? []
        if !aliases.isEmpty { source.columns = .derived(rename(source.outputs, aliases)) }
        scope.sources.append(source)
    }

    // MARK: Relations

    func walkRangeVariable(_ item: JSONValue, _ scope: Scope, role: RelationRole) {
        guard let name = item.text("relname") else { return }
        let schema = item.text("schemaname")
        let alias = aliasName(item)
        if schema == nil, role == .read, let table = scope.commonTables[name] {
            let source = Source(
                name: alias ?? name, columns: .derived(table.columns), readsManyRows: table.readsManyRows)
            return add(source, item, scope)
        }
        let relation = catalog.relation(schema: schema, name: name)
        facts.relations.append(
            RelationUse(
                oid: relation?.oid, schema: relation?.schema ?? schema, name: name, alias: alias, role: role,
                throughView: view))
        let position = facts.relations.count - 1
        var columns = Source.Columns.relation(position, relation)
        if role == .read, let relation, let output = expandView(relation) { columns = .derived(output) }
        let source = Source(
            name: alias ?? name, schema: alias == nil ? relation?.schema ?? schema : nil, columns: columns,
            readsManyRows: true, isStored: true)
        add(source, item, scope)
    }

    // MARK: Sub-queries and functions

    private func walkRangeSubselect(_ item: JSONValue, _ scope: Scope, _ join: Join.Kind) {
        guard let query = item.node("subquery") else { return }
        let isLateral = item.flag("lateral")
        if isLateral { note(.lateral) }
        if !query.body.has("valuesLists") { note(.subquery) }
        let inner = Scope(
            parent: isLateral ? scope : scope.parent, commonTables: scope.commonTables, correlation: join)
        scope.touched = 0
        let output = walkQuery(query.body, inner, place: .from)
        let source = Source(
            name: aliasName(item) ?? "", columns: .derived(output.columns), readsManyRows: output.readsManyRows)
        add(source, item, scope)
        if inner.isCorrelated { scope.connections.connect(scope.touched | scope.lastSourceBit) }
    }

    private func walkRangeFunction(_ item: JSONValue, _ scope: Scope) {
        if item.flag("lateral") { note(.lateral) }
        var names: [String] = []
        for function in item.nodes("functions") {
            for call in function.body.nodes("items") {
                walkValue(call, Context(scope, .select))
                if call.tag == "FuncCall" { names.append(call.functionName) }
            }
        }
        let name = aliasName(item) ?? names.first ?? ""
        let defined = item.nodes("coldeflist").compactMap { $0.body.text("colname") }
        // A function of one column names it after the alias, or else after itself.
        let columns = defined.isEmpty ? [name] : defined
        let ordinality = item.flag("ordinality") ? ["ordinality"] : []
        let source = Source(
            name: name, columns: .derived((columns + ordinality).map { OutputColumn(name: $0) }), readsManyRows: false)
        add(source, item, scope)
    }

    // MARK: Joins

    private func walkJoin(_ item: JSONValue, _ scope: Scope) {
        let kind = Self.joinKind(item.text("jointype"))
        let first = scope.sources.count
        if let left = item.node("larg") { walkFromItem(left, scope, join: .inner) }
        let second = scope.sources.count
        if let right = item.node("rarg") { walkFromItem(right, scope, join: kind) }
        let end = scope.sources.count
        let shared =
            item.flag("isNatural")
            ? commonColumns(scope.sources[first..<second], scope.sources[second..<end]) : item.names("usingClause")
        for column in shared { joinUsing(column, scope, first..<second, second..<end, kind) }
        if item.flag("isNatural"), shared.isEmpty { connect(scope, first..<end) }
        if let condition = item.node("quals") { walkCondition(condition, Context(scope, .on, join: kind)) }
        if let alias = aliasName(item), first < end { fold(first..<end, into: alias, item, scope) }
    }

    static func joinKind(_ type: String?) -> Join.Kind {
        switch type {
        case "JOIN_LEFT": .left
        case "JOIN_RIGHT": .right
        case "JOIN_FULL": .full
        default: .inner
        }
    }

    private func commonColumns(_ left: ArraySlice<Source>, _ right: ArraySlice<Source>) -> [String] {
        let names = Set(right.flatMap { $0.outputs.map(\.name) })
        return left.flatMap { $0.outputs.map(\.name) }.filter { names.contains($0) }
    }

    private func joinUsing(
        _ column: String, _ scope: Scope, _ left: Range<Int>, _ right: Range<Int>, _ kind: Join.Kind
    ) {
        func side(_ range: Range<Int>) -> (source: Int, operand: Operand)? {
            let owner =
                range.first { scope.sources[$0].column(column) != nil } ?? range.first { scope.sources[$0].isOpen }
            return owner.map { ($0, scope.sources[$0].anyColumn(column)) }
        }
        guard let one = side(left), let other = side(right) else {
            return connect(scope, left.lowerBound..<right.upperBound)
        }
        scope.connections.connect(1 << UInt64(min(one.source, 63)) | 1 << UInt64(min(other.source, 63)))
        compareColumns(
            Located(operand: one.operand, scope: scope), Located(operand: other.operand, scope: scope), "=",
            Context(scope, .on, join: kind))
    }

    private func connect(_ scope: Scope, _ sources: Range<Int>) {
        scope.connections.connect(sources.reduce(0) { $0 | 1 << UInt64(min($1, 63)) })
    }

    /// `(a JOIN b ...) AS j`: from here on only `j` is visible.
    private func fold(_ range: Range<Int>, into alias: String, _ item: JSONValue, _ scope: Scope) {
        let columns = scope.sources[range].flatMap(\.outputs)
        let readsManyRows = scope.sources[range].contains { $0.readsManyRows }
        scope.sources.removeSubrange(range)
        add(Source(name: alias, columns: .derived(columns), readsManyRows: readsManyRows), item, scope)
    }
}

extension Scope {
    var lastSourceBit: UInt64 { 1 << UInt64(min(max(sources.count - 1, 0), 63)) }
}
