import GRDB
import GRDBSQLite
import Model

/// Fills an evidence table from packed columns.
enum BulkInsert {
    /// Binds straight from the columns into one prepared statement: a value costs a fraction of a microsecond, where one
    /// boxed argument list a row would cost several.
    static func insert(_ section: Section, into table: EvidenceTable, extra: [String]? = nil, _ database: Database)
        throws
    {
        let names = section.shape.columns.map(\.name) + (extra == nil ? [] : [EvidenceTable.continuity.name])
        let list = names.map(EvidenceSchema.quoted).joined(separator: ", ")
        let marks = repeatElement("?", count: names.count).joined(separator: ", ")
        let sql = "INSERT INTO \(EvidenceSchema.quoted(table.name)) (\(list)) VALUES (\(marks))"
        // The handle dies with its owner, which nothing below mentions.
        let owner = try database.makeStatement(sql: sql)
        try withExtendedLifetime(owner) {
            let statement = owner.sqliteStatement
            for row in 0..<section.count {
                for (position, column) in section.columns.enumerated() {
                    bind(column, row, statement, Int32(position + 1))
                }
                if let extra { bind(extra[row], statement, Int32(names.count)) }
                guard sqlite3_step(statement) == SQLITE_DONE else {
                    let reason = String(cString: sqlite3_errmsg(database.sqliteConnection))
                    sqlite3_reset(statement)
                    throw EvidenceError(reason: "the table \(table.name) could not be filled: \(reason)")
                }
                sqlite3_reset(statement)
            }
        }
    }

    private static func bind(_ column: ColumnValues, _ row: Int, _ statement: OpaquePointer, _ position: Int32) {
        switch column {
        case .integers(let values):
            if let value = values[row] {
                sqlite3_bind_int64(statement, position, value)
            } else {
                sqlite3_bind_null(statement, position)
            }
        case .reals(let values):
            if let value = values[row] {
                sqlite3_bind_double(statement, position, value)
            } else {
                sqlite3_bind_null(statement, position)
            }
        case .booleans(let values):
            if let value = values[row] {
                sqlite3_bind_int(statement, position, value ? 1 : 0)
            } else {
                sqlite3_bind_null(statement, position)
            }
        case .texts(let values):
            if let value = values[row] {
                bind(value, statement, position)
            } else {
                sqlite3_bind_null(statement, position)
            }
        }
    }

    private static func bind(_ text: String, _ statement: OpaquePointer, _ position: Int32) {
        var text = text
        text.withUTF8 {
            _ = sqlite3_bind_text(statement, position, $0.baseAddress, Int32(clamping: $0.count), transient)
        }
    }

    /// SQLITE_TRANSIENT, which the importer cannot read: SQLite copies the text at once.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
