/// Parameters of a URI that other clients read and libpq refuses: the strings that people have are those of their application.
enum ForeignParameters {
    /// By those who read them. None says anything about whom to trust or who one is: such a one must not be passed over.
    private static let known: Set<String> = [
        // Prisma; `schema` and `sslaccept` too: Advisor reads all schemas, and has its own rule for certificates.
        "pgbouncer", "schema", "connection_limit", "pool_timeout", "socket_timeout", "statement_cache_size",
        "sslaccept",
        "sslidentity", "max_idle_connection_lifetime", "max_connection_lifetime", "single_use_connections",
        // Active Record, Ecto, Django's dj-database-url, Doctrine
        "pool", "pool_size", "encoding", "charset", "reconnect", "prepared_statements", "statement_limit",
        "checkout_timeout", "reaping_frequency", "idle_timeout", "advisory_locks", "schema_search_path", "variables",
        "conn_max_age", "conn_health_checks", "serverversion",
        // pgx, lib/pq, SQLAlchemy
        "pool_max_conns", "pool_min_conns", "pool_max_conn_lifetime", "pool_max_conn_idle_time",
        "pool_health_check_period", "pool_max_conn_lifetime_jitter", "default_query_exec_mode",
        "statement_cache_capacity", "statement_cache_mode", "description_cache_capacity", "binary_parameters",
        "search_path", "timezone", "prepared_statement_cache_size", "async_fallback",
        // node-postgres, postgres.js, SQLx
        "uselibpqcompat", "max", "idle_timeout_millis", "connection_timeout_millis", "query_timeout",
        "statement-cache-capacity", "workaround", "supa",
        // JDBC
        "currentschema", "preparethreshold", "rewritebatchedinserts", "stringtype", "defaultrowfetchsize",
        // libpq 17, whose older versions negotiate in the older way
        "sslnegotiation",
    ]

    /// - Parameter uri: one in which an @ stands before the first slash only.
    /// - Returns: the URI without them, and their names in the order in which they stood.
    static func removed(from uri: String) -> (uri: String, names: [String]) {
        // By scalars: a mark behind a sign would hide it from libpq's point of view.
        let scalars = Array(uri.unicodeScalars)
        let host = scalars.lastIndex(of: "@").map { $0 + 1 } ?? 0
        guard let mark = scalars[host...].firstIndex(of: "?") else { return (uri, []) }
        var names: [String] = []
        let kept = scalars[(mark + 1)...].split(separator: "&", omittingEmptySubsequences: false).filter { parameter in
            let name = text(parameter.prefix { $0 != "=" }).lowercased()
            guard known.contains(name) else { return true }
            names.append(name)
            return false
        }
        guard !names.isEmpty else { return (uri, []) }
        let query = kept.isEmpty ? "" : "?" + kept.map(text).joined(separator: "&")
        return (text(scalars[..<mark]) + query, names)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
