import Model
import Postgres

/// The collector's one connection, on which nothing is ever left behind.
///
/// Each question is a read-only transaction of its own that sets, for itself only, everything that its answer could depend
/// on, and that is sent in one round trip. So a pooler may give every transaction another server session, and the
/// application that gets the session next finds it as it was.
struct Session {
    let connection: Connection
    /// Leaves no entries of the collector's in pg_stat_statements; only superusers may ask for that.
    var isUntracked = false
    private let settings: [Setting]
    /// client_encoding.
    let encoding: String

    /// A name and a value for set_config.
    struct Setting: Sendable, Equatable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    init(_ connection: Connection, _ options: CollectOptions) async {
        self.connection = connection
        let version = await connection.serverVersion
        encoding = await connection.useServerEncoding()
        settings = Self.settings(lockTimeout: options.lockTimeout, encoding: encoding, version: version)
    }

    // MARK: The transaction

    /// All properties are named, since each has a default that a role or a database may have changed.
    static let beginSQL = "BEGIN \(advisorTag) ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE"

    /// What comes next must be allowed to take its time and must find its functions in pg_catalog. Both are SET and not
    /// set_config: they look up nothing, so that they fit even into a statement_timeout of a millisecond. pg_temp stands
    /// last, or else temporary tables of another user of a pooled session would hide catalogs. That user may also have left a
    /// SET ROLE behind, of whose rights and name nothing here is.
    static let openingSQL = [
        beginSQL,
        "SET \(advisorTag) LOCAL statement_timeout = '60s'",
        "SET \(advisorTag) LOCAL search_path = pg_catalog, pg_temp",
        "SET \(advisorTag) LOCAL SESSION AUTHORIZATION DEFAULT",
        "SET \(advisorTag) LOCAL role TO DEFAULT",
    ]

    /// `$1` names, `$2` values, set in their order.
    static let settingsSQL = """
        SELECT \(advisorTag) pg_catalog.set_config(name, value, true)
        FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) AS s(name, value)
        """

    static let commitSQL = "COMMIT \(advisorTag) TRANSACTION"
    static let rollbackSQL = "ROLLBACK \(advisorTag) TRANSACTION"

    /// All that the meaning or the form of an answer could depend on, and time-outs.
    static func settings(lockTimeout: Duration, encoding: String, version: Int) -> [Setting] {
        var settings: [Setting] = [
            Setting("lock_timeout", milliseconds(lockTimeout)),
            Setting("idle_in_transaction_session_timeout", "60s"), Setting("standard_conforming_strings", "on"),
            Setting("client_encoding", encoding), Setting("client_min_messages", "error"),
            Setting("extra_float_digits", "1"), Setting("DateStyle", "ISO"), Setting("IntervalStyle", "postgres"),
            Setting("TimeZone", "UTC"), Setting("bytea_output", "hex"), Setting("xmloption", "content"),
            Setting("quote_all_identifiers", "off"), Setting("transform_null_equals", "off"),
            Setting("array_nulls", "on"), Setting("row_security", "on"), Setting("plan_cache_mode", "auto"),
            Setting("jit", "off"),
        ]
        if version >= 170_000 { settings.append(Setting("transaction_timeout", "0")) }
        return settings
    }

    /// For queries of one range of a large catalog after the other: the server would start workers for each.
    static let serial = [Setting("max_parallel_workers_per_gather", "0")]
    /// A superuser's collector leaves no entries of its own. Others may not set this, and are told apart by the tag.
    static let untracking = Setting("pg_stat_statements.track", "none")

    private func opening(_ limit: Duration, _ extra: [Setting]) -> [Query] {
        let all =
            [Setting("statement_timeout", Self.milliseconds(limit))] + settings
            + (isUntracked ? [Self.untracking] : []) + extra
        return Self.openingSQL.map { Query($0) }
            + [Query(Self.settingsSQL, [.strings(all.map(\.name)), .strings(all.map(\.value))])]
    }

    // MARK: Questions

    /// Runs one query; `limit` is kept by the server.
    ///
    /// - Parameter settings: beyond the session's own.
    func query(
        _ sql: String, _ parameters: [Parameter] = [], limit: Duration, settings: [Setting] = []
    ) async throws -> Rows {
        guard let answer = try await ask([Query(sql, parameters)], limit: limit, settings: settings).first else {
            throw PostgresError(.decodingFailed, "the server did not answer")
        }
        return try answer.get()
    }

    /// Runs queries in one transaction; `limit` is for each. Behind the first that fails all are skipped.
    ///
    /// - Parameters:
    ///   - settings: beyond the session's own.
    ///   - undo: what else must be sent, behind the ROLLBACK, where a query failed.
    /// - Throws: what keeps the queries from being asked at all.
    func ask(
        _ queries: [Query], limit: Duration, settings: [Setting] = [],
        undo: @Sendable ([Result<Rows, PostgresError>]) -> [Query] = { _ in [] }
    ) async throws -> [Result<Rows, PostgresError>] {
        let patience = ContinuousClock.now + Self.openingPatience
        while true {
            let opening = opening(limit, settings)
            let outcomes = try await connection.block(
                opening + queries + [Query(Self.commitSQL)], timeout: limit
            ) { outcomes in
                [Query(Self.rollbackSQL)] + undo(Array(outcomes.dropFirst(opening.count)))
            }
            let failure = outcomes.prefix(opening.count).lazy.compactMap(\.failure).first
            guard let failure else { return Array(outcomes.dropFirst(opening.count).prefix(queries.count)) }
            // A time limit of the role's own may strike before the transaction has set another: on a busy machine often.
            guard failure.sqlState == .queryCanceled, .now < patience, !Task.isCancelled else {
                throw explained(failure)
            }
        }
    }

    /// How long a transaction is begun again and again.
    private static let openingPatience = Duration.seconds(10)

    private func explained(_ failure: PostgresError) -> PostgresError {
        guard failure.sqlState == .queryCanceled else { return failure }
        // Without a code: it is no limit of ours that was too short.
        return PostgresError(
            .timedOut, "the statement_timeout that role or database set ends even the statement that would lift it",
            remedy:
                "Allow the role more: ALTER ROLE \(Quote.identifier(connection.options.user)) SET statement_timeout = '5s';"
        )
    }

    private static func milliseconds(_ duration: Duration) -> String {
        String(duration.timeoutMilliseconds)
    }
}

extension Result {
    var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
