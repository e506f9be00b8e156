import Postgres

/// Types of a twin's, and those that they are made of.
struct StoredTypes {
    private var rows: [Int64: Row] = [:]
    private var labels: [Int64: Set<UInt32>] = [:]
    private let encoding: TextEncoding
    private var types: [Int64: StoredType] = [:]

    init(_ connection: Connection, of oids: Set<Int64>) async throws {
        let server = try await connection.query("SELECT getdatabaseencoding() AS encoding")
        encoding = TextEncoding(try server.first?.decode("encoding") ?? "")
        let answer = try await connection.query(
            """
            WITH RECURSIVE needed AS (
              SELECT unnest($1::oid[]) AS oid
              UNION SELECT part.oid FROM needed JOIN pg_type t USING (oid) LEFT JOIN pg_range r ON r.rngtypid = t.oid
              CROSS JOIN LATERAL (VALUES (t.typbasetype), (t.typelem), (r.rngsubtype)) part (oid) WHERE part.oid <> 0)
            SELECT t.oid::int8 AS oid, t.typname AS name, t.typlen::int AS length, t.typbyval AS by_value, t.typalign::text AS alignment,
              t.typtype::text AS kind, t.typbasetype::int8 AS base, t.typelem::int8 AS element, t.typcategory::text AS category,
              coalesce(r.rngsubtype, 0)::int8 AS bound,
              (SELECT array_agg(e.oid::int8) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
            FROM needed JOIN pg_type t USING (oid) LEFT JOIN pg_range r ON r.rngtypid = t.oid
            """, [.ints(oids.sorted().map { Int($0) })])
        for row in answer {
            let oid = try row.decode("oid", as: Int64.self)
            rows[oid] = row
            labels[oid] = Set((try row.decode("labels", as: [Int64]?.self) ?? []).map { UInt32(clamping: $0) })
        }
        for oid in rows.keys { types[oid] = try type(oid, depth: 0) }
    }

    subscript(oid: Int64) -> StoredType {
        types[oid]
            ?? StoredType(oid: UInt32(clamping: oid), name: "", length: 0, isByValue: false, alignment: 1, form: nil)
    }

    private static let alignments = ["c": 1, "s": 2, "i": 4, "d": 8]

    private func type(_ oid: Int64, depth: Int) throws -> StoredType? {
        // Domains over arrays over domains end somewhere.
        guard depth < 32, let row = rows[oid] else { return nil }
        return StoredType(
            oid: UInt32(clamping: oid), name: try row.decode("name"), length: try row.decode("length"),
            isByValue: try row.decode("by_value"),
            alignment: Self.alignments[try row.decode("alignment", as: String.self)] ?? 8,
            form: try form(oid, row, depth: depth))
    }

    private func form(_ oid: Int64, _ row: Row, depth: Int) throws -> ValueForm? {
        let length = try row.decode("length", as: Int.self)
        switch try row.decode("kind", as: String.self) {
        case "d": return try type(try row.decode("base"), depth: depth + 1)?.form
        case "e": return .label(labels[oid] ?? [])
        case "r":
            return try type(try row.decode("bound"), depth: depth + 1).map { .range(UInt32(clamping: oid), $0) }
        case "b": break
        default: return nil
        }
        if let form = builtIn(oid) { return form }
        if length > 0 { return .bits }
        guard length == -1 else { return nil }
        // Base types that are not PostgreSQL's own come from extensions only: a twin makes no others.
        if try row.decode("name", as: String.self) == "citext" { return .text(encoding) }
        let element = try row.decode("element", as: Int64.self)
        guard element != 0, try row.decode("category", as: String.self) == "A" else { return nil }
        return try type(element, depth: depth + 1).map { .array($0) }
    }

    /// By their oids, which are the same in all versions (catalog/pg_type.dat).
    private func builtIn(_ oid: Int64) -> ValueForm? {
        switch oid {
        case 16: .truth
        case 17: .bits
        case 19: .name(encoding)
        case 25, 1042, 1043: .text(encoding)
        case 650, 869: .address
        case 1560, 1562: .bitString
        case 1700: .number
        default: nil
        }
    }
}
