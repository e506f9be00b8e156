import JSONTape
import Model

/// Constants of the parse tree.
extension FactsWalker {
    /// A whole number; nil for all other nodes.
    func integer(_ node: Node) -> Int64? {
        guard node.tag == "A_Const", let value = node.body["ival"] else { return nil }
        if let number = value["ival"]?.int { return Int64(number) }
        // libpg_query 15 writes no number that is not positive: it is read from the text.
        return nonPositiveInteger(at: node.body["location"]?.int ?? 0)
    }

    private func nonPositiveInteger(at location: Int) -> Int64 {
        guard location >= 0, location < source.count, source[location] == UInt8(ascii: "-") else { return 0 }
        let digits = source[(location + 1)...].drop { $0 == 0x20 }.prefix(while: Lexer.isDigit)
        return -(Int64(String(decoding: digits, as: UTF8.self)) ?? 0)
    }

    func isNull(_ node: Node) -> Bool { node.tag == "A_Const" && node.body.flag("isnull") }

    /// A literal or a parameter, with or without casts.
    func isConstant(_ node: Node) -> Bool {
        var node = node
        while node.tag == "TypeCast", let argument = node.body.node("arg") { node = argument }
        return node.tag == "A_Const" || node.tag == "ParamRef"
    }

    /// The number of a parameter, with or without casts, as a list of one; of lists and arrays those of all elements.
    func parameters(of node: Node) -> [Int] {
        switch node.tag {
        case "ParamRef": [node.body["number"]?.int ?? 0]
        case "TypeCast": node.body.node("arg").map { parameters(of: $0) } ?? []
        case "A_ArrayExpr": node.body.nodes("elements").flatMap { parameters(of: $0) }
        case "List": node.body.nodes("items").flatMap { parameters(of: $0) }
        case "CollateClause": node.body.node("arg").map { parameters(of: $0) } ?? []
        // Patterns put together of parts, and with the character that escapes.
        case "A_Expr" where node.operatorName() == "||":
            ["lexpr", "rexpr"].flatMap { node.body.node($0).map { parameters(of: $0) } ?? [] }
        case "FuncCall" where Functions.escapes(node): node.body.nodes("args").first.map { parameters(of: $0) } ?? []
        default: []
        }
    }

    /// The literal as SQL, with its casts: `'2026-01-01'::date`. nil for all that is no literal.
    func literal(_ node: Node) -> String? {
        if node.tag == "TypeCast" {
            guard let inner = node.body.node("arg").flatMap({ literal($0) }),
                let type = TypeName.text(node.body["typeName"])
            else { return nil }
            return "\(inner)::\(type)"
        }
        guard node.tag == "A_Const" else { return nil }
        if let text = string(node) { return Quote.literal(text) }
        if let number = integer(node) { return String(number) }
        if let number = node.body["fval"] { return number.text("fval") }
        if let truth = node.body["boolval"] { return truth.flag("boolval") ? "true" : "false" }
        return isNull(node) ? "NULL" : nil
    }

    /// The text of a string literal.
    func string(_ node: Node) -> String? {
        guard node.tag == "A_Const", let value = node.body["sval"] else { return nil }
        return value.text("sval") ?? ""
    }

    /// The type of a literal or of a cast; nil where the text does not say.
    func type(of node: Node) -> String? {
        switch node.tag {
        case "TypeCast": return TypeName.text(node.body["typeName"])
        case "A_Const":
            if node.body.has("ival") { return "integer" }
            if node.body.has("boolval") { return "boolean" }
            guard let number = node.body["fval"]?.text("fval") else { return nil }
            // A whole number too large for an integer comes as a float.
            return Int64(number) == nil ? "numeric" : "bigint"
        default: return nil
        }
    }

    /// Whether a pattern of LIKE is known to begin with a wildcard; nil where that depends on a parameter.
    func beginsWithWildcard(_ pattern: Node) -> Bool? {
        if let text = string(pattern) { return text.first == "%" || text.first == "_" }
        switch pattern.tag {
        case "TypeCast", "CollateClause": return pattern.body.node("arg").flatMap { beginsWithWildcard($0) }
        case "A_Expr" where pattern.operatorName() == "||":
            return pattern.body.node("lexpr").flatMap { beginsWithWildcard($0) }
        case "FuncCall" where ["concat", "like_escape", "similar_to_escape"].contains(pattern.functionName):
            return pattern.body.nodes("args").first.flatMap { beginsWithWildcard($0) }
        default: return nil
        }
    }
}
