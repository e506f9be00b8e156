import Postgres

/// One row of an answer by the names of its columns, whose places are looked up once for all rows.
struct CatalogRow {
    let row: Row
    private let places: [String: Int]

    static func rows(_ answer: Rows) -> [CatalogRow] {
        let places = Dictionary(
            answer.columns.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        return answer.map { CatalogRow(row: $0, places: places) }
    }

    func decode<T: CellDecodable>(_ name: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let place = places[name] else {
            throw PostgresError(.decodingFailed, "the answer has no column \(name)")
        }
        return try row.decode(place)
    }

    func text(_ name: String) throws(PostgresError) -> String { try decode(name) }
    func oid(_ name: String) throws(PostgresError) -> Int64 { try decode(name) }
    func flag(_ name: String) throws(PostgresError) -> Bool { try decode(name) }

    /// A column of `SchemaSQL.needs`.
    func keys(_ name: String) throws(PostgresError) -> [ObjectKey] {
        try decode(name, as: [Int64].self).map { ObjectKey(packed: $0) }
    }

    /// `schema` and `name`, quoted.
    func qualifiedName() throws(PostgresError) -> String { Self.qualified(try text("schema"), try text("name")) }

    private static func qualified(_ schema: String, _ name: String) -> String { SchemaText.qualified(schema, name) }
}
