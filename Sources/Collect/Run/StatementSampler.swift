import Model
import Postgres

/// What statements were sent with: pg_stat_statements keeps none of their literals, pg_stat_activity shows those of the last
/// statement of each session.
extension Run {
    /// Between two looks where nothing else has to be read.
    static let sampleSpacing = Duration.milliseconds(20)

    static func sampledStatementsSQL(_ features: Set<Feature>) -> String {
        """
        SELECT \(advisorTag) pid, extract(epoch FROM query_start)::float8 AS started,
          \(features.contains(.activityQueryId) ? "query_id::text" : "NULL::text") AS query_id, query
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query_start IS NOT NULL
        ORDER BY pid
        """
    }

    /// Looks once; each execution counts once however often it is seen. What cannot be seen is no loss.
    mutating func sampleStatements() async throws {
        guard options.twin, options.sampleParameters, remaining > .zero else { return }
        do {
            for row in try await session.query(Self.sampledStatementsSQL(server.features), limit: .seconds(1)) {
                guard let pid = row[0].string, let started = row[1].string, let text = row[3].string else { continue }
                let execution = ParameterSamples.Execution(pid: pid, started: started)
                executions[execution] = ParameterSamples.Sample(queryId: row[2].string, text: text)
            }
        } catch let error as PostgresError {
            _ = try tolerable(error, during: "parameter_samples")
        }
    }

    /// - Parameter texts: of statements, by hash.
    mutating func storeParameterSamples(_ texts: [String: String]) {
        let entries = self[.statementEntries]
        let statements = (0..<entries.count).compactMap { row -> ParameterSamples.Statement? in
            guard let hash = entries[row, "text_hash"].text,
                let text = texts[hash] ?? options.knownTexts.text(hash)
            else { return nil }
            return ParameterSamples.Statement(hash: hash, queryId: entries[row, "query_id"].text, text: text)
        }
        let ordered = executions.sorted { ($0.key.started, $0.key.pid) < ($1.key.started, $1.key.pid) }
        self[.parameterSamples] = ParameterSamples.section(ordered.map(\.value), of: statements)
    }
}
