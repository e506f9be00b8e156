import Model
import SQLSyntax

/// Lengths that CHECK constraints set: `CHECK (char_length(title) <= 200)`.
enum LengthChecks {
    /// Characters (or bytes) at most, by column.
    ///
    /// - Parameter definitions: of validated CHECK constraints, as pg_get_constraintdef prints them.
    static func lengths(in definitions: [String]) -> [String: Int] {
        let expressions = definitions.compactMap { definition -> String? in
            guard definition.hasPrefix("CHECK "), !definition.hasSuffix("NOT VALID") else { return nil }
            return String(definition.dropFirst(6)).replacing(" NO INHERIT", with: "")
        }
        let found = SQL.parse(expressions.map { "SELECT \($0)" }) { _, tree -> [String: Int] in
            guard let tree = try? tree.get(), let select = tree.root["stmts"]?[0]?["stmt"]?["SelectStmt"],
                let value = select["targetList"]?[0]?["ResTarget"]?.node("val")
            else { return [:] }
            return lengths(in: value)
        }
        return found.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: min) }
    }

    /// Of what must hold: the terms of an AND, nothing below OR and NOT.
    private static func lengths(in node: Node) -> [String: Int] {
        if node.tag == "BoolExpr", node.body.text("boolop") == "AND_EXPR" {
            return node.body.nodes("args").reduce(into: [:]) { $0.merge(lengths(in: $1), uniquingKeysWith: min) }
        }
        guard node.tag == "A_Expr", node.body.text("kind") == "AEXPR_OP",
            let sign = node.operatorName(), sign == "<=" || sign == "<",
            let call = node.body.node("lexpr"), call.tag == "FuncCall", measures.contains(call.functionName),
            let column = call.body.nodes("args").first.flatMap(column),
            let limit = node.body.node("rexpr")?.body["ival"]?["ival"]?.int
        else { return [:] }
        return [column: limit]
    }

    private static let measures: Set = ["length", "char_length", "character_length", "octet_length"]

    private static func column(_ node: Node) -> String? {
        if node.tag == "TypeCast" { return node.body.node("arg").flatMap(column) }
        let names = node.tag == "ColumnRef" ? node.body.names("fields") : []
        return names.count == 1 ? names[0] : nil
    }
}
