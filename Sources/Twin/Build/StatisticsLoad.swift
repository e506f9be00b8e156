import Model
import Postgres

/// pg_statistic and the data of extended statistics.
extension TwinBuild {
    mutating func loadStatistics(_ connection: Connection) async throws {
        if snapshot[.rawStatistics].count == 0, snapshot[.columnStatistics].count > 0 {
            uncertainties.append(
                "Plans rest on guesses of how many rows each condition finds: the snapshot has no statistics for a twin."
            )
        }
        let statistics = RawStatistics(snapshot[.rawStatistics])
        let columns = statistics.rows.filter { !statistics.isOfExpression($0) && statistics.isOfTarget($0) }
        var failures = try await failures(connection, columns.map { statistics.insertion(of: $0) })
        try await connection.execute(Self.soundnessSQL)
        try await connection.execute(Self.castSQL)
        failures += try await self.failures(connection, extendedInsertions(statistics))
        try await connection.execute(Self.uncastSQL)
        if let first = failures.first {
            uncertainties.append(
                "The statistics of \(failures.count) columns could not be taken over: \(first.message).")
        }
    }

    private func failures(_ connection: Connection, _ insertions: [Query]) async throws -> [PostgresError] {
        var errors: [PostgresError] = []
        for start in stride(from: 0, to: insertions.count, by: 500) {
            let answers = try await connection.pipeline(Array(insertions[start..<min(start + 500, insertions.count)]))
            for case .failure(let error) in answers { errors.append(error) }
        }
        return errors
    }

    /// What ANALYZE looks at: of an index the type of the expression, where the access method stores keys of another one.
    private static let analyzedType = """
        coalesce((SELECT CASE WHEN o.opckeytype = 0 THEN a.atttypid
            WHEN o.opcintype = 'anyarray'::regtype THEN (SELECT typarray FROM pg_type WHERE oid = a.atttypid) ELSE o.opcintype END
          FROM pg_index i JOIN pg_opclass o ON o.oid = i.indclass[a.attnum - 1] WHERE i.indexrelid = a.attrelid), a.atttypid)
        """

    /// Values of another type than the column's would be read as what they are not.
    private static let soundnessSQL: String = {
        let slots = (1...5).map { slot in
            """
            (s.stavalues\(slot) IS NOT NULL AND NOT coalesce(
              ('x' || encode(substring(array_send(s.stavalues\(slot)) FROM 9 FOR 4), 'hex'))::bit(32)::int8 = ANY (
                CASE s.stakind\(slot) WHEN 1 THEN t.own WHEN 2 THEN t.own WHEN 4 THEN t.elements WHEN 6 THEN ARRAY[701::int8]
                WHEN 7 THEN t.ranges END), false))
            """
        }
        return """
            DELETE FROM pg_statistic s USING pg_attribute a, LATERAL (
              WITH RECURSIVE bases AS (
                SELECT \(analyzedType) AS oid UNION SELECT typbasetype FROM bases JOIN pg_type b ON b.oid = bases.oid AND b.typtype = 'd')
              SELECT array(SELECT oid::int8 FROM bases) AS own,
                array(SELECT typelem::int8 FROM bases JOIN pg_type USING (oid) WHERE typelem <> 0
                  UNION SELECT 25 FROM bases WHERE oid = 'tsvector'::regtype) AS elements,
                array(SELECT oid::int8 FROM bases UNION SELECT rngtypid::int8 FROM bases JOIN pg_range ON rngmultitypid = oid)
                  AS ranges) t
            WHERE a.attrelid = s.starelid AND a.attnum = s.staattnum AND s.starelid >= 16384
              AND (\(slots.joined(separator: " OR ")))
            """
    }()

    /// The types of extended statistics refuse input; as bytes they are the same.
    private static let types = ["pg_ndistinct", "pg_dependencies", "pg_mcv_list"]
    private static let castSQL = types.map { "CREATE CAST (bytea AS \($0)) WITHOUT FUNCTION;" }.joined()
    private static let uncastSQL = types.map { "DROP CAST (bytea AS \($0));" }.joined()

    private func extendedInsertions(_ statistics: RawStatistics) -> [Query] {
        let data = snapshot[.extendedStatisticsData]
        let inherits = server.installation.major >= 15
        return (0..<data.count).compactMap { row in
            guard let oid = data[row, "statistics_oid"].integer, let inherited = data[row, "inherited"].boolean else {
                return nil
            }
            let expressions = statistics.expressions(of: oid, inherited: inherited)
            let array = expressions.sql(firstParameter: 6)
            let columns = "stxoid, \(inherits ? "stxdinherit, " : "")stxdndistinct, stxddependencies, stxdmcv, stxdexpr"
            return Query(
                """
                INSERT INTO pg_statistic_ext_data (\(columns))
                SELECT s.oid, \(inherits ? "$2::bool, " : "")decode($3::text, 'hex')::pg_ndistinct,
                  decode($4::text, 'hex')::pg_dependencies, decode($5::text, 'hex')::pg_mcv_list, \(array.sql)
                FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
                WHERE (n.nspname, s.stxname) = \(name(ofStatistics: oid)) AND ($1::oid IS NOT NULL)
                  AND $2::bool IS NOT NULL
                """,
                [
                    .int(Int(oid)), .bool(inherited), .string(data[row, "distinct"].text),
                    .string(data[row, "dependencies"].text), .string(data[row, "common_values"].text),
                ] + array.parameters)
        }
    }

    /// Statistics objects get new oids: only tables, indexes, types and roles keep theirs.
    private func name(ofStatistics oid: Int64) -> String {
        let objects = snapshot[.extendedStatistics]
        guard let row = (0..<objects.count).first(where: { objects[$0, "oid"].integer == oid }) else {
            return "('', '')"
        }
        return
            "(\(Quote.literal(objects[row, "schema"].text ?? "")), \(Quote.literal(objects[row, "name"].text ?? "")))"
    }
}
