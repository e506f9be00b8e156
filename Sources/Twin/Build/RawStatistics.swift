import Model
import Postgres

/// Rows of pg_statistic as they were read, and the SQL that writes them again.
struct RawStatistics {
    private let section: Section

    /// What the values of some columns are read as, by relation and number.
    private let types: [Column: String]

    struct Column: Hashable {
        var relation: Int64
        var number: Int64
    }

    init(_ section: Section, types: [Column: String] = [:]) {
        self.section = section
        self.types = types
    }

    var rows: Range<Int> { 0..<section.count }

    func isOfExpression(_ row: Int) -> Bool { section[row, "of_expression"].boolean ?? false }

    /// Slots of kinds that the twin does not take over.
    var otherKinds: Int {
        rows.count { row in (1...5).contains { Slot.isOther(section, row, $0) } }
    }

    /// Columns with a list longer than any that ANALYZE makes.
    var tooLong: Int { rows.count { row in (1...5).contains { Slot.isTooLong(section, row, $0) } } }

    func isOfTarget(_ row: Int) -> Bool { section[row, "owner_oid"].integer.map(RelationFigures.isTargets) ?? false }

    /// A relation; of an expression the statistics object.
    func owner(of row: Int) -> Int64? { section[row, "owner_oid"].integer }

    /// - Parameter relation: what they are to be of, where it is not what the snapshot says.
    func insertion(of row: Int, as relation: Int64? = nil) -> Query {
        let values = values(of: row, firstParameter: 4)
        return Query(
            "INSERT INTO pg_statistic (\(Self.columns)) SELECT $1::oid, $2::int2, $3::bool, \(values.sql)",
            [
                .int((relation ?? owner(of: row)).map { Int($0) }),
                .int(section[row, "number"].integer.map { Int($0) }), .bool(section[row, "inherited"].boolean),
            ] + values.parameters)
    }

    /// All columns behind the key, in the order of the catalog.
    private func values(of row: Int, firstParameter: Int) -> (sql: String, parameters: [Parameter]) {
        var parameters: [Parameter] = []
        func bind(_ parameter: Parameter) -> String {
            parameters.append(parameter)
            return "$\(firstParameter + parameters.count - 1)"
        }
        var sql = [
            bind(.double(section[row, "null_fraction"].real.map { min(max($0, 0), 1) })) + "::float4",
            bind(.int(section[row, "width"].integer.map { Int(min(max($0, 0), Self.greatestWidth)) })) + "::int4",
            bind(.double(section[row, "distinct"].real)) + "::float4",
        ]
        let column = Column(relation: owner(of: row) ?? 0, number: section[row, "number"].integer ?? 0)
        let own = isOfExpression(row) ? nil : types[column]
        let slots = (1...5).map { Slot(section, row, $0, type: own) }
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
        ///
        /// - Parameter own: the type of the values, whatever the snapshot says.
        init(_ section: Section, _ row: Int, _ slot: Int, type own: String?) {
            type = section[row, "type\(slot)"].text
            values = section[row, "values\(slot)"].text
            guard (type == nil) == (values == nil), !Self.isOther(section, row, slot),
                !Self.isTooLong(section, row, slot)
            else {
                (type, values) = (nil, nil)
                return
            }
            if type != nil, let own { type = own }
            kind = section[row, "kind\(slot)"].integer ?? 0
            `operator` = section[row, "operator\(slot)"].text
            collation = section[row, "collation\(slot)"].text
            numbers = section[row, "numbers\(slot)"].text
        }

        /// ANALYZE keeps at most 10,000 values, and of elements ten times as many with a few figures behind them. A server takes
        /// gigabytes to read lists of millions.
        static func isTooLong(_ section: Section, _ row: Int, _ slot: Int) -> Bool {
            ["values\(slot)", "numbers\(slot)"].contains { name in
                guard let list = section[row, name].text, list.utf8.count > mostElements else { return false }
                return list.utf8.count > mostBytes || list.utf8.count { $0 == UInt8(ascii: ",") } > mostElements
            }
        }

        private static let mostElements = 100_010
        /// Longer values than 1,024 bytes are not kept; each may be written twice as long, in quotes.
        private static let mostBytes = 32 << 20

        /// Neither of PostgreSQL's own kinds nor one that can be checked.
        static func isOther(_ section: Section, _ row: Int, _ slot: Int) -> Bool {
            let kind = section[row, "kind\(slot)"].integer ?? 0
            guard !(0...7).contains(kind) else { return false }
            return !SpatialStatistics.kinds.contains(kind)
                || !SpatialStatistics.isSound(section[row, "numbers\(slot)"].text)
        }
    }

    /// Of a value, in bytes.
    private static let greatestWidth: Int64 = 1 << 30

    /// The columns of the catalog behind its key.
    static let valueColumns =
        ["stanullfrac", "stawidth", "stadistinct"]
        + ["stakind", "staop", "stacoll", "stanumbers", "stavalues"].flatMap { name in (1...5).map { "\(name)\($0)" } }

    private static let columns = (["starelid", "staattnum", "stainherit"] + valueColumns).joined(separator: ", ")
}
