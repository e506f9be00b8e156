import JSONTape
import SQLSyntax

/// ALTER TABLE.
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
        case "AT_DropConstraint":
            return .dropConstraint(name, cascades: body.text("behavior") == "DROP_CASCADE")
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
}
