import Cluster
import Model
import Postgres

/// The building of one twin: the state between its steps.
struct TwinBuild {
    let source: TwinSource
    let server: PrivateServer
    let candidates: [CandidateIndex]
    var uncertainties: [String] = []
    var unusable: [Int: UnusableCandidate] = [:]
    /// Candidates with expressions or conditions, as the server writes them.
    var written: [Int: IndexDefinition] = [:]
    /// Oids of the indexes that a candidate consists of: one, or with partitions one for each.
    var switches: [Int: [Int64]] = [:]
    /// The target's extensions that are here, and those that are not.
    var extensions: Set<String> = []
    var missingExtensions: Set<String> = []
    /// What has stand-ins of the target's code.
    var foreignCode = ForeignCode()
    /// What plans call the indexes.
    var names = IndexNames()

    var snapshot: Snapshot { source.snapshot }
    var url: String { server.url(database: source.databaseName, user: source.planner) }

    func planningSession(timeout: Duration) -> PlanningSession {
        PlanningSession(
            switches: switches, names: names, context: PlanContext(source), foreignCode: foreignCode, timeout: timeout
        ) { [server, source] role in server.url(database: source.databaseName, user: role ?? source.planner) }
    }

    init(source: TwinSource, server: PrivateServer, candidates: [CandidateIndex]) {
        self.source = source
        self.server = server
        self.candidates = candidates
    }

    mutating func run() async throws {
        noteSnapshot()
        let objects = DumpedObject.all(of: snapshot[.schemaDump])
        try await over("postgres") { build, connection in
            try await build.createRoles(connection)
            try await build.createDatabase(connection)
        }
        try await over(source.databaseName) { build, connection in
            try await build.createExtensions(connection, objects)
        }
        try await server.halt()
        // The mode of pg_upgrade, in which oids can be chosen.
        try await server.resume(arguments: ["-b"])
        try await over(source.databaseName) { build, connection in try await build.loadSchema(connection, objects) }
        try await server.halt()
        try await server.resume(arguments: [])
        let files = try await over(source.databaseName) { build, connection in
            let files = try await build.fill(connection)
            try await build.fillStandIns(connection)
            build.foreignCode = try await ForeignCode(connection)
            try await build.createPlanningRoles(connection)
            return files
        }
        try await server.halt()
        // From here on nobody is a superuser.
        try await server.replaceAccess(by: [
            "local all \"\(source.superuser)\" reject", "local all all trust",
        ])
        for file in files { try file.shape(in: server.dataDirectory) }
        try await server.resume(arguments: [])
    }

    /// All that takes a running server: candidates, statistics, figures, settings. The files are to be shaped afterwards.
    private mutating func fill(_ connection: Connection) async throws -> [RelationFile] {
        try await connection.execute(Self.sessionSQL)
        try await buildCandidates(connection)
        try await loadStatistics(connection)
        let ends = try await insertKeyEnds(connection)
        try await setFigures(connection)
        try await loadExpressionStatistics(connection)
        try await nameIndexes(connection)
        try await applySettings(connection)
        return try await files(connection, ends)
    }

    /// Values of statistics are read as they were written.
    private static let sessionSQL = """
        SET search_path = ''; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
        SET session_replication_role = replica; SET client_min_messages = error; SET check_function_bodies = off;
        SET jit = off;
        """

    @discardableResult
    private mutating func over<T>(
        _ database: String, _ body: (inout TwinBuild, Connection) async throws -> T
    ) async throws -> T {
        let connection = try await Connection.connect(ConnectionOptions(server.url(database: database)))
        do {
            let result = try await body(&self, connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    private mutating func noteSnapshot() {
        if snapshot.redacted {
            uncertainties.append(
                "The snapshot is redacted: without values of statistics, selectivities of constants are guesses.")
        }
        let sections: Set = [
            SectionShape.schemaDump, .columnStatistics, .rawStatistics, .extendedStatisticsData, .indexProbes,
            .plannerSettings, .relationSizes, .indexSizes,
        ].reduce(into: Set<String>()) { $0.insert($1.name) }
        for item in snapshot.unreadable where sections.contains(item.section) {
            uncertainties.append(item.note)
        }
        let definitions = snapshot[.indexDefinitions]
        let known = IndexProbes(snapshot[.indexProbes]).metapages
        let unknown = (0..<definitions.count).filter { row in
            definitions[row, "method"].text == "gin" && definitions[row, "is_partitioned"].boolean != true
                && definitions[row, "oid"].integer.map { known[$0] == nil } ?? false
        }
        if !unknown.isEmpty {
            uncertainties.append(
                "The counters of \(Format.plural(unknown.count, "GIN index", "GIN indexes")) are known to superusers only: their costs may differ by some percent."
            )
        }
    }
}
