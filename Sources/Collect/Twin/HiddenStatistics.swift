import Model
import Postgres

/// What pg_stats and the catalogs keep from a role that may read tables but not pg_statistic: named, so that it is known which
/// conditions a twin guesses at.
enum HiddenStatistics {
    enum Kind { case expressions, values, combinations }

    static func sql(_ server: ServerProfile) -> String {
        let shown = (["-"] + PgStats(server).shownAnalyzers).map { "'\($0)'" }.joined(separator: ", ")
        return """
            SELECT \(advisorTag)
              (SELECT coalesce(array_agg(c.oid::regclass::text ORDER BY c.oid), '{}') \(SectionQuery.userRelations)
                JOIN pg_index i ON i.indexrelid = c.oid AND i.indexprs IS NOT NULL
                WHERE c.relkind = 'i' AND NOT has_table_privilege(c.oid, 'SELECT')) AS indexes,
              (SELECT coalesce(array_agg(format('%s.%I', c.oid::regclass, a.attname) ORDER BY c.oid, a.attnum), '{}')
                \(SectionQuery.userRelations)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_type t ON t.oid = a.atttypid AND t.typanalyze::text NOT IN (\(shown))
                WHERE c.relkind IN ('r', 'p', 'm', 'f') AND EXISTS (SELECT FROM pg_stats v
                  WHERE (v.schemaname, v.tablename, v.attname) = (n.nspname, c.relname, a.attname) OFFSET 0)) AS columns,
              (SELECT coalesce(array_agg(format('%I.%I', n.nspname, s.stxname) ORDER BY s.oid), '{}')
                FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace) AS objects
            """
    }
}

extension Run {
    /// Comes after the statistics themselves.
    mutating func noteHiddenStatistics() async throws {
        guard !server.canReadStatistics || !server.canReadExtendedStatistics, remaining > .zero else { return }
        do {
            let rows = try await session.query(HiddenStatistics.sql(server), limit: options.statementTimeout)
            guard let row = rows.first else { return }
            let kinds: [(HiddenStatistics.Kind, column: String, isHidden: Bool)] = [
                (.expressions, "indexes", !server.canReadStatistics), (.values, "columns", !server.canReadStatistics),
                (.combinations, "objects", !server.canReadExtendedStatistics),
            ]
            for (kind, column, isHidden) in kinds where isHidden {
                let names = try row.decode(column, as: [String].self)
                if !names.isEmpty { note(remedy.hidden(kind, of: names)) }
            }
        } catch let error as PostgresError {
            note(
                remedy.unreadable(
                    .rawStatistics, try tolerable(error, during: "privileges"), after: options.statementTimeout))
        }
    }
}
