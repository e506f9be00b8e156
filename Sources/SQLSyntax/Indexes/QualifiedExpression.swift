import JSONTape

/// An expression of PostgreSQL's own functions and operators, with the schema before each of their names.
///
/// Who has CREATE on a schema of the search path can make a function or operator of a name that PostgreSQL has, for types that
/// fit exactly where PostgreSQL's take any array, range or enum: without its schema, the name then means theirs.
public enum QualifiedExpression {
    /// - Parameter expression: as the server writes it with all parentheses, where only what is in pg_catalog has no schema.
    /// - Returns: nil where SQL has no way to name the operator: IS DISTINCT FROM, NULLIF, CASE with an operand, rows.
    public static func of(_ expression: String) -> String? {
        let before = "SELECT ("
        guard let tree = try? RawParser.parse("\(before)\(expression)\n)"), let statements = tree.root["stmts"],
            statements.count == 1, let select = statements[0]?["stmt"].flatMap({ Node($0) })
        else { return nil }
        guard select.descendants("CaseExpr").allSatisfy({ !$0.body.has("arg") }), select.descendants("SubLink").isEmpty
        else { return nil }
        var edits: [(offset: Int, length: Int, text: String)] = []
        for call in select.descendants("FuncCall") where call.body.names("funcname").count == 1 {
            guard let offset = call.body["location"]?.int else { return nil }
            edits.append((offset, 0, "pg_catalog."))
        }
        for operation in select.descendants("A_Expr") {
            guard ["AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_OP_ALL"].contains(operation.body.text("kind")),
                !["lexpr", "rexpr"].contains(where: { operation.body.node($0)?.tag == "RowExpr" })
            else { return nil }
            guard let name = operation.body.names("name").first, operation.body.names("name").count == 1 else {
                continue
            }
            guard let offset = operation.body["location"]?.int else { return nil }
            edits.append((offset, name.utf8.count, "OPERATOR(pg_catalog.\(name))"))
        }
        return applied(edits, to: expression, shift: before.utf8.count)
    }

    private static func applied(
        _ edits: [(offset: Int, length: Int, text: String)], to expression: String, shift: Int
    ) -> String? {
        var bytes = Array(expression.utf8)
        for edit in edits.sorted(by: { $0.offset > $1.offset }) {
            let start = edit.offset - shift
            guard start >= 0, start + edit.length <= bytes.count else { return nil }
            bytes.replaceSubrange(start..<(start + edit.length), with: Array(edit.text.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
