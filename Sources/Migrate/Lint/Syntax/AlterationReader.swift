import JSONTape
import SQLSyntax

/// ALTER TABLE and statements that write rows.
extension TreeReader {
    func alteration(_ body: JSONValue) -> TableAlteration {
        TableAlteration(
            name: relation(body["relation"]) ?? ObjectName(name: ""), kind: kind(body.text("objtype")),
            commands: body.nodes("cmds").map { command($0.body) })
    }

    private func command(_ body: JSONValue) -> AlterCommand {
        let tag = body.text("subtype") ?? ""
        let name = body.text("name") ?? ""
        let definition = body.node("def")
        switch tag {
        case "AT_AddColumn": if let definition { return .addColumn(column(definition.body)) }
        case "AT_DropColumn": return .dropColumn(name, ifExists: body.flag("missing_ok"))
        case "AT_AlterColumnType":
            guard let definition else { return .other(tag) }
            let type = type(of: definition.body)
            let using = definition.body.node("raw_default")
            return .setType(
                column: name, type, hasUsing: using.map { !isItself($0, name, type) } ?? false)
        case "AT_SetNotNull": return .setNotNull(name)
        case "AT_DropNotNull": return .dropNotNull(name)
        case "AT_ColumnDefault":
            return .setDefault(
                name,
                definition.map { expression in
                    ConstraintDefinition(
                        kind: .defaultValue, literals: literals(expression), functions: functions(expression))
                })
        case "AT_AddIdentity": return .addIdentity(name)
        case "AT_DropExpression": return .dropExpression(name)
        case "AT_AddConstraint": if let definition { return .addConstraint(constraint(definition.body)) }
        case "AT_ValidateConstraint": return .validateConstraint(name)
        case "AT_DropConstraint": return .dropConstraint(name)
        case "AT_AttachPartition":
            if let partition = relation(definition?.body["name"]) {
                return .attachPartition(partition, isDefault: definition?.body["bound"]?.flag("is_default") ?? false)
            }
        case "AT_DetachPartition":
            if let partition = relation(definition?.body["name"]) {
                return .detachPartition(partition, concurrently: definition?.body.flag("concurrent") ?? false)
            }
        case "AT_SetLogged": return .setLogged(true)
        case "AT_SetUnLogged": return .setLogged(false)
        case "AT_SetTableSpace": return .setTablespace
        case "AT_SetAccessMethod": return .setAccessMethod
        default:
            if tag.hasPrefix("AT_EnableTrig") || tag.hasSuffix("AlwaysTrig") || tag.hasSuffix("ReplicaTrig") {
                return .enableTrigger
            }
            if tag.hasPrefix("AT_DisableTrig") { return .disableTrigger }
        }
        return .other(tag)
    }

    /// A USING that does what is done without it: the column, or the column cast to its new type.
    private func isItself(_ expression: Node, _ column: String, _ new: ColumnType) -> Bool {
        switch expression.tag {
        case "ColumnRef": expression.body.names("fields") == [column]
        case "TypeCast":
            type(expression.body["typeName"]).isWritten(as: new)
                && expression.body.node("arg").map { $0.tag == "ColumnRef" && isItself($0, column, new) } ?? false
        default: false
        }
    }

    /// nil for a COPY that only reads.
    func write(_ statement: Node) -> SchemaChange? {
        let body = statement.body
        guard let table = relation(body["relation"]) else { return nil }
        // Of a dump's INSERTs with a thousand rows nobody asks which enum values they use.
        let isShort = statement.body.rawBytes.count < 65_536
        let literals = isShort ? literals(statement) : []
        func change(_ kind: DataChange.Kind, bounded: Bool) -> SchemaChange {
            .write(
                DataChange(
                    kind: kind, table: table, isBounded: bounded, fixedColumns: fixedColumns(body),
                    hasCondition: body.has("whereClause"), literals: literals))
        }
        switch statement.tag {
        case "InsertStmt":
            let query = body.node("selectStmt")?.body
            // A SELECT without FROM gives one row.
            let isShort = query?.has("valuesLists") ?? true || !(query?.has("fromClause") ?? false)
            return change(.insert, bounded: isShort || query?.has("limitCount") ?? false)
        case "UpdateStmt": return change(.update, bounded: isBounded(body))
        case "DeleteStmt": return change(.delete, bounded: isBounded(body))
        case "MergeStmt": return change(.merge, bounded: false)
        default: return body.flag("is_from") ? change(.copy, bounded: true) : nil
        }
    }

    /// Whether a condition keeps the number of rows small whatever the columns are: a range with both ends, a LIMIT in a
    /// sub-query.
    private func isBounded(_ body: JSONValue) -> Bool {
        if isJoinedWithValues(body) { return true }
        var (lower, upper) = (false, false)
        for term in conjuncts(body) {
            if hasLimit(term) { return true }
            guard term.tag == "A_Expr", column(of: term) != nil else { continue }
            if term.body.text("kind") == "AEXPR_BETWEEN" { return true }
            guard isFixed(term.body.node("rexpr")), let sign = term.operatorName() else { continue }
            lower = lower || sign.hasPrefix(">")
            upper = upper || (sign.hasPrefix("<") && sign != "<>")
        }
        return lower && upper
    }

    /// Only rows that match one of a list that is written out.
    private func isJoinedWithValues(_ body: JSONValue) -> Bool {
        let sources = body.nodes("fromClause") + body.nodes("usingClause")
        guard !sources.isEmpty,
            sources.allSatisfy({
                $0.tag == "RangeSubselect" && $0.body.node("subquery")?.body.has("valuesLists") ?? false
            })
        else { return false }
        return conjuncts(body).contains {
            $0.tag == "A_Expr" && $0.operatorName() == "=" && $0.body.node("lexpr")?.tag == "ColumnRef"
                && $0.body.node("rexpr")?.tag == "ColumnRef"
        }
    }

    /// The columns that the condition fixes by `=` or IN.
    private func fixedColumns(_ body: JSONValue) -> Set<String> {
        let kinds: Set<String?> = ["AEXPR_IN", "AEXPR_OP", "AEXPR_OP_ANY"]
        return Set(
            conjuncts(body).compactMap { term in
                guard term.tag == "A_Expr", kinds.contains(term.body.text("kind")), term.operatorName() == "=",
                    isFixed(term.body.node("rexpr"))
                else { return nil }
                return column(of: term)
            })
    }

    /// The terms of the WHERE that AND joins.
    private func conjuncts(_ body: JSONValue) -> [Node] {
        var open = body.node("whereClause").map { [$0] } ?? []
        var terms: [Node] = []
        while let node = open.popLast() {
            if node.tag == "BoolExpr", node.body.text("boolop") == "AND_EXPR" {
                open += node.body.nodes("args")
            } else {
                terms.append(node)
            }
        }
        return terms
    }

    private func column(of term: Node) -> String? {
        term.body.node("lexpr").flatMap { $0.tag == "ColumnRef" ? $0.body.names("fields").last : nil }
    }

    private func isFixed(_ node: Node?) -> Bool {
        guard let node else { return false }
        return ["A_Const", "List", "TypeCast", "ParamRef", "A_ArrayExpr"].contains(node.tag)
    }

    private func hasLimit(_ term: Node) -> Bool {
        guard term.tag == "SubLink" else { return false }
        return !term.descendants("SelectStmt").filter { $0.body.has("limitCount") }.isEmpty
    }
}
