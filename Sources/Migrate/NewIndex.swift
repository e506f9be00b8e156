import Model

/// What a `CREATE INDEX` on plain columns builds; nil for unique, partial, expression and other methods' indexes.
struct NewIndex {
    let table: String
    let columns: [String]

    init?(_ sql: String) {
        // A sign under a combining mark is none to what follows.
        guard !sql.combinesSigns else { return nil }
        let words = sql.split(separator: " ")
        guard words.count > 3, words[0] == "CREATE", words[1] == "INDEX", sql.last == ")",
            let on = words.firstIndex(of: "ON"), on + 1 < words.count,
            let open = sql.firstIndex(of: "("), sql[open...].filter({ $0 == "(" }).count == 1
        else { return nil }
        guard sql[..<open].hasSuffix("ON \(words[on + 1]) ") else { return nil }
        table = String(words[on + 1])
        columns = sql[sql.index(after: open)...].dropLast().split(separator: ",").map { part in
            String(part.drop { $0 == " " })
        }
    }

    /// The columns without direction and quotes.
    var plainColumns: [String] {
        columns.map { column in
            var scanner = NameScanner(column)
            return scanner.name() ?? column
        }
    }

    /// Whether this index begins with all columns of a narrower one.
    func covers(_ other: NewIndex) -> Bool {
        table == other.table && columns.count > other.columns.count && columns.starts(with: other.columns)
    }
}
