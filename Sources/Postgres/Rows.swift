import CLibpq
import Foundation

/// A column of an answer.
public struct Column: Sendable, Equatable {
    public let name: String
    /// OID of the type in pg_type.
    public let type: UInt32
}

/// The answer to one statement: its rows, or how many it changed. Random access, held in libpq's own memory; copies share it.
public struct Rows: RandomAccessCollection, Sendable {
    let result: QueryResult

    public var startIndex: Int { 0 }
    public var endIndex: Int { result.rowCount }
    public subscript(index: Int) -> Row {
        precondition(indices.contains(index), "row out of range")
        return Row(result: result, index: index)
    }

    public var columns: [Column] { result.columns }

    /// The place of the first column called `name`.
    public func columnIndex(_ name: String) -> Int? { result.columnIndex(name) }

    /// What the server says was done, such as `INSERT 0 3`.
    public var commandTag: String { String(cString: PQcmdStatus(result.pointer)) }

    /// Rows inserted, updated, deleted, copied or selected; nil for statements that do not count.
    public var affectedRows: Int? { Int(String(cString: PQcmdTuples(result.pointer))) }

    /// The bytes of one cell, or nil for NULL, without a copy: the fast way through many cells. They are valid only within
    /// `body`. Indices out of range are NULL.
    @inline(__always)
    public func withBytes<T>(
        row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws -> T
    ) rethrows -> T {
        try body(result.bytes(row: row, column: column))
    }
}

/// One row of an answer.
public struct Row: Sendable {
    let result: QueryResult
    let index: Int

    public var columns: [Column] { result.columns }
    public var count: Int { result.columnCount }

    /// A server, or what stands between, may answer with fewer columns than it was asked for: those are NULL.
    public subscript(column: Int) -> Cell { Cell(result: result, row: index, column: column) }

    /// The cell of the first column called `name`.
    public subscript(name: String) -> Cell {
        get throws(PostgresError) {
            guard let column = result.columnIndex(name) else {
                throw PostgresError(.decodingFailed, "the answer has no column \(name)")
            }
            return self[column]
        }
    }

    public func decode<T: CellDecodable>(_ column: Int, as type: T.Type = T.self) throws(PostgresError) -> T {
        try self[column].decode(type)
    }

    public func decode<T: CellDecodable>(_ name: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        try self[name].decode(type)
    }
}

/// A PGresult and the columns read from it once.
///
/// Unchecked Sendable: after libpq has handed a result over, nothing changes it until PQclear, which the last owner calls;
/// libpq's documentation names reading a result from several threads as safe.
final class QueryResult: @unchecked Sendable {
    let pointer: OpaquePointer
    let columns: [Column]
    let rowCount: Int
    var columnCount: Int { columns.count }
    /// What texts were sent in; nil for UTF-8, or for what is read as that.
    private let encoding: ServerEncoding?

    /// Takes ownership. Rows of one stream share the `columns` of its first row.
    init(_ pointer: OpaquePointer, columns: [Column]? = nil, encoding: ServerEncoding? = nil) {
        self.pointer = pointer
        self.encoding = encoding
        rowCount = Int(PQntuples(pointer))
        self.columns =
            columns
            ?? (0..<PQnfields(pointer)).map { column in
                Column(name: PQfname(pointer, column).map { String(cString: $0) } ?? "", type: PQftype(pointer, column))
            }
        if let encoding { convert(from: encoding) }
    }

    /// Puts UTF-8 in the place of each text. Nobody else has the result yet.
    private func convert(from encoding: ServerEncoding) {
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                guard let bytes = bytes(row: row, column: column), bytes.contains(where: { $0 >= 0x80 }) else {
                    continue
                }
                var text = Array(encoding.text(bytes).utf8).map { CChar(bitPattern: $0) }
                // One that has no room keeps its bytes, which are repaired as they are read.
                _ = PQsetvalue(
                    pointer, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column), &text,
                    Int32(truncatingIfNeeded: text.count))
            }
        }
    }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    func columnIndex(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

    @inline(__always)
    func bytes(row: Int, column: Int) -> UnsafeBufferPointer<UInt8>? {
        // libpq would print a complaint.
        guard row >= 0, row < rowCount, column >= 0, column < columnCount else { return nil }
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        let length = Int(PQgetlength(pointer, row, column))
        // An empty text and NULL both have length 0; only then is the second question needed.
        if length == 0 && PQgetisnull(pointer, row, column) == 1 { return nil }
        guard let value = PQgetvalue(pointer, row, column) else { return nil }
        return UnsafeBufferPointer(start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: length)
    }

    func field(_ code: Int32) -> String? {
        PQresultErrorField(pointer, code).map { text in
            guard let encoding else { return String(cString: text) }
            let length = strlen(text)
            return text.withMemoryRebound(to: UInt8.self, capacity: length) {
                encoding.text(UnsafeBufferPointer(start: $0, count: length))
            }
        }
    }
}
