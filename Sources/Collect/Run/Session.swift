import Model
import Postgres

/// The collector's one connection: read-only, with time-outs, seeing pg_catalog only.
struct Session {
    let connection: Connection
    /// What the server currently allows a statement.
    private var allowed: Duration

    /// All that makes a session harmless, in one statement. `$1` statement_timeout, `$2` lock_timeout, both in milliseconds.
    static let setUpSQL = """
        SELECT \(advisorTag)
          set_config('default_transaction_read_only', 'on', false),
          set_config('search_path', 'pg_catalog', false),
          set_config('statement_timeout', $1, false),
          set_config('lock_timeout', $2, false),
          set_config('idle_in_transaction_session_timeout', '60s', false),
          set_config('client_min_messages', 'error', false),
          set_config('extra_float_digits', '1', false),
          set_config('DateStyle', 'ISO', false),
          set_config('IntervalStyle', 'postgres', false),
          set_config('TimeZone', 'UTC', false),
          set_config('jit', 'off', false),
          set_config('client_encoding', CASE current_setting('server_encoding') WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END, false)
        """

    /// A superuser's collector leaves no entries of its own. Others may not set this, and are told apart by the tag.
    static let untrackSQL = "SELECT \(advisorTag) set_config('pg_stat_statements.track', 'none', false)"

    static let limitSQL = "SELECT \(advisorTag) set_config('statement_timeout', $1, false)"

    init(_ connection: Connection, _ options: CollectOptions) async throws {
        self.connection = connection
        allowed = min(options.statementTimeout, options.timeLimit)
        _ = try await connection.query(
            Self.setUpSQL,
            [.string(Self.milliseconds(allowed)), .string(Self.milliseconds(options.lockTimeout))])
    }

    /// Runs one query; `limit` is kept by the server.
    mutating func query(_ sql: String, _ parameters: [Parameter] = [], limit: Duration) async throws -> Rows {
        try await allow(limit)
        return try await connection.query(sql, parameters)
    }

    /// Sets statement_timeout where it differs by enough to matter.
    mutating func allow(_ limit: Duration) async throws {
        guard limit < allowed || limit > allowed * 2 else { return }
        _ = try await connection.query(Self.limitSQL, [.string(Self.milliseconds(limit))])
        allowed = limit
    }

    private static func milliseconds(_ duration: Duration) -> String {
        String(max(1, Int64((duration / .milliseconds(1)).rounded())))
    }
}
