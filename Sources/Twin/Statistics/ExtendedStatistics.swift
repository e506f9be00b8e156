import Model
import Postgres

/// The data of the snapshot's statistics objects, checked and written into a twin's catalog.
struct ExtendedStatistics {
    private let snapshot: Snapshot
    private let statistics: RawStatistics
    private let objects: StatisticsObjects
    /// By the target's oid, schema and name.
    private let names: [Int64: (schema: String?, name: String?)]
    private let major: Int
    /// Of what could not be taken over, the object's name and why.
    private(set) var refusals: [(object: String, reason: String)] = []

    init(_ snapshot: Snapshot, _ statistics: RawStatistics, _ connection: Connection, major: Int) async throws {
        self.snapshot = snapshot
        self.statistics = statistics
        self.major = major
        objects = try await StatisticsObjects(connection, major: major)
        let section = snapshot[.extendedStatistics]
        names = (0..<section.count).reduce(into: [:]) { names, row in
            guard let oid = section[row, "oid"].integer else { return }
            names[oid] = (section[row, "schema"].text, section[row, "name"].text)
        }
    }

    // MARK: Expressions

    /// Statistics of expressions, as if they were of the columns of views: then what is wrong with them shows as it does with those of
    /// columns.
    var expressionInsertions: [Query] {
        statistics.rows.compactMap { row in
            guard statistics.isOfExpression(row), let view = object(statistics.owner(of: row))?.view else { return nil }
            return statistics.insertion(of: row, as: view)
        }
    }

    static let expressionRemoval = """
        DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relnamespace = pg_my_temp_schema())
        """

    // MARK: Data

    /// One for each row that there is something left of.
    mutating func insertions() -> [Query] {
        let data = snapshot[.extendedStatisticsData]
        return (0..<data.count).compactMap { row in
            guard let oid = data[row, "statistics_oid"].integer, let inherited = data[row, "inherited"].boolean,
                let object = object(oid)
            else { return nil }
            let distinct = checked(data[row, "distinct"].text, object) { bytes throws(UnsoundBytes) in
                try CombinedStatistics.checkDistinct(bytes, of: object)
                return bytes
            }
            let dependencies = checked(data[row, "dependencies"].text, object) { bytes throws(UnsoundBytes) in
                try CombinedStatistics.checkDependencies(bytes, of: object)
                return bytes
            }
            let commonValues = checked(data[row, "common_values"].text, object) { bytes throws(UnsoundBytes) in
                try CombinedStatistics.checkedCommonValues(bytes, of: object)
            }
            return Query(
                insertionSQL,
                [
                    .int(Int(object.oid)), .bool(inherited), .string(distinct), .string(dependencies),
                    .string(commonValues), .int(Int(object.view ?? 0)), .int(object.expressionCount),
                ])
        }
    }

    private func object(_ oid: Int64?) -> StatisticsObject? {
        oid.flatMap { names[$0] }.flatMap { objects[$0.schema, $0.name] }
    }

    private mutating func checked(
        _ text: String?, _ object: StatisticsObject,
        _ check: (StoredBytes) throws(UnsoundBytes) -> StoredBytes
    ) -> String? {
        guard let text else { return nil }
        do {
            return try check(try StoredBytes(hexadecimal: text)).hexadecimal
        } catch {
            refusals.append((object.name, error.reason))
            return nil
        }
    }

    /// `stxdexpr` is an array of rows of pg_statistic, one for each expression: the planner looks them up by their place. `$6` the
    /// view, `$7` how many there have to be.
    private var insertionSQL: String {
        let columns = RawStatistics.valueColumns.joined(separator: ", ")
        let inherits = major >= 15
        let expressions = """
            (SELECT array_agg(ROW(0::oid, 0::int2, false, \(columns))::pg_statistic ORDER BY staattnum) FROM pg_statistic
              WHERE starelid = $6::oid AND stainherit = $2::bool HAVING count(*) = $7::int)
            """
        return """
            INSERT INTO pg_statistic_ext_data (stxoid, \(inherits ? "stxdinherit, " : "")stxdndistinct, stxddependencies, stxdmcv\(major >= 14 ? ", stxdexpr" : ""))
            SELECT $1::oid, \(inherits ? "$2::bool, " : "")decode($3::text, 'hex')::pg_ndistinct,
              decode($4::text, 'hex')::pg_dependencies, decode($5::text, 'hex')::pg_mcv_list\(major >= 14 ? ", \(expressions)" : "")
            WHERE $2::bool IS NOT NULL AND $6::oid IS NOT NULL AND $7::int IS NOT NULL
            """
    }
}
