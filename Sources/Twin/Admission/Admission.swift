import JSONTape
import Model
import SQLSyntax

/// What of a dump a twin runs, and why the rest does not.
struct Admission {
    /// One object of the dump.
    struct Object: Sendable {
        var row: Int
        /// To run in this order; empty where nothing of it decides a plan.
        var statements: [String]
        /// Why none of it runs.
        var refusal: String?
    }

    private(set) var objects: [Object] = []

    /// - Parameter withoutRows: those that CREATE EXTENSION has seen to.
    init(_ dumped: [DumpedObject], known: KnownFunctions, withoutRows: Set<Int> = []) {
        let rules = Rules(known: known)
        objects = dumped.map { object in
            withoutRows.contains(object.row)
                ? Object(row: object.row, statements: [], refusal: nil) : Self.admit(object, rules)
        }
    }

    private static func admit(_ object: DumpedObject, _ rules: Rules) -> Object {
        var result = Object(row: object.row, statements: [], refusal: nil)
        switch object.statements {
        case .failure(let error) where error.reason == .empty: break
        case .failure(let error): result.refusal = "it is no SQL that this version reads: \(error.message)"
        case .success(let statements):
            for statement in statements {
                switch rules.ruling(statement) {
                case .run(let text): result.statements.append(text)
                case .skip: break
                case .refuse(let reason): result.refusal = result.refusal ?? reason
                }
            }
            if !dropsWhatItChanges(statements) { result.refusal = "it changes a column that it does not drop" }
            if result.refusal != nil || creates(nothing: statements, result.statements) { result.statements = [] }
        }
        return result
    }

    /// Oids are chosen for an object that is made then; where that one is skipped, so are they.
    private static func creates(nothing statements: [DumpedObject.Statement], _ admitted: [String]) -> Bool {
        !admitted.isEmpty && admitted.allSatisfy { $0.hasPrefix("SELECT pg_catalog.binary_upgrade_set_next_") }
    }

    /// A column's length and alignment are changed only where the next statement drops it, in the table that the row makes.
    private static func dropsWhatItChanges(_ statements: [DumpedObject.Statement]) -> Bool {
        let changes = statements.indices.filter { position in
            let body = statements[position].node.body
            return statements[position].node.tag == "UpdateStmt"
                && body.nodes("targetList").contains { $0.body.text("name") == "attlen" }
        }
        guard !changes.isEmpty else { return true }
        guard let table = statements.first(where: { $0.node.tag == "CreateStmt" })?.node.body["relation"]?.relation
        else {
            return false
        }
        return changes.allSatisfy { position in
            guard statements.indices.contains(position + 1) else { return false }
            let (change, next) = (statements[position].node, statements[position + 1].node)
            let command = next.body.nodes("cmds").first?.body
            let dropped = command?.text("name") ?? ""
            let literals = Set(
                change.descendants("A_Const").compactMap { $0.body["sval"]?["sval"]?.string?.withoutQuotes }
            )
            return next.tag == "AlterTableStmt" && command?.text("subtype") == "AT_DropColumn"
                && next.body["relation"]?.relation.name == table.name
                && next.body["relation"]?.relation.schema == table.schema && literals.contains(dropped)
                && literals.contains("\(table.schema ?? "").\(table.name)".withoutQuotes)
        }
    }
}
