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
        let statistics = RawStatistics(snapshot[.rawStatistics], types: try await silentColumns(connection))
        var extended = try await ExtendedStatistics(
            snapshot, statistics, connection, major: server.installation.major)
        let columns = statistics.rows.filter { !statistics.isOfExpression($0) && statistics.isOfTarget($0) }
        var failures = try await failures(
            connection, columns.map { statistics.insertion(of: $0) } + extended.expressionInsertions)
        let unsound = try await removeUnsound(connection)
        try await connection.execute(Self.castSQL)
        failures += try await self.failures(connection, extended.insertions())
        try await connection.execute(Self.uncastSQL)
        try await connection.execute(ExtendedStatistics.expressionRemoval)
        note(failures, unsound: unsound + statistics.tooLong, others: statistics.otherKinds, extended.refusals)
    }

    private func silentColumns(_ connection: Connection) async throws -> [RawStatistics.Column: String] {
        let rows = try await connection.query(StatisticsSoundness.silentColumns)
        return try rows.reduce(into: [:]) { types, row in
            let column = RawStatistics.Column(relation: try row.decode("relation"), number: try row.decode("number"))
            types[column] = try row.decode("type", as: String.self)
        }
    }

    /// - Returns: how many columns have no statistics for it. All, where they cannot be looked at.
    private func removeUnsound(_ connection: Connection) async throws -> Int {
        do {
            return try await connection.query(StatisticsSoundness.sql).affectedRows ?? 0
        } catch let error as PostgresError where error.kind == .statementFailed {
            return try await connection.query("DELETE FROM pg_statistic WHERE starelid >= 16384").affectedRows ?? 0
        }
    }

    private mutating func note(
        _ failures: [PostgresError], unsound: Int, others: Int, _ refusals: [(object: String, reason: String)]
    ) {
        if let first = failures.first {
            uncertainties.append(
                "The statistics of \(failures.count) columns could not be taken over: \(first.message).")
        }
        if unsound > 0 {
            uncertainties.append(
                "The statistics of \(Format.plural(unsound, "column")) are left out: they are not what ANALYZE writes for \(unsound == 1 ? "its type" : "their types")."
            )
        }
        if others > 0 {
            uncertainties.append(
                "Statistics of an extension's own kind are left out, of \(Format.plural(others, "column"))."
            )
        }
        if let first = refusals.first {
            uncertainties.append(
                "Combined statistics of \(Format.plural(Set(refusals.map(\.object)).count, "statistics object")) are left out: of \(first.object), \(first.reason)."
            )
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

    /// The types of extended statistics refuse input; as bytes they are the same.
    private static let types = ["pg_ndistinct", "pg_dependencies", "pg_mcv_list"]
    private static let castSQL = types.map { "CREATE CAST (bytea AS \($0)) WITHOUT FUNCTION;" }.joined()
    private static let uncastSQL = types.map { "DROP CAST (bytea AS \($0));" }.joined()
}
