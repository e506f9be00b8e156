import Model
import Postgres

/// Rows of pg_statistic as they were read, and the SQL that writes them again.
struct RawStatistics {
    private let section: Section

    init(_ section: Section) { self.section = section }

    var rows: Range<Int> { 0..<section.count }

    func isOfExpression(_ row: Int) -> Bool { section[row, "of_expression"].boolean ?? false }

    func isOfTarget(_ row: Int) -> Bool { section[row, "owner_oid"].integer.map(RelationFigures.isTargets) ?? false }

    func insertion(of row: Int) -> Query {
        let values = values(of: row, firstParameter: 4)
        return Query(
            "INSERT INTO pg_statistic (\(Self.columns)) SELECT $1::oid, $2::int2, $3::bool, \(values.sql)",
            [
                .int(section[row, "owner_oid"].integer.map { Int($0) }),
                .int(section[row, "number"].integer.map { Int($0) }), .bool(section[row, "inherited"].boolean),
            ] + values.parameters)
    }

    /// Those of a statistics object's expressions, in order.
    func expressions(of oid: Int64, inherited: Bool) -> Expressions {
        let found = rows.filter {
            isOfExpression($0) && section[$0, "owner_oid"].integer == oid
                && section[$0, "inherited"].boolean == inherited
        }
        return Expressions(
            statistics: self,
            rows: found.sorted { (section[$0, "number"].integer ?? 0) < (section[$1, "number"].integer ?? 0) })
    }

    struct Expressions {
        let statistics: RawStatistics
        let rows: [Int]

        /// `stxdexpr`: an array of rows of pg_statistic.
        func sql(firstParameter: Int) -> (sql: String, parameters: [Parameter]) {
            guard !rows.isEmpty else { return ("NULL", []) }
            var parameters: [Parameter] = []
            let elements = rows.map { row in
                let values = statistics.values(of: row, firstParameter: firstParameter + parameters.count)
                parameters += values.parameters
                return "ROW(0::oid, 0::int2, false, \(values.sql))::pg_statistic"
            }
            return ("ARRAY[\(elements.joined(separator: ", "))]", parameters)
        }
    }

    /// All columns behind the key, in the order of the catalog.
    func values(of row: Int, firstParameter: Int) -> (sql: String, parameters: [Parameter]) {
        var parameters: [Parameter] = []
        func bind(_ parameter: Parameter) -> String {
            parameters.append(parameter)
            return "$\(firstParameter + parameters.count - 1)"
        }
        var sql = [
            bind(.double(section[row, "null_fraction"].real)) + "::float4",
            bind(.int(section[row, "width"].integer.map { Int($0) })) + "::int4",
            bind(.double(section[row, "distinct"].real)) + "::float4",
        ]
        let slots = (1...5).map { Slot(section, row, $0) }
        sql += slots.map { bind(.int(Int($0.kind))) + "::int2" }
        sql += slots.map { "coalesce(\(bind(.string($0.operator)))::text::regoperator::oid, 0)" }
        sql += slots.map { "coalesce(\(bind(.string($0.collation)))::text::regcollation::oid, 0)" }
        sql += slots.map { bind(.string($0.numbers)) + "::text::float4[]" }
        sql += slots.map {
            "array_in(\(bind(.string($0.values)))::text::cstring, \(bind(.string($0.type)))::text::regtype::oid, -1)"
        }
        return (sql.joined(separator: ", "), parameters)
    }

    private struct Slot {
        var kind: Int64 = 0
        var `operator`: String?
        var collation: String?
        var numbers: String?
        var values: String?
        var type: String?

        /// Empty where redaction took the values: the planner refuses a slot without them.
        init(_ section: Section, _ row: Int, _ slot: Int) {
            type = section[row, "type\(slot)"].text
            values = section[row, "values\(slot)"].text
            guard (type == nil) == (values == nil) else {
                (type, values) = (nil, nil)
                return
            }
            kind = section[row, "kind\(slot)"].integer ?? 0
            `operator` = section[row, "operator\(slot)"].text
            collation = section[row, "collation\(slot)"].text
            numbers = section[row, "numbers\(slot)"].text
        }
    }

    private static let columns =
        "starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct, "
        + ["stakind", "staop", "stacoll", "stanumbers", "stavalues"].flatMap { name in
            (1...5).map { "\(name)\($0)" }
        }.joined(separator: ", ")
}
