import JSONTape
import Model

/// WITH queries.
extension FactsWalker {
    func walkWith(_ with: JSONValue, _ scope: Scope) {
        let isRecursive = with.flag("recursive")
        if isRecursive { note(.recursive) }
        for table in with.nodes("ctes") {
            note(.commonTableExpression)
            guard let name = table.body.text("ctename"), let query = table.body.node("ctequery") else { continue }
            let aliases = table.body.names("aliascolnames")
            let output = walkCommonTable(
                query, scope, recursion: isRecursive ? Recursion(name: name, aliases: aliases) : nil)
            scope.commonTables[name] = CommonTable(
                columns: rename(output.columns, aliases), readsManyRows: output.readsManyRows)
        }
    }

    private func walkCommonTable(_ query: Node, _ scope: Scope, recursion: Recursion?) -> QueryOutput {
        guard query.tag == "SelectStmt" else {
            return walkModification(query, commonTables: scope.commonTables)
                ?? QueryOutput(columns: [], readsManyRows: false)
        }
        let inner = Scope(parent: scope.parent, commonTables: scope.commonTables)
        inner.recursion = recursion
        return walkQuery(query.body, inner, place: .commonTable)
    }

    /// Column aliases replace names from the left.
    func rename(_ columns: [OutputColumn], _ aliases: [String]) -> [OutputColumn] {
        guard !aliases.isEmpty else { return columns }
        var renamed = columns
        for (position, alias) in aliases.enumerated() {
            if position < renamed.count {
                renamed[position].name = alias
            } else {
                renamed.append(OutputColumn(name: alias))
            }
        }
        return renamed
    }
}

/// The WITH RECURSIVE query that a UNION makes up: its right side reads what its left side gives.
struct Recursion {
    var name: String
    var aliases: [String]
}
