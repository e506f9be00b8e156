import JSONTape

/// The parameters that may be what a complaint about types is about: those whose type is that of an expression.
struct UntypedParameters {
    private let statement: Node
    private let derived: DerivedColumns
    /// Parameters behind which a cast stands that was a guess: they count as if it were not there.
    private let guessed: Set<Int>

    /// Bytes of a text; longer ones are looked through for each complaint.
    private static let longest = 100_000

    /// nil for what does not parse.
    init?(_ text: String, guessed: Set<Int>) {
        guard text.utf8.count <= Self.longest, let tree = try? RawParser.parse(text),
            let statement = tree.root["stmts"]?[0]?.node("stmt")
        else {
            return nil
        }
        self.statement = statement
        self.guessed = guessed
        derived = DerivedColumns(statement)
    }

    /// The parameters of the places that fit best.
    ///
    /// - Parameter offset: where the server says that it is, in bytes; nil where it does not say.
    func suspects(_ complaint: TypeComplaint, at offset: Int?) -> Set<Int> {
        switch complaint {
        case .operation(let name, let left, let right):
            let operations = statement.descendants("A_Expr").filter { Self.names($0, name) }
            let here = operations.filter { offset != nil && $0.body["location"]?.int == offset }
            return first(of: here.isEmpty ? operations : here) { operands($0, left, right) }
        case .function(let name, let arguments):
            let short = name.split(separator: ".").last.map { $0.filter { $0 != "\"" } } ?? name
            let calls = statement.descendants("FuncCall").filter { $0.body.names("funcname").last == short }
            let here = calls.filter { offset != nil && ($0.body["location"]?.int ?? 0) == offset }
            return first(of: here.isEmpty ? calls : here) { parameters($0, arguments) }
        case .mismatch: return offset.map(atPlace) ?? []
        case .untyped(let number): return [number]
        case .unequal: return []
        }
    }

    private func first(of nodes: [Node], _ read: (Node) -> Set<Int>) -> Set<Int> {
        for node in nodes {
            let found = read(node)
            if !found.isEmpty { return found }
        }
        return []
    }

    private static func names(_ expression: Node, _ name: String) -> Bool {
        switch expression.operatorName() ?? "" {
        case name: true
        case "BETWEEN", "NOT BETWEEN", "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC":
            ["<", "<=", ">", ">="].contains(name)
        case "<>": name == "<>" || name == "="
        default: false
        }
    }

    /// Of an operator, the side that was taken for text, or both.
    private func operands(_ operation: Node, _ left: String?, _ right: String?) -> Set<Int> {
        func side(_ field: String) -> [Node] {
            guard let value = operation.body[field] else { return [] }
            return Node(value).map { $0.tag == "List" ? $0.body.nodes("items") : [$0] } ?? []
        }
        let sides = [(left, side("lexpr")), (right, side("rexpr"))].map { type, nodes in
            (type: type, parameters: Set(nodes.flatMap { results(of: $0) }))
        }
        let open = sides.filter { TypeComplaint.isUndecided($0.type) || !$0.parameters.isDisjoint(with: guessed) }
        return (open.isEmpty ? sides : open).reduce(into: []) { $0.formUnion($1.parameters) }
    }

    private func parameters(_ call: Node, _ types: [String]) -> Set<Int> {
        let arguments =
            call.body.nodes("args") + (call.body.flag("agg_within_group") ? call.body.nodes("agg_order") : [])
        return arguments.enumerated().reduce(into: []) { found, item in
            let parameters = Set(results(of: item.element))
            let type = item.offset < types.count ? types[item.offset] : "unknown"
            if TypeComplaint.isUndecided(type) || !parameters.isDisjoint(with: guessed) { found.formUnion(parameters) }
        }
    }

    // MARK: Places

    /// What stands in one list with the expression at a place, or else the expression itself.
    private func atPlace(_ offset: Int) -> Set<Int> {
        func begins(_ node: Node) -> Bool { Self.start(of: node) == offset }
        for query in statement.descendants("SelectStmt") {
            for column in DerivedColumns.columns(of: query) where column.count > 1 && column.contains(where: begins) {
                let found = Set(column.flatMap { results(of: $0) })
                if !found.isEmpty { return found }
            }
        }
        for tag in ["CaseExpr", "CoalesceExpr", "MinMaxExpr", "A_ArrayExpr"] {
            for list in statement.descendants(tag) where Self.parts(of: list).contains(where: begins) || begins(list) {
                let found = Set(results(of: list))
                if !found.isEmpty { return found }
            }
        }
        for tag in ["ParamRef", "ColumnRef", "FuncCall", "A_Expr", "SubLink", "TypeCast"] {
            for node in statement.descendants(tag) where begins(node) {
                let found = Set(results(of: node))
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    /// Where an expression begins in the text: an operator's location is that of its sign.
    private static func start(of node: Node) -> Int? {
        var node = node
        while node.tag == "A_Expr" || node.tag == "TypeCast" || node.tag == "A_Indirection" {
            guard let inner = node.body.node(node.tag == "A_Expr" ? "lexpr" : "arg") else { break }
            node = inner
        }
        return node.body["location"]?.int ?? 0
    }

    private static func parts(of list: Node) -> [Node] {
        switch list.tag {
        case "CaseExpr":
            list.body.nodes("args").compactMap { $0.body.node("result") }
                + [list.body.node("defresult")].compactMap { $0 }
        case "A_ArrayExpr": list.body.nodes("elements")
        default: list.body.nodes("args")
        }
    }

    // MARK: Results

    /// Functions that return what they are given.
    private static let passing: Set<String> = [
        "abs", "array_agg", "array_append", "array_cat", "array_prepend", "array_remove", "avg", "ceil", "ceiling",
        "first_value",
        "floor", "generate_series", "lag", "last_value", "lead", "max", "min", "mode", "nth_value", "round", "sum",
        "trunc", "unnest",
    ]

    /// Nodes that are looked at for one expression.
    private static let most = 2_000

    /// The parameters whose type decides that of the expression.
    private func results(of node: Node) -> [Int] {
        var found: [Int] = []
        var open = [node]
        // A recursive query reads its own columns.
        var seen: Set<Int> = []
        while let next = open.popLast(), seen.count < Self.most {
            guard seen.insert(next.body["location"]?.int ?? -1 - seen.count).inserted || next.tag == "ParamRef" else {
                continue
            }
            if let number = parameter(next) { found.append(number) } else { open += deciding(next) }
        }
        return found
    }

    private func parameter(_ node: Node) -> Int? {
        switch node.tag {
        case "ParamRef": return node.body["number"]?.int
        case "TypeCast":
            guard let inner = node.body.node("arg"), inner.tag == "ParamRef", let number = inner.body["number"]?.int,
                guessed.contains(number)
            else { return nil }
            return number
        default: return nil
        }
    }

    /// The expressions in it whose type it has.
    private func deciding(_ node: Node) -> [Node] {
        let body = node.body
        switch node.tag {
        case "CaseExpr", "CoalesceExpr", "MinMaxExpr", "A_ArrayExpr": return Self.parts(of: node)
        case "A_Expr": return ["lexpr", "rexpr"].compactMap { body.node($0) }
        case "CollateClause", "A_Indirection": return [body.node("arg")].compactMap { $0 }
        case "FuncCall": return Self.passing.contains(node.functionName) ? body.nodes("args") : []
        case "ColumnRef": return derived.expressions(of: node)
        case "SubLink": return body.node("subselect").flatMap { DerivedColumns.columns(of: $0).first } ?? []
        case "List": return body.nodes("items")
        case "RowExpr": return body.nodes("args")
        default: return []
        }
    }
}
