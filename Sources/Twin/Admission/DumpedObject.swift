import Model
import SQLSyntax

/// One row of the schema's dump with the parse trees of its statements.
struct DumpedObject: Sendable {
    /// One of its statements.
    struct Statement: Sendable {
        var node: Node
        /// As it stands in the dump.
        var text: String
    }

    /// Row of the section.
    var row: Int
    var kind: String
    var schema: String?
    var name: String
    /// Or why the row is no SQL.
    var statements: Result<[Statement], SyntaxError>

    /// The extension that the object belongs to, which pg_dump says in a statement of its own.
    var memberOf: String? { nodes.lazy.compactMap(Self.extensionJoined).first }

    /// Types are announced before what they are made of: `CREATE TYPE name;`.
    var isShellType: Bool {
        let types = nodes.filter { $0.tag == "DefineStmt" && $0.body.text("kind") == "OBJECT_TYPE" }
        return types.count == 1 && types.allSatisfy { $0.body.nodes("definition").isEmpty }
    }

    private var nodes: [Node] { (try? statements.get().map(\.node)) ?? [] }

    private static func extensionJoined(_ node: Node) -> String? {
        guard node.tag == "AlterExtensionContentsStmt" else { return nil }
        return node.body.text("extname")
    }

    /// All rows in their order. Uses all processors.
    static func all(of dump: Section) -> [DumpedObject] {
        let texts = (0..<dump.count).map { dump[$0, "sql"].text ?? "" }
        let parsed = SQL.parse(texts) { text, tree in
            tree.map { tape in
                let bytes = Array(text.utf8)
                return (tape.root["stmts"]?.elements.map { $0 } ?? []).compactMap { item -> Statement? in
                    guard let node = item.node("stmt") else { return nil }
                    let start = item["stmt_location"]?.int ?? 0
                    let length = item["stmt_len"]?.int ?? 0
                    let end = length == 0 ? bytes.count : start + length
                    return Statement(node: node, text: String(decoding: bytes[start..<end], as: UTF8.self))
                }
            }
        }
        return zip(0..<dump.count, parsed).map { row, statements in
            DumpedObject(
                row: row, kind: dump[row, "kind"].text ?? "object", schema: dump[row, "schema"].text,
                name: dump[row, "name"].text ?? "", statements: statements)
        }
    }
}
