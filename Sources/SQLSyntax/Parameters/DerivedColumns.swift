import JSONTape

/// What stands behind the columns of VALUES, sub-queries, WITH and functions in FROM.
///
/// Goes by name alone, through the whole statement: whoever asks has a server that says whether the answer was right.
struct DerivedColumns {
    private struct Source {
        var names: [String]
        var columns: [[Node]]
    }

    private var sources: [String: [Source]] = [:]

    init(_ statement: Node) {
        for table in statement.descendants("CommonTableExpr") {
            guard let name = table.body.text("ctename"), let query = table.body.node("ctequery") else { continue }
            add(name, Self.source(of: query, renamed: table.body.names("aliascolnames")))
        }
        for item in statement.descendants("RangeVar") {
            guard let name = item.body.text("relname"), let alias = item.body["alias"]?.text("aliasname"),
                alias != name, let known = sources[name]
            else { continue }
            let names = item.body["alias"]?.names("colnames") ?? []
            for source in known { add(alias, Self.renamed(source, names)) }
        }
        for item in statement.descendants("RangeSubselect") {
            guard let query = item.body.node("subquery") else { continue }
            let alias = item.body["alias"]
            add(alias?.text("aliasname") ?? "", Self.source(of: query, renamed: alias?.names("colnames") ?? []))
        }
        for item in statement.descendants("RangeFunction") { addFunction(item) }
    }

    /// Sources of one name; more than that is no statement that somebody wrote.
    private static let most = 20

    private mutating func add(_ name: String, _ source: Source) {
        if sources[name, default: []].count < Self.most { sources[name, default: []].append(source) }
    }

    private mutating func addFunction(_ item: Node) {
        let alias = item.body["alias"]
        guard let call = item.descendants("FuncCall").first else { return }
        let arguments = call.body.nodes("args")
        let name = alias?.text("aliasname") ?? call.functionName
        var names = alias?.names("colnames") ?? []
        if names.isEmpty { names = [name] }
        let columns = call.functionName == "unnest" ? arguments.map { [$0] } : [arguments]
        add(name, Source(names: names, columns: columns))
    }

    /// The expressions behind a column reference; none where it is a table's.
    func expressions(of reference: Node) -> [Node] {
        let parts = reference.body.names("fields")
        guard let name = parts.last else { return [] }
        let candidates = parts.count >= 2 ? sources[parts[parts.count - 2]] ?? [] : sources.values.flatMap { $0 }
        return candidates.flatMap { source in
            source.names.firstIndex(of: name).flatMap { source.columns.indices.contains($0) ? source.columns[$0] : nil }
                ?? []
        }
    }

    // MARK: Queries

    private static func source(of query: Node, renamed names: [String]) -> Source {
        renamed(Source(names: outputNames(query), columns: columns(of: query)), names)
    }

    private static func renamed(_ source: Source, _ names: [String]) -> Source {
        Source(names: names + source.names.dropFirst(names.count), columns: source.columns)
    }

    /// Of each column of a query the expressions that it has in one branch or another.
    static func columns(of query: Node) -> [[Node]] {
        guard query.tag == "SelectStmt" else {
            return query.body.nodes("returningList").map { $0.body.node("val").map { [$0] } ?? [] }
        }
        var columns: [[Node]] = []
        func add(_ row: [[Node]]) {
            for (position, nodes) in row.enumerated() {
                if position < columns.count { columns[position] += nodes } else { columns.append(nodes) }
            }
        }
        for branch in branches(query) {
            add(branch.body.nodes("targetList").map { $0.body.node("val").map { [$0] } ?? [] })
            for row in branch.body.nodes("valuesLists") { add(row.body.nodes("items").map { [$0] }) }
        }
        return columns
    }

    /// The queries that UNION and its like put together.
    static func branches(_ query: Node) -> [Node] {
        var found: [Node] = []
        var open = [query]
        while let next = open.popLast() {
            let parts = ["larg", "rarg"].compactMap { next.body[$0].map { Node(tag: "SelectStmt", body: $0) } }
            if parts.isEmpty { found.append(next) } else { open += parts.reversed() }
        }
        return found
    }

    private static func outputNames(_ query: Node) -> [String] {
        let first = query.tag == "SelectStmt" ? branches(query)[0] : query
        let targets = first.body.nodes(query.tag == "SelectStmt" ? "targetList" : "returningList")
        if targets.isEmpty { return columns(of: query).indices.map { "column\($0 + 1)" } }
        return targets.map { target in
            if let name = target.body.text("name") { return name }
            guard let value = target.body.node("val") else { return "" }
            return value.tag == "ColumnRef" ? value.body.names("fields").last ?? "" : value.functionName
        }
    }
}
