import GRDB
import GRDBSQLite
import Model

/// A window laid out as SQL tables, in a SQLite database in memory. Tables are filled when something first reads them.
final class Evidence {
    /// Where the rows of a table come from.
    protocol Source {
        /// The rows; nil where the table has none. With `continuity` for counter sections.
        func rows(of table: EvidenceTable) -> (section: Section, continuity: [String]?)?
        /// Why the table could not be read; nil where it could.
        func reasonUnreadable(_ table: EvidenceTable) -> String?
    }

    private let queue: DatabaseQueue
    private let source: any Source
    private let statementGuard = StatementGuard()
    /// Bytes of the longest text of a loaded table; SQL may make none that is much longer.
    private var longestText = 0
    private var loaded: Set<String> = []
    /// SELECTs by their text: a rule's is described, perhaps described again, and run.
    private var prepared: [String: Prepared] = [:]

    /// A SELECT that SQLite has compiled.
    private struct Prepared {
        let statement: Statement
        let tables: [EvidenceTable]
        let parameters: [String]
    }

    init(_ source: any Source, settings: SettingsLookup, names: RelationNames = RelationNames()) throws {
        var configuration = Configuration()
        let functions = SQLFunctions.all(settings: settings, names: names)
        configuration.prepareDatabase { database in
            for function in functions { database.add(function: function) }
        }
        queue = try DatabaseQueue(configuration: configuration)
        self.source = source
        try EvidenceSchema.lay(into: queue)
        try queue.inDatabase { database in
            // Nothing is ever rolled back or read by others, and the memory is the process's own.
            // Large sorts stay in memory too, where they are counted: nothing here touches a file.
            try database.execute(
                sql: """
                    PRAGMA journal_mode = OFF; PRAGMA secure_delete = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY
                    """)
            // SQLite declares these tables when they are first read, which looks like writing to the guard.
            try database.execute(sql: "SELECT 1 FROM json_each('[]'), json_tree('[]')")
            statementGuard.watch(database)
        }
    }

    func reasonUnreadable(_ table: EvidenceTable) -> String? { source.reasonUnreadable(table) }

    /// Fills these tables where they are not yet.
    func load(_ tables: some Sequence<EvidenceTable>) throws {
        try queue.inDatabase { database in
            try statementGuard.opened {
                for table in tables where loaded.insert(table.name).inserted {
                    guard let rows = source.rows(of: table) else { continue }
                    sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, Int32.max)
                    // As one transaction: without, SQLite would end one with each row.
                    try database.inTransaction {
                        try BulkInsert.insert(rows.section, into: table, extra: rows.continuity, database)
                        return .commit
                    }
                    longestText = max(longestText, rows.section.longestRow)
                }
            }
        }
    }

    /// The tables that a SELECT reads, and the columns that it returns.
    /// - Throws: `EvidenceError` with the place in the SQL.
    func describe(_ sql: String) throws(EvidenceError) -> (
        tables: [EvidenceTable], columns: [String], parameters: [String]
    ) {
        do {
            return try queue.inDatabase { database in
                let known = try prepare(sql, database)
                return (known.tables, known.statement.columnNames, known.parameters)
            }
        } catch {
            throw EvidenceError(error)
        }
    }

    /// Runs a SELECT whose tables are loaded.
    /// - Throws: `EvidenceError`, also when a limit is over; beyond `limits.rows` the answer is cut instead.
    func select(_ sql: String, _ parameters: [String: Double] = [:], limits: QueryLimits) throws(EvidenceError)
        -> EvidenceRows
    {
        do {
            return try queue.inDatabase { database in
                sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, longestAllowed)
                return try MemoryLimit.run(limits.bytes) {
                    try TimeLimit.run(.seconds(bounded: limits.seconds), database) {
                        try rows(of: prepare(sql, database), parameters, limits)
                    }
                }
            }
        } catch {
            // A statement that failed need not reset well.
            prepared[sql] = nil
            throw EvidenceError(error)
        }
    }

    /// A few functions take time beyond the length of a text (`LinearFunctions`), and none can be stopped within.
    private var longestAllowed: Int32 { Int32(clamping: max(1 << 20, longestText.saturatingSum(longestText))) }

    private func rows(
        of known: Prepared, _ parameters: [String: Double], _ limits: QueryLimits
    ) throws -> EvidenceRows {
        var arguments: [String: Double?] = [:]
        for name in known.parameters { arguments[name] = parameters[name] }
        known.statement.setUncheckedArguments(StatementArguments(arguments))
        var rows = EvidenceRows(columns: known.statement.columnNames)
        var bytes = 0
        let cursor = try Row.fetchCursor(known.statement)
        while let row = try cursor.next() {
            guard rows.values.count < limits.rows else {
                rows.isCut = true
                break
            }
            let values: [Value] = row.databaseValues.map(Value.init)
            bytes += values.reduce(0) { $0 + 64 + ($1.text?.utf8.count ?? 0) }
            guard bytes <= limits.bytes else {
                throw EvidenceError(reason: "the answer is larger than \(Format.bytes(Double(limits.bytes)))")
            }
            rows.values.append(values)
        }
        return rows
    }

    private func prepare(_ sql: String, _ database: Database) throws -> Prepared {
        if let known = prepared[sql] { return known }
        let statement = try compile(sql, database)
        let tables = EvidenceTable.all.filter { statementGuard.tables.contains($0.name) }
        let new = Prepared(statement: statement, tables: tables, parameters: Self.parameters(of: statement))
        prepared[sql] = new
        return new
    }

    private func compile(_ sql: String, _ database: Database) throws -> Statement {
        let statement: Statement
        do {
            statement = try statementGuard.compiling { try database.makeStatement(sql: sql) }
        } catch let error as EvidenceError {
            throw error
        } catch {
            let offset = Int(sqlite3_error_offset(database.sqliteConnection))
            throw EvidenceError(error, offset: offset >= 0 ? offset : nil)
        }
        guard statement.isReadonly, !statement.columnNames.isEmpty, Self.isQuery(sql) else {
            throw EvidenceError(reason: "only a SELECT may be run over the evidence", offset: 0)
        }
        return statement
    }

    /// ATTACH and PRAGMA count as read-only for SQLite, so the first word decides too.
    private static func isQuery(_ sql: String) -> Bool {
        let words = sql.split(separator: "\n").lazy.map { $0.drop(while: \.isWhitespace) }
        guard let line = words.first(where: { !$0.isEmpty && !$0.hasPrefix("--") }) else { return false }
        let word = line.prefix { $0.isLetter }.lowercased()
        return ["select", "with", "values", "explain", ""].contains(word)
    }

    private static func parameters(of statement: Statement) -> [String] {
        withExtendedLifetime(statement) {
            let handle = statement.sqliteStatement
            return (0..<sqlite3_bind_parameter_count(handle)).map { position in
                guard let name = sqlite3_bind_parameter_name(handle, position + 1) else { return "?" }
                return String(String(cString: name).dropFirst())
            }
        }
    }
}

/// The answer to a SELECT.
public struct EvidenceRows: Sendable, Equatable {
    public var columns: [String]
    /// Each parallel to `columns`.
    public var values: [[Value]] = []
    /// There are more rows than the limit allows; they are not here.
    public var isCut = false

    init(columns: [String]) { self.columns = columns }
}

extension Section {
    /// Bytes of the texts of the row that has most of them.
    fileprivate var longestRow: Int {
        var sums = Array(repeating: 0, count: count)
        for case .texts(let texts) in columns {
            for (row, text) in texts.enumerated() { sums[row] += text?.utf8.count ?? 0 }
        }
        return sums.max() ?? 0
    }
}

extension Value {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        // SQLite can produce infinities, and no report could print one.
        case .double(let number): self = number.isFinite ? .real(number) : .null
        case .string(let text): self = .text(text)
        case .blob(let data): self = .text(String(decoding: data, as: UTF8.self))
        }
    }
}
