import Postgres

/// A column of a table, with what ANALYZE knows of its values.
struct TargetColumn: Sendable {
    var name: String
    /// As format_type prints it.
    var type: String
    /// pg_type.typname, domains resolved: int4, varchar, uuid.
    var typeName: String
    /// pg_type.typcategory of the resolved type.
    var category: String
    var notNull: Bool
    /// Where it differs from the type's.
    var collation: String?
    /// Part of a foreign key: its values name rows of another table, however few they are.
    var isReference = false
    var statistics: Statistics?

    struct Statistics: Sendable {
        /// 0 to 1.
        var nullFraction: Double
        /// Bytes as stored in the row itself.
        var width: Double
        /// Bytes in the TOAST table, as far as it is known to hold values of this column.
        var outside = 0.0
        /// n_distinct as a count of values, at least 1: as the planner believes it.
        var counted: Double
        /// How many there are likely to be: no fewer.
        var distinct: Double
        /// -1 to 1; nil where the type has no order.
        var correlation: Double?
        /// Most common first, with their shares of all rows. Empty in a redacted snapshot.
        var common: [(value: String, share: Double)]
        /// The shares alone: a redacted snapshot keeps them.
        var commonShares: [Double]
        /// Bounds of bins that hold equally many of the other values.
        var histogram: [String]
        /// Elements of arrays and text search vectors that are found most often. Empty in a redacted snapshot.
        var elements: [String] = []
        /// Shares of the rows that hold each of them, of those that hold any.
        var elementShares: [Double] = []
        /// Different elements of an array on average.
        var elementsPerRow: Double?
    }

    /// The collation, unless it is the column's own.
    func other(_ collation: String?) -> String? {
        func bare(_ name: String?) -> String? { name?.filter { $0 != "\"" } }
        return bare(collation) == bare(self.collation) ? nil : collation
    }

    /// Whether texts of that collation are ordered by their bytes.
    static func isBytewise(_ collation: String) -> Bool {
        ["C", "\"C\"", "POSIX", "\"POSIX\"", "ucs_basic", "pg_c_utf8"].contains(collation)
    }

    /// Whether a btree may hold it as a key. jsonb has an order too, but nobody asks for it.
    var isOrdered: Bool { !Self.unordered.contains(typeName) }

    private static let unordered: Set = [
        "json", "jsonb", "xml", "point", "box", "circle", "polygon", "path", "line", "lseg", "tsvector",
    ]

    /// Bytes of a value as an index stores it, where nothing was analysed: a guess by type.
    var width: Double { statistics?.width ?? Double(TypeStorage.of(typeName).length ?? 24) }

    /// Values of any length of which the statistics hold none, since longer ones than 1,024 bytes are left out there.
    var isLong: Bool {
        guard let statistics, category == "S" || category == "A" || ["jsonb", "tsvector"].contains(typeName) else {
            return false
        }
        // Lexemes that the width has no room for.
        if !statistics.elementShares.isEmpty { return statistics.elementShares.reduce(0, +) * 8 > statistics.width }
        return statistics.commonShares.isEmpty && statistics.histogram.isEmpty
    }

    /// Values other than null, as a count; without statistics PostgreSQL's own guess of 200.
    func distinct(rows: Double) -> Double { max(1, min(statistics?.distinct ?? 200, max(1, rows))) }

    /// The share of the rows that a comparison with one value finds.
    func equalityShare(rows: Double) -> Double {
        (1 - (statistics?.nullFraction ?? 0)) / distinct(rows: rows)
    }
}

/// How the values of a type lie in a tuple.
struct TypeStorage: Sendable {
    /// Bytes; nil for types of varying length.
    var length: Int?
    var alignment: Int
    /// Equal values have equal bytes, so that a btree can keep one key for many rows: the type's default operator class has
    /// an equalimage function (pg_amproc, support function 4, PostgreSQL 15).
    var isDeduplicated: Bool

    /// By pg_type.typname; enums and unknown types as their commonest case.
    static func of(_ typeName: String) -> TypeStorage {
        if let known = types[typeName] { return known }
        if typeName.hasPrefix("_") { return varying }
        return TypeStorage(length: nil, alignment: 1, isDeduplicated: true)
    }

    private static let varying = TypeStorage(length: nil, alignment: 1, isDeduplicated: false)
    private static func fixed(_ length: Int, _ alignment: Int, _ isDeduplicated: Bool = true) -> TypeStorage {
        TypeStorage(length: length, alignment: alignment, isDeduplicated: isDeduplicated)
    }
    private static let types: [String: TypeStorage] = [
        "bool": fixed(1, 1), "char": fixed(1, 1), "int2": fixed(2, 2), "int4": fixed(4, 4), "int8": fixed(8, 8),
        "oid": fixed(4, 4), "date": fixed(4, 4), "time": fixed(8, 8), "timetz": fixed(12, 8),
        "timestamp": fixed(8, 8), "timestamptz": fixed(8, 8), "uuid": fixed(16, 1), "money": fixed(8, 8),
        "macaddr": fixed(6, 4), "macaddr8": fixed(8, 4), "name": fixed(64, 1), "float4": fixed(4, 4, false),
        "float8": fixed(8, 8, false), "interval": fixed(16, 8, false), "numeric": varying, "jsonb": varying,
        "tsvector": varying, "tsquery": varying, "point": fixed(16, 8, false), "int4range": varying,
        "int8range": varying, "numrange": varying, "tsrange": varying, "tstzrange": varying, "daterange": varying,
    ]
}
