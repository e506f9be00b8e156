import CLibpq
import Model

/// One message of the extended protocol, as a pipeline sends it.
enum Step {
    case prepare(name: String, sql: String)
    case query(sql: String, ParameterArrays)
    case prepared(name: String, ParameterArrays)
    /// Ends an implicit transaction; an error before it skips all up to here.
    case sync

    static func query(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Step {
        .query(sql: try SQLText.checked(sql), try ParameterArrays(parameters))
    }

    /// Sets statement_timeout for the rest of the transaction; inside an explicit one, remembers what it was.
    static func openFence(_ timeout: Duration, inTransaction: Bool) throws(PostgresError) -> Step {
        let milliseconds = timeout.timeoutMilliseconds
        let remember =
            inTransaction ? "set_config('advisor.statement_timeout', current_setting('statement_timeout'), true), " : ""
        return try .query(
            "SELECT \(remember)set_config('statement_timeout', $1, true)", [Parameter(text: String(milliseconds))])
    }

    static func closeFence() throws(PostgresError) -> Step {
        try .query("SELECT set_config('statement_timeout', current_setting('advisor.statement_timeout', true), true)")
    }
}

/// What became of a step.
enum Outcome {
    case rows(Rows)
    case failed(PostgresError)
    /// Not run, because an earlier step of its transaction failed.
    case skipped

    func get() throws(PostgresError) -> Rows {
        switch self {
        case .rows(let rows): rows
        case .failed(let error): throw error
        case .skipped: throw PostgresError.skipped
        }
    }
}

extension PostgresError {
    static let skipped = PostgresError(
        .statementFailed, "not run because an earlier statement of the transaction failed", sqlState: .failedTransaction
    )
    static let wantsCopy = PostgresError(
        .invalidRequest, "COPY from or to the client through a plain statement", remedy: "Use copyIn or copyOut.")
}

enum SQLText {
    /// - Throws: `.invalidRequest` for a NUL, at which C would cut the text.
    static func checked(_ sql: String) throws(PostgresError) -> String {
        if sql.utf8.contains(0) {
            throw PostgresError(.invalidRequest, "the statement holds a NUL character", remedy: "Remove it.")
        }
        return sql
    }
}

extension Connection {
    /// Sends all steps (the last is a sync) and reads what becomes of each. libpq buffers what the server does not take yet,
    /// and reading goes on while sending, so neither side can block the other.
    func exchange(_ steps: [Step]) async throws -> [Outcome] {
        try send(steps)
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(steps.count)
        for step in steps {
            do {
                outcomes.append(try await outcome(of: step))
            } catch {
                // A server that ends the session says why first; then the connection breaks.
                throw outcomes.firstFailure ?? error
            }
            if case .sync = step { operation?.restartClock() }
        }
        try openWire().exitPipeline()
        return outcomes
    }

    func send(_ steps: [Step]) throws {
        let wire = try openWire()
        try wire.enterPipeline()
        for step in steps {
            switch step {
            case .prepare(let name, let sql): try wire.sendPrepare(name, sql)
            case .query(let sql, let parameters): try wire.sendQuery(sql, parameters)
            case .prepared(let name, let parameters): try wire.sendPrepared(name, parameters)
            case .sync: try wire.sync()
            }
        }
    }

    func outcome(of step: Step) async throws -> Outcome {
        guard let result = try await nextResult() else { throw try openWire().lostError }
        if case .sync = step {
            // No end marker follows a sync.
            if result.status == PGRES_PIPELINE_SYNC { return .rows(Rows(result: result)) }
            throw ServerMessage.error(of: result)
        }
        let outcome = try outcome(result)
        while let extra = try await nextResult() { try refuseCopy(extra) }
        return outcome
    }

    func outcome(_ result: QueryResult) throws -> Outcome {
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return .rows(Rows(result: result))
        case PGRES_PIPELINE_ABORTED: return .skipped
        case PGRES_FATAL_ERROR:
            let error = ServerMessage.error(of: result)
            if !(try openWire().isUsable) { throw error }
            return .failed(error)
        default:
            try refuseCopy(result)
            return .failed(PostgresError(.connectionLost, "the server answered in a way that libpq does not know"))
        }
    }

    /// A COPY that nobody feeds or reads leaves the protocol stuck: the connection is given up.
    func refuseCopy(_ result: QueryResult) throws {
        if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(result.status) {
            wire = nil
            throw PostgresError.wantsCopy
        }
    }
}
