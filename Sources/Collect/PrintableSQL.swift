import Model
import Postgres

/// Everything that a collection sends, in its order: `advisor collect --print-sql`.
extension Collector {
    /// For a server of that `server_version_num` (150018, say) as the PostgreSQL project ships it.
    public func printableSQL(serverVersion: Int) -> String { printableSQL(.stock(version: serverVersion)) }

    /// For a server that is asked what it has; nothing else is read.
    public func printableSQL(of target: ConnectionOptions) async throws -> String {
        let connection: Connection
        do { connection = try await Connection.connect(target) } catch let error as PostgresError {
            throw CollectError.cannotConnect(target.targetName, error)
        }
        do {
            var session = try await Session(connection, options)
            let server = try await ServerProfile.probe(&session)
            await connection.close()
            return printableSQL(server)
        } catch let error as PostgresError {
            await connection.close()
            throw CollectError.refused(target.targetName, "settings of the session and the server's columns", error)
        }
    }

    private func printableSQL(_ server: ServerProfile) -> String {
        var parts = [
            "-- What `advisor collect` sends to PostgreSQL \(server.majorVersion), in this order, over one connection.",
            Self.part(
                "The session: read-only, with time-outs. $1 statement_timeout, $2 lock_timeout", Session.setUpSQL),
            Self.part("Which of the columns that not every version has are there. $1 their names", ServerProfile.sql),
        ]
        if server.isSuperuser {
            parts.append(Self.part("No entries of its own in pg_stat_statements", Session.untrackSQL))
        }
        parts += [
            Self.part(
                "Before a query that may take less time than the one before. $1 statement_timeout", Session.limitSQL),
            Self.part("Locked relations: $1 of queries below", LockedRelations.sql),
            Self.part(SectionQuery.server(server)),
        ]
        parts += SectionQuery.counters(server).map(Self.part)
        parts += [SectionQuery.activity(server.features), .blocking].map { query in
            Self.part("\(query.shape.name): \(query.shape.meaning) (\(options.samples) times)", query.sql)
        }
        parts += (SectionQuery.momentary(server) + SectionQuery.catalogs(server)).map(Self.part)
        if let schema = server.statementsSchema { parts += statementParts(server, schema) }
        if options.twin { parts += twinParts(server) }
        parts.append(Self.part("What this role may not see", Gaps.sql))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func twinParts(_ server: ServerProfile) -> [String] {
        var parts = SectionQuery.twin(server).map(Self.part)
        if options.sampleParameters {
            parts.append(
                Self.part(
                    "parameter_samples: literals of statements that run, between the queries above",
                    Run.sampledStatementsSQL(server.features)))
        }
        if !server.canReadStatistics || !server.canReadExtendedStatistics {
            parts.append(Self.part("Statistics that this role may not see", HiddenStatistics.sql(server)))
        }
        parts += [
            Self.part(
                "index_probes: indexes with data, and what to ask of each. $1 locked relations",
                IndexProbeQueries.indexes),
            Self.part(
                "index_probes: no plan but through the index",
                IndexProbeQueries.set(IndexProbeQueries.indexOnlySettings)),
            Self.part(
                "index_probes: before height_sql, explained only",
                IndexProbeQueries.set(IndexProbeQueries.heightSettings)),
            Self.part("index_probes: before ends_sql", IndexProbeQueries.reset(IndexProbeQueries.heightSettings)),
        ]
        if server.isSuperuser {
            parts.append(
                Self.part("index_probes: of GIN indexes. $1 the index", IndexProbeQueries.metapage(inspector: nil)))
        }
        return parts + schemaParts(server)
    }

    /// In the order of `Run.readSchema`.
    private func schemaParts(_ server: ServerProfile) -> [String] {
        func part(_ title: String, _ sql: String) -> String { Self.part("schema_dump: \(title)", sql) }
        func batches(_ catalogs: [any SchemaCatalog.Type]) -> [String] {
            catalogs.map { part("$1 locked relations, $2 the last oid seen, $3 rows at most", $0.sql(server)) }
        }
        let relations = [
            part("relations. $1 locked relations, $2 the last oid seen, $3 rows at most", Relations.sql),
            part("their columns. $1 oids of relations", Relations.columns(server)),
            part("their checks. $1 oids of relations", Relations.checks),
        ]
        return batches(Run.catalogsOfObjects) + relations + batches(Run.catalogsOfRelations)
    }

    private func statementParts(_ server: ServerProfile, _ schema: String) -> [String] {
        let settings = [(name: "search_path", value: "..."), (name: "role", value: "...")]
        let text = StatementText("SELECT $1")
        let method = PlanMethod.method(for: text, on: server)
        let script = method.script("<text of the statement>", parameterCount: 1, settings: settings)
        return [
            Self.part(
                "statement_texts: of the entries not known yet. $1 their ids; null for all",
                SectionQuery.statementTexts(server.features, schema: schema)),
            Self.part("Roles whose statements can be planned as theirs", Run.settableRolesSQL(server)),
            Self.part("plans: for each of at most \(options.planLimit) statements, never executed", script),
        ]
    }

    private static func part(_ query: SectionQuery) -> String {
        part("\(query.shape.name): \(query.shape.meaning)", query.sql)
    }

    private static func part(_ title: String, _ sql: String) -> String { "-- \(title)\n\(sql);" }
}
