import Cluster
import Model
import Postgres

/// An empty private PostgreSQL that plans as the target does: it has the target's schema, statistics, settings and the
/// sizes of its files, and not one row of its own.
///
/// Nothing may be executed on it, only EXPLAIN: what it holds is made up of sparse files.
public final class Twin: Sendable {
    /// What makes plans differ from the target's, one sentence each; empty where they should not.
    public let uncertainties: [String]
    /// Why a candidate could not be built, by its position.
    public let unusable: [Int: UnusableCandidate]
    public let written: [Int: IndexDefinition]
    /// Of the twin's database, for the role that plans where no other is named. It may read everything and change nothing.
    public let url: String
    private let server: PrivateServer
    private let session: PlanningSession

    /// Builds a twin from a snapshot that was collected with `CollectOptions.twin`; needs no connection to the target.
    ///
    /// - Parameters:
    ///   - candidates: indexes that do not exist, to be switched on by `PlanRequest.candidates`.
    ///   - statementTimeout: for one EXPLAIN.
    /// - Throws: `TwinError`, `ClusterError`, or `CancellationError`; nothing is left behind then.
    public static func start(
        from snapshot: Snapshot, candidates: [CandidateIndex] = [], statementTimeout: Duration = .seconds(10)
    ) async throws -> Twin {
        try await start(
            from: snapshot, candidates: candidates, statementTimeout: statementTimeout,
            among: Set(Installation.all().map(\.major)))
    }

    /// - Parameter installed: major versions of the twin to choose from.
    static func start(
        from snapshot: Snapshot, candidates: [CandidateIndex] = [], statementTimeout: Duration = .seconds(10),
        among installed: Set<Int>
    ) async throws -> Twin {
        let source = try TwinSource(snapshot)
        let (server, note) = try await source.startServer(among: installed)
        do {
            var build = TwinBuild(source: source, server: server, candidates: candidates)
            if let note { build.uncertainties.append(note) }
            try await build.run()
            let session = build.planningSession(timeout: statementTimeout)
            return Twin(server, session, build)
        } catch {
            await server.stop()
            throw TwinError.explaining(error)
        }
    }

    private init(_ server: PrivateServer, _ session: PlanningSession, _ build: TwinBuild) {
        self.server = server
        self.session = session
        url = build.url
        uncertainties = build.uncertainties
        unusable = build.unusable
        written = build.written
    }

    /// Ends the server and removes all it had. A twin that is let go of, and one whose process ends, goes by itself too.
    public func stop() async {
        await session.close()
        await server.stop()
    }
}

extension Twin: Planner {
    public func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
        try await session.plan(requests)
    }
}
