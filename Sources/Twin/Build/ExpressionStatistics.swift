import Model
import Postgres

/// What ANALYZE would find, or found unseen, of the expressions of indexes, as far as it follows from their columns: without, the planner
/// takes every comparison with an expression to find half a per cent of the rows.
extension TwinBuild {
    /// Comes after the figures of pg_class: how many values there are depends on the rows.
    func loadExpressionStatistics(_ connection: Connection) async throws {
        let rows = try await connection.query(
            """
            SELECT indexrelid AS index, k AS key, pg_get_indexdef(indexrelid, k, false) AS expression
            FROM pg_index, generate_series(1, indnkeyatts) AS k
            WHERE indexrelid = ANY ($1::oid[]) AND indkey[k - 1] = 0 ORDER BY 1, 2
            """, [.ints((switches.values.joined() + indexesWithHiddenStatistics).map { Int($0) })])
        var insertions: [Query] = []
        for row in rows {
            guard let derived = DerivedExpression(try row.decode("expression")) else { continue }
            insertions.append(
                Query(
                    Self.insertion,
                    [
                        .int(try row.decode("index", as: Int.self)), .int(try row.decode("key", as: Int.self)),
                        .string(derived.column), .double(derived.seconds), .bool(derived.keepsOrder),
                    ]))
        }
        for start in stride(from: 0, to: insertions.count, by: 500) {
            // One that is refused leaves the planner's guess.
            _ = try await connection.pipeline(Array(insertions[start..<min(start + 500, insertions.count)]))
        }
    }

    /// Indexes of expressions whose statistics are there, but not for the role that collected.
    private var indexesWithHiddenStatistics: [Int64] {
        guard snapshot.unreadable.contains(where: { $0.section == SectionShape.rawStatistics.name }) else { return [] }
        let known = Set(snapshot[.rawStatistics].integers("owner_oid"))
        let definitions = snapshot[.indexDefinitions]
        return (0..<definitions.count).compactMap { row in
            let oid = definitions[row, "oid"].integer
            return definitions[row, "has_expressions"].boolean == true && !known.contains(oid) ? oid : nil
        }
    }

    /// As many values as the column has; of times cut to a unit no more than there are units between the least and the greatest.
    /// Correlation as the column's, under the operator that a btree sorts by.
    private static let insertion = """
        WITH source AS (
          SELECT s.*, t.histogram_bounds::text::text[] AS bounds, o.amopopr AS less, t.correlation,
            CASE WHEN s.stadistinct < 0 THEN -s.stadistinct * greatest(c.reltuples, 1) ELSE s.stadistinct END AS values
          FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = $3::text
          JOIN pg_statistic s ON s.starelid = i.indrelid AND s.staattnum = a.attnum AND NOT s.stainherit
          LEFT JOIN pg_stats t ON (t.schemaname, t.tablename, t.attname) = (n.nspname, c.relname, a.attname) AND NOT t.inherited
          JOIN pg_opclass p ON p.oid = i.indclass[$2::int - 1]
          LEFT JOIN pg_amop o ON o.amopfamily = p.opcfamily AND o.amoplefttype = p.opcintype
            AND o.amoprighttype = p.opcintype AND o.amopstrategy = 1 AND o.amopmethod = 403 AND $5
          WHERE i.indexrelid = $1::oid)
        INSERT INTO pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
          stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5,
          stacoll1, stacoll2, stacoll3, stacoll4, stacoll5, stanumbers1)
        SELECT $1::oid, $2::int2, false, stanullfrac, stawidth,
          CASE WHEN $4::float8 IS NULL THEN stadistinct WHEN bounds IS NULL THEN values
          ELSE least(values, 1 + extract(epoch FROM bounds[cardinality(bounds)]::timestamptz - bounds[1]::timestamptz) / $4) END,
          CASE WHEN less IS NULL OR correlation IS NULL THEN 0 ELSE 3 END, 0, 0, 0, 0,
          CASE WHEN correlation IS NULL THEN 0 ELSE coalesce(less, 0) END, 0, 0, 0, 0, 0, 0, 0, 0, 0,
          CASE WHEN less IS NOT NULL AND correlation IS NOT NULL THEN ARRAY[correlation] END
        FROM source
        """
}

/// An expression that has about as many values as its column, or as many as there are units of time in the column's range.
struct DerivedExpression: Equatable {
    /// Not quoted.
    var column: String
    /// Length of the unit that times are cut to; nil where values stay apart.
    var seconds: Double?
    /// Whether it sorts about as its column does.
    var keepsOrder = true

    private static let units: [String: Double] = [
        "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_629_746,
        "quarter": 7_889_238, "year": 31_556_952,
    ]
    /// Functions under which few values become the same: which of them keep the order.
    private static let faithful: [String: Bool] = [
        "lower": true, "upper": true, "btrim": true, "ltrim": true, "rtrim": true, "md5": false, "reverse": false,
    ]

    /// - Parameter text: as pg_get_indexdef prints a key: `lower((email)::text)`, `date_trunc('day'::text, at)`,
    ///   `((at)::date)`. Nil where its number of values does not follow from a column's.
    init?(_ text: String) {
        // Taking apart goes over the text once for each pair of parentheses.
        guard text.utf8.count <= 1_000 else { return nil }
        let plain = Self.bare(text)
        if let match = plain.wholeMatch(of: /(\w+)\((.*)\)/) {
            let arguments = match.output.2.split(separator: ", ").map { Self.bare(String($0)) }
            switch String(match.output.1) {
            case let name where Self.faithful[name] != nil && arguments.count == 1:
                self.init(argument: arguments[0], seconds: nil)
                keepsOrder = Self.faithful[name] ?? false
            case "date" where arguments.count == 1: self.init(argument: arguments[0], seconds: 86_400)
            case "date_trunc" where arguments.count >= 2:
                guard let unit = Self.units[arguments[0].filter { $0 != "'" }] else { return nil }
                self.init(argument: arguments[1], seconds: unit)
            default: return nil
            }
        } else {
            self.init(argument: plain, seconds: text.contains("::date") ? 86_400 : nil)
        }
    }

    private init?(argument: String, seconds: Double?) {
        let quote = UInt8(ascii: "\"")
        let isQuoted = argument.utf8.first == quote && argument.utf8.last == quote && argument.utf8.count > 2
        let name = isQuoted ? argument.unquoted : argument
        guard isQuoted || name.wholeMatch(of: /[a-z_][a-z0-9_$]*/) != nil else { return nil }
        column = name
        self.seconds = seconds
    }

    /// Without the casts and parentheses around it.
    private static func bare(_ text: String) -> String {
        var text = text[...]
        while true {
            let before = text
            if let cast = text.firstMatch(of: /^(.*)::[a-z ]+(?:\([0-9, ]+\))?$/), isBalanced(cast.output.1) {
                text = cast.output.1
            }
            if text.hasPrefix("("), text.hasSuffix(")"), isBalanced(text.dropFirst().dropLast()) {
                text = text.dropFirst().dropLast()
            }
            if text == before { return String(text) }
        }
    }

    private static func isBalanced(_ text: Substring) -> Bool {
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
            if depth < 0 { return false }
        }
        return depth == 0
    }
}
