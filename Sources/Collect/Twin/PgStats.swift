/// Rows of pg_stats with the columns of pg_statistic. The view leaves out by which operators and collations values were compared;
/// ANALYZE takes those of the default operator class of the column's type, so they follow from the catalogs.
struct PgStats {
    let server: ServerProfile

    init(_ server: ServerProfile) { self.server = server }

    /// The view shows the histograms of ranges and multiranges.
    private var hasRanges: Bool { server.features.contains(.statisticsOfRanges) }

    /// Functions whose statistics the view shows; types that have another show nothing but nulls, width and distinct values.
    var shownAnalyzers: [String] {
        ["array_typanalyze", "ts_typanalyze"] + (hasRanges ? ["range_typanalyze", "multirange_typanalyze"] : [])
    }

    /// A kind of slot (catalog/pg_statistic.h) and where its contents are.
    private struct Slot {
        var kind: Int
        var present: String
        var comparison = "0"
        var collation = "a.attcollation"
        var numbers = "NULL::float4[]"
        /// NULL as anyarray, which no cast gives.
        var values = "CASE WHEN false THEN s.most_common_vals END"

        /// In the order of `SectionQuery.slotColumns`.
        var contents: [String] { ["\(kind)", comparison, collation, numbers, values] }
    }

    private var slots: [[Slot]] {
        let elements = Slot(
            kind: 4, present: "s.most_common_elems", comparison: "t.element_equal", collation: "t.element_collation",
            numbers: "s.most_common_elem_freqs", values: "s.most_common_elems")
        let counts = Slot(
            kind: 5, present: "s.elem_count_histogram", comparison: "t.element_equal", collation: "t.element_collation",
            numbers: "s.elem_count_histogram")
        let bounds = Slot(
            kind: 7, present: "s.range_bounds_histogram", collation: "0", values: "s.range_bounds_histogram")
        let lengths = Slot(
            kind: 6, present: "s.range_length_histogram", comparison: "'pg_catalog.<(float8,float8)'::regoperator",
            collation: "0", numbers: "ARRAY[s.range_empty_frac]", values: "s.range_length_histogram")
        return [
            [
                Slot(
                    kind: 1, present: "s.most_common_vals", comparison: "t.equal", numbers: "s.most_common_freqs",
                    values: "s.most_common_vals")
            ],
            [Slot(kind: 2, present: "s.histogram_bounds", comparison: "t.less", values: "s.histogram_bounds")],
            [Slot(kind: 3, present: "s.correlation", comparison: "t.less", numbers: "ARRAY[s.correlation]")],
            // No column has both.
            hasRanges ? [elements, bounds] : [elements],
            hasRanges ? [counts, lengths] : [counts],
        ]
    }

    private var slotList: String {
        zip(1...5, slots).flatMap { number, kinds in
            SectionQuery.slotColumns.enumerated().map { position, name in
                let otherwise = position < 3 ? " ELSE 0" : ""
                let branches = kinds.map { "WHEN \($0.present) IS NOT NULL THEN \($0.contents[position])" }
                return "CASE \(branches.joined(separator: " "))\(otherwise) END AS \(name)\(number)"
            }
        }.joined(separator: ",\n  ")
    }

    /// The columns of `SectionQuery.storedStatistics`.
    var sql: String {
        """
        SELECT c.oid AS owner_oid, a.attnum AS number, s.inherited, false AS of_expression,
          CASE WHEN c.relkind <> 'i' THEN a.atttypid END AS column_type,
          s.null_frac AS stanullfrac, s.avg_width AS stawidth, s.n_distinct AS stadistinct,
          \(slotList)
        \(SectionQuery.userRelations) AND c.relkind IN ('r', 'p', 'm', 'f', 'i') AND \(SQL.isInRange("c.oid"))
        \(SectionQuery.statisticsShown)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
        JOIN (\(Self.types)) t ON t.oid = a.atttypid
        """
    }

    /// Types of columns with the operators that ANALYZE compares their values by, and their elements; looked up once and not for
    /// each row that is joined to them.
    private static let types = """
        WITH RECURSIVE bases AS (
          SELECT oid, oid AS base FROM pg_type WHERE typtype <> 'd'
          UNION ALL SELECT d.oid, bases.base FROM pg_type d JOIN bases ON d.typtype = 'd' AND d.typbasetype = bases.oid), once AS MATERIALIZED (
        SELECT bases.oid, \(operators(1, of: "b")) AS less, \(equality(of: "b")) AS equal,
          \(equality(of: "e")) AS element_equal, coalesce(e.typcollation, 0) AS element_collation
        FROM bases JOIN pg_type b ON b.oid = bases.base
        LEFT JOIN bases element ON element.oid = CASE WHEN b.oid = 'tsvector'::regtype THEN 'text'::regtype
          WHEN b.typlen = -1 THEN b.typelem END
        LEFT JOIN pg_type e ON e.oid = element.base
        WHERE bases.oid IN (SELECT atttypid FROM pg_attribute WHERE \(SQL.isInRange("attrelid"))))
        SELECT * FROM once
        """

    private static func equality(of type: String) -> String {
        "coalesce(\(operators(3, of: type)), \(operators(1, of: type, method: "hash")), 0)"
    }

    /// The operator of a strategy in the default class of a type: its own before that of a type that it is stored like.
    private static func operators(_ strategy: Int, of type: String, method: String = "btree") -> String {
        """
        (SELECT o.amopopr FROM pg_opclass k JOIN pg_am m ON m.oid = k.opcmethod AND m.amname = '\(method)'
          JOIN pg_type i ON i.oid = k.opcintype
          JOIN pg_amop o ON o.amopfamily = k.opcfamily AND o.amoplefttype = k.opcintype
            AND o.amoprighttype = k.opcintype AND o.amopstrategy = \(strategy)
          WHERE k.opcdefault AND (i.oid = \(type).oid
            OR i.oid = to_regtype(CASE WHEN \(type).typtype = 'e' THEN 'anyenum' WHEN \(type).typtype = 'r' THEN 'anyrange'
              WHEN \(type).typtype = 'm' THEN 'anymultirange' WHEN \(type).typtype = 'c' THEN 'record'
              WHEN \(type).typlen = -1 AND \(type).typelem <> 0 THEN 'anyarray' END)
            OR EXISTS (SELECT FROM pg_cast WHERE castsource = \(type).oid AND casttarget = i.oid AND castmethod = 'b'
              AND castcontext = 'i'))
          ORDER BY i.oid = \(type).oid DESC, i.typispreferred DESC LIMIT 1)
        """
    }
}
