import Model
import SQLSyntax

/// Settings that may hold a password, a connection string or a command with such in it.
enum SecretSettings {
    static func remove(from section: Section, _ column: String) -> Section {
        var names = section.texts("name").makeIterator()
        return section.mapping(column) { value in
            let name = (names.next() ?? nil) ?? ""
            return value.text.map { isSecret(name, $0) } == true ? .null : value
        }
    }

    static func isSecret(_ name: String, _ value: String) -> Bool {
        if value.isEmpty { return false }
        if commands.contains(name) || Secrets.isSecret(literal: value) { return true }
        guard let dot = name.firstIndex(of: ".") else { return false }
        // A custom setting is whatever an application made of it, but for those of well-known extensions.
        return !extensions.contains(String(name[..<dot])) || SecretNames.isSecret(name)
            || name.lowercased().contains("key")
    }

    private static let commands: Set = [
        "primary_conninfo", "ssl_passphrase_command", "archive_command", "restore_command", "archive_cleanup_command",
        "recovery_end_command",
    ]

    /// Prefixes of settings that hold figures, switches and choices.
    private static let extensions: Set = [
        "auto_explain", "autovacuum", "citus", "hnsw", "ivfflat", "pg_bigm", "pg_buffercache", "pg_prewarm",
        "pg_hint_plan",
        "pg_qualstats", "pg_stat_kcache", "pg_stat_statements", "pg_stat_monitor", "pg_trgm", "pg_wait_sampling",
        "pgaudit",
        "pglogical", "plperl", "plpgsql", "plpython", "pltcl", "postgis", "rum", "timescaledb", "vchord", "vectors",
    ]
}
