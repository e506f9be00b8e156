import SQLSyntax

@testable import Migrate

extension SchemaChange {
    /// Of every statement of a text.
    static func all(in sql: String) throws -> [SchemaChange] {
        try SQL.split(sql).flatMap { range -> [SchemaChange] in
            let tree = try SQL.parse(range.text(in: sql))
            let statements = tree.root["stmts"]?.elements.compactMap { $0.node("stmt") } ?? []
            return statements.map { SchemaChange($0, offset: 0) }
        }
    }
}
