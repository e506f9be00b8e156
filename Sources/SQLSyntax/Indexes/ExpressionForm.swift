import JSONTape

/// What an expression says, as text: two expressions of one form mean the same in the same table.
///
/// The form is the parse tree, so blanks, comments, needless parentheses and the case of unquoted names do not count, and
/// everything else does: literals to the letter, the order of operands, grouping. Rewritten is only what cannot change the
/// meaning: the operands of AND and of OR are flattened and sorted, the schema pg_catalog is left out, and so is the cast to
/// text that pg_get_expr puts behind a string literal. Expressions that mean the same may have different forms; never the
/// other way round.
enum ExpressionForm {
    /// The form of an expression; a text that does not parse has its own, equal to that of the same text only.
    ///
    /// Recurses as deep as the expression: call it on a big stack.
    static func of(_ expression: String) -> String {
        guard let tree = try? RawParser.parse("SELECT (\(expression)\n)"),
            let statements = tree.root["stmts"], statements.count == 1,
            let select = statements[0]?["stmt"]?["SelectStmt"],
            let targets = select["targetList"], targets.count == 1, let value = targets[0]?["ResTarget"]?["val"]
        else { return "unparsed \(expression)" }
        // A parenthesis too many in the text would make it more than one expression.
        guard select.members.allSatisfy({ member in allowed.contains { member.key.equals($0) } }) else {
            return "unparsed \(expression)"
        }
        return form(value)
    }

    /// What SELECT of one value has.
    private static let allowed = ["targetList", "limitOption", "op"]

    private static func form(_ value: JSONValue) -> String {
        switch value.kind {
        case .array: "[" + value.elements.map(form).joined(separator: ",") + "]"
        case .object: object(value)
        default: value.rawText
        }
    }

    private static func object(_ value: JSONValue) -> String {
        if let node = Node(value) {
            if node.tag == "BoolExpr", let operation = node.body.text("boolop"), operation != "NOT_EXPR" {
                return operation + "(" + operands(node, operation).sorted().joined(separator: ",") + ")"
            }
            if node.tag == "TypeCast", let literal = literalAsText(node) { return form(literal) }
        }
        let members = value.members.compactMap { key, member -> String? in
            let name = key.string ?? key.rawText
            guard !ignored.contains(name) else { return nil }
            return "\(key.rawText):" + (name == "funcname" || name == "names" ? self.name(member) : form(member))
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// Places in the text, and how a call was written: `EXTRACT(year FROM at)` is `pg_catalog.extract('year', at)`.
    private static let ignored: Set<String> = ["location", "funcformat"]

    /// The forms of what an AND or OR joins, through operands that are the same operation.
    private static func operands(_ node: Node, _ operation: String) -> [String] {
        node.body["args"]?.elements.flatMap { argument -> [String] in
            if let inner = Node(argument), inner.tag == "BoolExpr", inner.body.text("boolop") == operation {
                return operands(inner, operation)
            }
            return [form(argument)]
        } ?? []
    }

    private static func name(_ parts: JSONValue) -> String {
        var forms = parts.elements.map(form)
        if forms.count > 1, parts[0]?["String"]?["sval"]?.equals("pg_catalog") == true { forms.removeFirst() }
        return "[" + forms.joined(separator: ",") + "]"
    }

    /// The literal of `'a'::text` and `'a'::character varying`; nil for every other cast.
    private static func literalAsText(_ cast: Node) -> JSONValue? {
        guard let argument = cast.body["arg"], Node(argument)?.body.has("sval") == true,
            Node(argument)?.tag == "A_Const", let type = cast.body["typeName"], type["typmods"] == nil,
            type["arrayBounds"] == nil, let name = type.names("names").last, name == "text" || name == "varchar"
        else { return nil }
        return argument
    }
}

extension SQL {
    /// The forms of expressions, in their order: equal ones mean the same in the same table, different ones may too.
    public static func expressionForms(_ expressions: [String]) -> [String] {
        guard !expressions.isEmpty else { return [] }
        return BigStack.map(expressions) { $0.map(ExpressionForm.of) }
    }
}
