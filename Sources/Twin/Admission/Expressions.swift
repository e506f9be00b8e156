import JSONTape
import SQLSyntax

/// Which nodes queries and expressions of a dump may be made of.
enum Expressions {
    /// Nodes of SELECT and of what stands in it. None of them runs when an object is made.
    private static let selecting: Set<String> = [
        "SelectStmt", "ResTarget", "ColumnRef", "ParamRef", "A_Const", "A_Expr", "A_Star", "A_Indices", "A_Indirection",
        "A_ArrayExpr", "TypeCast", "CollateClause", "FuncCall", "NamedArgExpr", "BoolExpr", "NullTest", "BooleanTest",
        "SubLink", "CaseExpr", "CaseWhen", "CoalesceExpr", "MinMaxExpr", "RowExpr", "GroupingFunc", "GroupingSet",
        "SQLValueFunction", "XmlExpr", "XmlSerialize", "RangeVar", "RangeSubselect", "RangeFunction", "RangeTableFunc",
        "RangeTableFuncCol", "RangeTableSample", "JoinExpr", "Alias", "SortBy", "WindowDef", "WithClause",
        "CommonTableExpr", "CTESearchClause", "CTECycleClause", "LockingClause", "String", "Integer", "Float",
        "Boolean",
        "BitString", "List", "TypeName", "DefElem",
    ]
    /// What rules may do besides.
    private static let modifying: Set<String> = [
        "InsertStmt", "UpdateStmt", "DeleteStmt", "OnConflictClause", "InferClause", "IndexElem", "SetToDefault",
        "MultiAssignRef", "NotifyStmt",
    ]

    static func areKnown(_ value: JSONValue, besides: Set<String> = [], mayModify: Bool = false) -> Bool {
        let unknown = value.tags.subtracting(selecting).subtracting(besides)
        return (mayModify ? unknown.subtracting(modifying) : unknown).isEmpty && !value.mentions("intoClause")
    }

    /// A literal as a partition's bound has it, evaluated when it is attached.
    static func isBound(_ node: Node) -> Bool {
        switch node.tag {
        case "A_Const": true
        case "ColumnRef": [["minvalue"], ["maxvalue"]].contains(node.body.names("fields"))
        default: false
        }
    }
}

/// Whether the body of an SQL function may stay: the planner inlines it, or runs it where all of its arguments are constants.
struct InlinableBody {
    let known: KnownFunctions

    func mayStay(_ stub: FunctionStub) -> Bool {
        guard let text = stub.inlinableText, let tree = try? SQL.parse(text),
            let statements = tree.root["stmts"], statements.count == 1,
            let query = statements[0]?.node("stmt"), query.tag == "SelectStmt",
            Expressions.areKnown(query.body), !query.body.mentions("lockingClause")
        else { return false }
        // A scalar function is inlined only if it reads nothing; one that is run by the planner must not read tables either.
        let reads = query.body.mentions("fromClause") || query.body.mentions("withClause")
        if stub.returnsSet {
            guard stub.volatility != "volatile", !stub.isStrict else { return false }
        } else if reads {
            return false
        }
        return query.descendants("FuncCall").allSatisfy {
            known.isSteady($0.body.names("funcname").map { $0.lowercased() })
        }
            && query.descendants("A_Expr").allSatisfy { expression in
                let name = expression.body.names("name")
                return name.count == 1 || name.first == "pg_catalog"
            }
    }
}
