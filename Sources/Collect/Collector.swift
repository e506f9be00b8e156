import Model
import Postgres

/// Reads a target: catalogs, statistics and plain EXPLAIN, in read-only transactions with time-outs, over one connection.
public struct Collector: Sendable {
    public let options: CollectOptions

    public init(_ options: CollectOptions = CollectOptions()) { self.options = options }

    /// One snapshot.
    ///
    /// - Parameters:
    ///   - name: what the history files the target by; `host:port/database` without.
    ///   - progress: called before each step, from the collecting task.
    /// - Throws: `CollectError`, or `CancellationError` when the task is cancelled. What merely could not be read does not
    ///   throw: it is in `Snapshot.unreadable`.
    public func collect(
        _ target: ConnectionOptions, name: String? = nil,
        progress: @escaping @Sendable (CollectProgress) -> Void = { _ in }
    ) async throws -> Snapshot {
        let start = ContinuousClock.now
        let line = ServerLine()
        do {
            return try await withThrowingTaskGroup(of: Snapshot?.self) { group in
                group.addTask { try await connectAndCollect(target, name, line, progress) }
                group.addTask {
                    try await Task.sleep(for: options.timeLimit)
                    try await line.giveUpWhenSilent(for: Self.patience)
                    return nil
                }
                defer { group.cancelAll() }
                guard let snapshot = try await group.next() ?? nil else { throw PostgresError.silent }
                return snapshot
            }
        } catch  where line.isGivenUp {
            try Task.checkCancellation()
            throw CollectError.timedOut(name ?? target.targetName, ContinuousClock.now - start)
        }
    }

    /// The server keeps the time-outs. This one is for a server, or a network, that no longer answers: how long behind the time limit
    /// one question may remain without an answer.
    private static let patience = Duration.seconds(4)

    private func connectAndCollect(
        _ target: ConnectionOptions, _ name: String?, _ line: ServerLine,
        _ progress: @escaping @Sendable (CollectProgress) -> Void
    ) async throws -> Snapshot {
        let label = name ?? target.targetName
        let connection: Connection
        do {
            connection = try await Connection.connect(target)
            line.connection = connection
        } catch let error as PostgresError {
            try Task.checkCancellation()
            throw CollectError.cannotConnect(label, error)
        }
        do {
            try await StatementPooling.refuse(connection, target, label)
            let snapshot = try await collect(over: connection, target, label, progress)
            await connection.close()
            return snapshot
        } catch {
            await connection.close()
            throw error
        }
    }

    private func collect(
        over connection: Connection, _ target: ConnectionOptions, _ label: String,
        _ progress: @escaping @Sendable (CollectProgress) -> Void
    ) async throws -> Snapshot {
        let version = await connection.serverVersion
        guard version >= 130_000 else { throw CollectError.unsupported(label, version: version) }
        let start = ContinuousClock.now
        var run: Run
        do {
            let session = await Session(connection, options)
            let server = try await ServerProfile.probe(session)
            run = Run(
                target: label, options: options, session: session, server: server, start: start, report: progress)
        } catch let error as PostgresError {
            try Task.checkCancellation()
            switch error.kind {
            case .connectionLost, .shuttingDown, .startingUp:
                throw CollectError.lost(label, during: "the server", error)
            default: throw CollectError.refused(label, "settings of the session and the server's columns", error)
            }
        }
        try await run.readAll()
        return run.snapshot(
            TargetIdentity(name: label, host: target.host, port: Int(target.port) ?? 0, database: run.server.database))
    }
}

extension ServerProfile {
    static func probe(_ session: Session) async throws -> ServerProfile {
        let names = Feature.allCases.map(\.rawValue)
        let rows = try await session.query(sql, [.strings(names)], limit: .seconds(10))
        guard let row = rows.first else { throw PostgresError(.decodingFailed, "the server said nothing about itself") }
        let features = try row.decode("features", as: [String].self).compactMap(Feature.init)
        return ServerProfile(
            version: try row.decode("version"), features: Set(features),
            statementsSchema: try row.decode("statements_schema"),
            statementsLoaded: try row.decode("statements_loaded"), tracksUtility: try row.decode("tracks_utility"),
            tracksNested: try row.decode("tracks_nested"), isSuperuser: try row.decode("is_superuser"),
            canMonitor: try row.decode("can_monitor"),
            canReadStatistics: try row.decode("can_read_statistics"),
            canReadExtendedStatistics: try row.decode("can_read_extended_statistics"),
            canCallControlSystem: try row.decode("can_call_control_system"), encoding: try row.decode("encoding"),
            role: try row.decode("role"), database: try row.decode("database"))
    }
}
