import Model
import SQLSyntax

/// What has to be true of the session that runs a statement.
enum Execution: Sendable {
    /// May share a transaction with others.
    case transaction
    /// PostgreSQL refuses it inside a transaction block: CONCURRENTLY, VACUUM ...
    case autocommit
}

/// What a statement changes, and so whether a migration may carry it.
enum Change: Sendable, Comparable {
    /// Adds an object; nobody depends on it yet.
    case creation
    /// Alters an object.
    case alteration
    /// Removes an object: last, when its replacement is there.
    case removal
    /// No schema change: a server setting, a VACUUM, a replication slot. Belongs to the operator, not to a migration.
    case operation
}

/// One SQL statement of a fix, classified by its leading key words.
struct Statement: Sendable {
    let sql: String

    /// The statements of a fix (see `Finding.fix`), without the comments around them. Names in it are the target's own: none of
    /// them ends a statement or a line, here or in the tools that read migrations line by line.
    static func split(_ fix: String) -> [Statement] {
        let sql = SQL.visible(fix)
        return SQL.split(sql).map { Statement(sql: $0.text(in: sql)) }
    }

    private var words: [Substring] { sql.uppercased().split(whereSeparator: \.isWhitespace).prefix(6).map { $0 } }

    var execution: Execution {
        let words = words
        let autocommitCommands: [Substring] = ["VACUUM", "CLUSTER"]
        if words.contains("CONCURRENTLY") || words.first.map(autocommitCommands.contains) == true { return .autocommit }
        if words.starts(with: ["ALTER", "SYSTEM"]) || words.starts(with: ["ALTER", "DATABASE"]) { return .autocommit }
        return .transaction
    }

    var change: Change {
        let words = words
        switch words.first {
        case "CREATE": return .creation
        case "DROP": return .removal
        case "ALTER" where words.count > 1 && ["SYSTEM", "DATABASE", "ROLE"].contains(words[1]): return .operation
        case "ALTER" where words.contains("DROP"): return .removal
        case "ALTER", "COMMENT", "UPDATE": return .alteration
        // A rebuilt index is the same schema: an operation, like VACUUM.
        default: return .operation
        }
    }
}

extension StringProtocol {
    func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return String(self[startIndex..<end])
    }
}
