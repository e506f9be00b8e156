/// Where to cut the catalogs into parts that are read one by one.
enum RelationRanges {
    /// One row; `$1` the size of a range, in rows of pg_class: `CollectOptions.rangeSize`.
    static let sql = """
        SELECT \(advisorTag) coalesce(array_agg(oid::int8 ORDER BY oid), '{}') AS oids
        FROM (SELECT oid, row_number() OVER (ORDER BY oid) AS number FROM pg_class) relations
        WHERE number % $1::bigint = 0
        """
}
