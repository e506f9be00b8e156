import Model

/// One value of a row, still in PostgreSQL's text form.
public struct Cell: Sendable {
    let result: QueryResult
    let row: Int
    let column: Int

    public var name: String { described?.name ?? "\(column.saturatingSum(1))" }
    public var type: UInt32 { described?.type ?? 0 }
    /// nil where the answer has no such column.
    private var described: Column? { result.columns.indices.contains(column) ? result.columns[column] : nil }
    public var isNull: Bool { withBytes { $0 == nil } }

    /// The bytes as the server sent them, nil for NULL; valid only within `body`.
    public func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>?) throws -> T) rethrows -> T {
        try body(result.bytes(row: row, column: column))
    }

    /// The text, nil for NULL. Bytes that are not UTF-8 (SQL_ASCII databases) become U+FFFD.
    public var string: String? { withBytes { $0.map { String(decoding: $0, as: UTF8.self) } } }

    /// The value as `T`; an optional `T` takes NULL, any other throws on it.
    public func decode<T: CellDecodable>(_ type: T.Type = T.self) throws(PostgresError) -> T {
        let value: T? = withBytes { bytes in bytes.map { T.decode($0) } ?? T.null }
        if let value { return value }
        throw PostgresError(
            .decodingFailed, "column \(name) (type OID \(self.type)) holds \(isNull ? "NULL" : "no") \(T.self)")
    }
}
