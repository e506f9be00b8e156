import JSONTape
import Model

/// The kinds of statements and where each is walked.
extension FactsWalker {
    static func kind(of statement: Node) -> StatementKind {
        switch statement.tag {
        case "SelectStmt": statement.body.has("intoClause") ? .utility : .select
        case "InsertStmt": .insert
        case "UpdateStmt": .update
        case "DeleteStmt": .delete
        case "MergeStmt": .merge
        default: .utility
        }
    }

    func walkStatement(_ statement: Node) {
        if facts.kind == .utility, facts.command == nil {
            facts.command = statement.tag == "SelectStmt" ? "SELECT INTO" : UtilityCommand.name(source)
        }
        if statement.body["intoClause"]?["rel"]?.text("relpersistence") == "t" { note(.temporaryTable) }
        if !walkPlannable(statement, parent: nil, commonTables: [:]) { walkUtility(statement) }
    }

    /// Walks a statement that can stand in WITH, EXPLAIN and the like; false where it is none.
    @discardableResult
    func walkPlannable(_ statement: Node, parent: Scope?, commonTables: [String: CommonTable]) -> Bool {
        switch statement.tag {
        case "SelectStmt":
            walkQuery(statement.body, Scope(parent: parent, commonTables: commonTables), place: .outermost)
        default:
            return walkModification(statement, commonTables: commonTables) != nil
        }
        return true
    }
}
