import JSONTape
import Model

/// Statements that are not planned: the relations they name, and the queries they carry.
extension FactsWalker {
    func walkUtility(_ statement: Node) {
        let body = statement.body
        for field in ["query", "selectStmt"] {
            if let query = body.node(field) { walkPlannable(query, parent: nil, commonTables: [:]) }
        }
        switch statement.tag {
        case "LockStmt":
            note(.explicitLock)
            for relation in body.nodes("relations") { addRelation(relation.body, .lock) }
        case "TruncateStmt":
            for relation in body.nodes("relations") { addRelation(relation.body, .delete) }
        case "CopyStmt":
            if let relation = body["relation"] { addRelation(relation, body.flag("is_from") ? .insert : .read) }
        case "CreateStmt":
            if body["relation"]?.text("relpersistence") == "t" { note(.temporaryTable) }
        case "CreateTableAsStmt":
            if body["into"]?["rel"]?.text("relpersistence") == "t" { note(.temporaryTable) }
        case "VacuumStmt":
            for item in body.nodes("rels") {
                if let relation = item.body["relation"] { addRelation(relation, .lock) }
            }
        default:
            if let relation = body["relation"], relation.has("relname") { addRelation(relation, .lock) }
        }
    }

    private func addRelation(_ item: JSONValue, _ role: RelationRole) {
        guard let name = item.text("relname") else { return }
        let relation = catalog.relation(schema: item.text("schemaname"), name: name)
        facts.relations.append(
            RelationUse(
                oid: relation?.oid, schema: relation?.schema ?? item.text("schemaname"), name: name, role: role))
    }
}

/// What a utility statement is called: `CREATE TABLE`, `VACUUM`.
enum UtilityCommand {
    /// Read from the key words at the head of the text.
    static func name(_ source: [UInt8]) -> String? {
        var lexer = Lexer(String(decoding: source.prefix(400), as: UTF8.self))
        var words: [String] = []
        while words.count < 2, let token = lexer.next() {
            if token.kind == .open || token.kind == .semicolon, words.isEmpty { continue }
            guard token.kind == .word else { break }
            let word = Canonical.folded(lexer.bytes[token.start..<token.end]).uppercased()
            if words.isEmpty {
                words.append(word)
                if !named.contains(word) { break }
            } else if !modifiers.contains(word) {
                words.append(word)
            }
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// Commands whose second word says on what they work.
    private static let named: Set<String> = ["ALTER", "CREATE", "DROP", "REFRESH", "COMMENT", "SECURITY", "PREPARE"]

    private static let modifiers: Set<String> = [
        "OR", "REPLACE", "UNIQUE", "TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "RECURSIVE", "TRUSTED",
        "PROCEDURAL", "CONSTRAINT", "MATERIALIZED", "FOREIGN", "EVENT", "DEFAULT", "TEXT", "ON",
    ]
}
