extension SchemaChange {
    /// The command, where PostgreSQL refuses it inside a transaction.
    var autocommitCommand: String? {
        switch self {
        case .createIndex(let index) where index.isConcurrent: "CREATE INDEX CONCURRENTLY"
        case .drop(let removal) where removal.isConcurrent: "DROP INDEX CONCURRENTLY"
        case .reindex(let reindexing) where reindexing.isConcurrent: "REINDEX CONCURRENTLY"
        case .vacuum: "VACUUM"
        case .cluster(nil): "CLUSTER of all tables"
        case .alterTable(let alteration):
            alteration.commands.contains {
                if case .detachPartition(_, true) = $0 { true } else { false }
            } ? "DETACH PARTITION CONCURRENTLY" : nil
        case .other("CreatedbStmt", _): "CREATE DATABASE"
        case .other("DropdbStmt", _): "DROP DATABASE"
        case .other("AlterSystemStmt", _): "ALTER SYSTEM"
        default: nil
        }
    }
}
