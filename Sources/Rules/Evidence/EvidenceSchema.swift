import GRDB
import Model

/// The evidence tables as SQLite knows them.
enum EvidenceSchema {
    /// Columns that rules join on beyond the leading key column, by table. The one place for them.
    private static let joinColumns: [String: [[String]]] = [
        "tables": [["parent_oid"]],
        "indexes": [["table_oid"], ["parent_oid"]],
        "statement_relations": [["relation_oid"]],
        "predicates": [["relation_oid", "column"]],
        "joins": [["left_oid", "left_column"], ["right_oid", "right_column"]],
        "sort_keys": [["relation_oid", "column"]],
        "features": [["feature"]],
        "statement_columns": [["relation_oid", "column"]],
        "plan_nodes": [["relation_oid"], ["index_oid"], ["type"]],
        "relations": [["parent_oid"]],
        "columns": [["relation_oid", "name"]],
        "constraints": [["relation_oid"], ["referenced_oid"], ["index_oid"]],
        "index_definitions": [["relation_oid"], ["constraint_oid"]],
        "triggers": [["relation_oid"]],
        "extended_statistics": [["relation_oid"]],
        "sequences": [["owner_relation_oid"]],
        "statement_entries": [["text_hash"]],
        "activity": [["pid"]],
    ]

    /// Makes all tables, empty, in a database that has none. They are copied page by page from one that was made once:
    /// compiling two hundred statements takes as long as running most rules.
    static func lay(into queue: DatabaseQueue) throws { try empty.get().backup(to: queue) }

    private static let empty = Result {
        let queue = try DatabaseQueue()
        try queue.inDatabase { try $0.execute(sql: script) }
        return queue
    }

    /// CREATE TABLE and CREATE INDEX of every table, as one script.
    private static let script =
        EvidenceTable.all.map { statements($0).joined(separator: ";\n") }.joined(separator: ";\n") + ";"

    private static func statements(_ table: EvidenceTable) -> [String] {
        let columns = table.shape.columns.map { "\(quoted($0.name)) \(type($0.type))" }
        let create = "CREATE TABLE \(quoted(table.name)) (\(columns.joined(separator: ", ")))"
        let key = table.shape.keyColumns.map { table.shape.columns[$0].name }
        let lists = (key.isEmpty ? [] : [key]) + (joinColumns[table.name] ?? [])
        return [create]
            + lists.enumerated().map { position, columns in
                let name = quoted("\(table.name)_by_\(position)")
                return "CREATE INDEX \(name) ON \(quoted(table.name)) (\(columns.map(quoted).joined(separator: ", ")))"
            }
    }

    private static func type(_ type: ColumnType) -> String {
        switch type {
        case .integer, .boolean: "INTEGER"
        case .real, .time: "REAL"
        case .text, .json: "TEXT"
        }
    }

    /// Names come from the shapes; some, such as `distinct`, are SQLite key words.
    static func quoted(_ name: String) -> String { "\"\(name)\"" }
}
