import Model

/// Keeps out indexes that could make a write fail: an entry that does not fit into a page is an error for whoever inserts the
/// row ("index row size exceeds btree maximum"), so what an index holds must be bounded.
///
/// A value is bounded by its type (`character varying(100)`), by a CHECK on its length, or by what was seen: a table that
/// moved nothing to TOAST has no row above 2 kB, and where it did, the statistics of a column must show that others are the long
/// ones. ANALYZE leaves values above 1,024 bytes out of them (analyze.c, WIDTH_THRESHOLD), so few short samples prove little.
struct EntryLimit {
    private let table: TargetTable

    init(_ table: TargetTable) { self.table = table }

    /// Bytes of an entry by method (BTMaxItemSize, GinMaxItemSize; BRIN keeps two values of each column in one tuple, and GiST
    /// needs room for two entries a page); a hash index holds hash values only, SP-GiST cuts texts into pieces.
    private static let limits = ["btree": 2_704.0, "gin": 2_704.0, "brin": 3_900.0, "gist": 3_900.0]

    func admits(_ definition: IndexDefinition) -> Bool {
        guard let limit = Self.limits[definition.method] else { return true }
        // Pieces of a text or document, which its operator class bounds, or values that it hashes.
        if definition.method != "btree", definition.method != "brin" {
            return definition.keys.allSatisfy {
                holdsPieces($0, definition.method) || (width(of: $0) ?? .infinity) <= limit
            }
        }
        let widths = definition.keys.map(width) + definition.include.map(width)
        return widths.reduce(8.0) { sum, width in sum + (width ?? .infinity) } <= limit
    }

    private func holdsPieces(_ key: IndexDefinition.Key, _ method: String) -> Bool {
        let operatorClass = key.operatorClass?.split(separator: ".").last ?? ""
        if Self.ofPieces.contains(where: operatorClass.hasPrefix) { return true }
        guard let column = key.column.flatMap(table.column) else { return true }
        // Elements of a GIN index are entries of their own; the others are lexemes (2 kB at most) and hashed keys of documents.
        if method == "gin", column.category == "A" { return (elementWidth(column) ?? .infinity) <= 2_704 }
        // What an extension takes out of its types may be as long as they are.
        if method == "gin" { return ["jsonb", "tsvector"].contains(column.typeName) }
        return column.category != "S" && column.category != "A"
    }

    private static let ofPieces = ["gin_trgm_ops", "gist_trgm_ops", "jsonb_", "tsvector_ops"]

    /// Bytes that a value takes at most; nil where nothing bounds it. An expression is as long as its longest column, unless it
    /// ends in a cast to a type of fixed length.
    private func width(of key: IndexDefinition.Key) -> Double? {
        if let name = key.column { return width(of: name) }
        if let type = key.expression?.firstMatch(of: /\)::([a-z0-9_]+)\)*$/)?.output.1,
            let length = Self.fixed[String(type)]
        {
            return length
        }
        let named = table.columns.filter { key.expression?.contains($0.name) ?? false }
        guard !named.isEmpty else { return nil }
        return named.map { width(of: $0.name) ?? .infinity }.max()
    }

    /// Types by the names that casts have.
    private static let fixed: [String: Double] = [
        "bigint": 8, "boolean": 1, "date": 4, "float": 8, "int": 4, "int2": 2, "int4": 4, "int8": 8, "integer": 4,
        "numeric": 64, "real": 4, "smallint": 2, "timestamp": 8, "timestamptz": 8, "uuid": 16,
    ]

    private func width(of name: String) -> Double? {
        guard let column = table.column(name) else { return nil }
        if let length = TypeStorage.of(column.typeName).length { return Double(length) }
        if let declared = column.declaredWidth { return declared }
        if let checked = table.checkedLengths[name] { return 4 + 4 * Double(checked) }
        guard hasShortValues(column) else { return nil }
        return min(max(column.widestKnown, column.width) * Self.growth, Self.longestInside)
    }

    /// Of a row that has nothing in TOAST (TOAST_TUPLE_THRESHOLD).
    private static let longestInside = 2_032.0

    /// A value that comes tomorrow may be longer than the longest of those seen.
    private static let growth = 2.0

    /// Whether what was seen bounds the values of a column.
    private func hasShortValues(_ column: TargetColumn) -> Bool {
        // Without TOAST every row has less than 2 kB, compressed as an index would compress it.
        if table.outsideBytes == 0 { return true }
        guard column.isShort else { return false }
        return table.outsideBytes == nil
            || table.columns.contains { $0.name != column.name && $0.mayBeLong && !$0.isShort }
    }

    private func elementWidth(_ column: TargetColumn) -> Double? {
        guard let outside = table.outsideBytes, outside > 0 else { return 0 }
        guard let elements = column.statistics?.elements, !elements.isEmpty else { return nil }
        return elements.map { Double($0.utf8.count) }.max().map { $0 * Self.growth }
    }
}

extension TargetColumn {
    /// Bytes at most by `character varying(n)` and the like; up to four bytes a character.
    var declaredWidth: Double? {
        switch typeName {
        case "varchar", "bpchar":
            guard let length = type.split(separator: "(").last?.split(separator: ")").first.flatMap({ Double($0) })
            else {
                return nil
            }
            return 4 + 4 * length
        // Numbers and ranges may have any length too, but nobody writes kilobytes of digits.
        case "numeric": return 64
        case "inet", "cidr": return 22
        case "bit", "varbit": return 64
        default: return category == "R" || category == "E" || category == "B" ? 64 : nil
        }
    }

    /// Its type sets no bound.
    fileprivate var mayBeLong: Bool { TypeStorage.of(typeName).length == nil && declaredWidth == nil }

    /// The longest value that the statistics hold, in bytes.
    fileprivate var widestKnown: Double {
        let known = (statistics?.common.map(\.value) ?? []) + (statistics?.histogram ?? [])
        return Double(known.map(\.utf8.count).max() ?? 0)
    }

    /// By what ANALYZE saw. Titles, addresses and names are; bodies and documents are not, of whose values it kept none or long ones.
    fileprivate var isShort: Bool {
        guard let statistics, !statistics.commonShares.isEmpty || !statistics.histogram.isEmpty else { return false }
        return statistics.width <= Self.shortOnAverage && widestKnown <= Self.shortAtMost
    }

    private static let shortOnAverage = 120.0
    private static let shortAtMost = 512.0
}
