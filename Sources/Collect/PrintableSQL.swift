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
            let server = try await ServerProfile.probe(await Session(connection, options))
            await connection.close()
            return printableSQL(server)
        } catch let error as PostgresError {
            await connection.close()
            throw CollectError.refused(target.targetName, "settings of the session and the server's columns", error)
        }
    }

    private func printableSQL(_ server: ServerProfile) -> String {
        var parts = [
            "-- What `advisor collect` sends to PostgreSQL \(server.majorVersion), in this order, over one connection."
        ]
        parts += Session.openingSQL.map { Self.part("Before each query below", $0) }
        parts += [
            Self.part(
                "Before each query below. $1 names and $2 values: \(Self.list(of: ownSettings(server)))",
                Session.settingsSQL),
            Self.part("Behind each query below; ROLLBACK where it failed", Session.commitSQL),
            Self.part("Which of the columns that not every version has are there. $1 their names", ServerProfile.sql),
        ]
        parts += [
            Self.part("Locked relations: $1 of queries below", LockedRelations.sql),
            Self.part("Ranges of relations: $2 and $3 of queries below. $1 how many in one", RelationRanges.sql),
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
                "index_probes: what leads to code that is not PostgreSQL's own. $1 extensions that are known",
                ForeignCodeQuery.sql),
            Self.part(
                "index_probes: indexes with data, and what to ask of each: height_sql is explained only, under "
                    + "\(Self.list(of: IndexProbeQueries.heightSettings)); ends_sql is run under "
                    + "\(Self.list(of: IndexProbeQueries.indexOnlySettings)). $1 locked relations, $2 those that lead to foreign code, $3 and $4 a range",
                IndexProbeQueries.indexes(server)),
        ]
        if server.isSuperuser {
            parts += [
                Self.part("index_probes: pageinspect", IndexProbeQueries.pageFunction),
                Self.part("index_probes: of GIN indexes. $1 the index", IndexProbeQueries.metapage(function: nil)),
            ]
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
        let text = "<text of the statement>"
        let method = PlanMethod.method(parameters: 1, on: server, quietly: true)
        var parts = [
            Self.part(
                "statement_texts: of the entries not known yet. $1 their ids; null for all",
                SectionQuery.statementTexts(server.features, schema: schema)),
            Self.part(
                "plans: what leads to code that is not PostgreSQL's own, and so is not planned. $1 extensions that are known",
                ForeignCodeQuery.sql),
            Self.part("Roles whose statements can be planned as theirs", Run.settableRolesSQL(server)),
            Self.part(
                "plans: for each of at most \(options.planLimit) statements, never executed; its search_path, planner settings and role are set before",
                TargetPlanner.savepointSQL),
            Self.part(
                "plans: \(QuietExplain.statement) is: \(PlanMethod.plain.explanation(of: text))", QuietExplain.sql),
            Self.part(
                "plans: the same where pg_stat_statements.track = all; \(QuietExplain.preparation) and \(QuietExplain.execution) are as below",
                QuietExplain.preparedSQL),
        ]
        if method == .prepared {
            parts += method.statements(text, parameters: 1).map {
                Self.part("plans: of a statement with parameters, under plan_cache_mode = force_generic_plan", $0)
            }
        }
        return parts + [
            Self.part("plans: what must not have changed, and the plan", PlanGuard.sql),
            Self.part("plans: behind each", TargetPlanner.undoSQL),
        ]
    }

    private func ownSettings(_ server: ServerProfile) -> [Session.Setting] {
        Session.settings(lockTimeout: options.lockTimeout, encoding: server.encoding, version: server.version)
            + (server.isSuperuser ? [Session.untracking] : [])
    }

    private static func list(of settings: [Session.Setting]) -> String {
        settings.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
    }

    private static func part(_ query: SectionQuery) -> String {
        let parameters =
            switch query.parameter {
            case .none: ""
            case .locked: ". $1 locked relations"
            case .lockedAndBatch: ". $1 locked relations, $2 the last oid seen, $3 rows at most"
            case .lockedAndRange:
                ". $1 locked relations, $2 the first oid of a range of relations, $3 the first behind it"
            }
        return part("\(query.shape.name): \(query.shape.meaning)\(parameters)", query.sql)
    }

    private static func part(_ title: String, _ sql: String) -> String { "-- \(title)\n\(sql);" }
}
