import Model
import Postgres

/// pg_class, the names of indexes, and the settings.
extension TwinBuild {
    /// relpages, reltuples, relallvisible. Last of all that touches tables: CREATE INDEX and rows change them.
    func setFigures(_ connection: Connection) async throws {
        var figures = RelationFigures(snapshot).catalog
        for (oid, candidate) in try await candidateFigures(connection) {
            figures[oid] = (candidate.pages, candidate.entries, 0)
        }
        let oids = figures.keys.sorted()
        let values = oids.compactMap { figures[$0] }
        _ = try await connection.query(
            """
            UPDATE pg_class c SET relpages = v.pages, reltuples = v.rows, relallvisible = v.visible
            FROM unnest($1::oid[], $2::int4[], $3::float4[], $4::int4[]) AS v(oid, pages, rows, visible)
            WHERE c.oid = v.oid
            """,
            [
                .ints(oids.map { Int($0) }), .ints(values.map { Int($0.pages) }),
                .strings(values.map { String($0.rows) }), .ints(values.map { Int($0.visible) }),
            ])
        let views = snapshot[.views]
        let empty = (0..<views.count).filter { views[$0, "populated"].boolean == false }
        _ = try await connection.query(
            "UPDATE pg_class SET relispopulated = true WHERE relkind = 'm' AND oid <> ALL ($1::oid[])",
            [.ints(empty.compactMap { views[$0, "oid"].integer.map { Int($0) } })])
    }

    /// Plans name indexes without their schemas: those of the same name in several schemas get names of their own.
    mutating func nameIndexes(_ connection: Connection) async throws {
        let rows = try await connection.query(
            """
            WITH indexes AS (
              SELECT c.oid, c.relname, count(*) OVER (PARTITION BY c.relname) > 1 AS is_shared
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('i', 'I') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            ), renamed AS (
              UPDATE pg_class c SET relname = left(i.relname, 40) || '~' || i.oid FROM indexes i
              WHERE c.oid = i.oid AND i.is_shared RETURNING c.oid)
            SELECT oid, relname AS name, CASE WHEN is_shared THEN left(relname, 40) || '~' || oid ELSE relname END AS shown
            FROM indexes
            """)
        for row in rows {
            names.add(
                oid: Int64(try row.decode("oid", as: Int.self)), name: try row.decode("name"),
                shown: try row.decode("shown"))
        }
    }

    mutating func applySettings(_ connection: Connection) async throws {
        let database = Quote.identifier(source.databaseName)
        let settings = PlanContext(source).databaseSettings
        // A list of schemas is several words, not one.
        let answers = try await connection.pipeline(
            settings.map { name, value in
                let value = name == "search_path" ? PlanContext.list(value) : Quote.literal(value)
                return Query("ALTER DATABASE \(database) SET \(Quote.identifier(name)) = \(value)")
            })
        let builtIn = self.builtIn
        for ((name, value), answer) in zip(settings, answers) where name != "lc_monetary" {
            // What another version has not, and the target left as it was, decides no plan there either.
            if case .failure(let error) = answer, error.sqlState != .undefinedObject || builtIn[name] != value {
                uncertainties.append("The setting \(name) could not be taken over: \(error.message).")
            }
        }
    }

    private var builtIn: [String: String] {
        let settings = snapshot[.settings]
        return Dictionary(
            zip(settings.texts("name"), settings.texts("boot_value")).compactMap { name, value in
                name.flatMap { name in value.map { (name, $0) } }
            }, uniquingKeysWith: { first, _ in first })
    }
}
