import Model

/// The rows of a case as evidence.
struct Fixture {
    private(set) var sections: [String: Section] = [:]

    /// Reads `table: [{column: value}]`. Unknown tables and columns, and values of the wrong type, are errors.
    init(_ rows: YAMLReader?) throws(RuleFileError) {
        var given: [(table: EvidenceTable, rows: [[String: YAMLReader]])] = []
        for (name, list) in try rows?.entries() ?? [] {
            guard let table = EvidenceTable.named(name) else {
                throw list.error("there is no evidence table '\(name)'")
            }
            var rows: [[String: YAMLReader]] = []
            for row in try list.isNull ? [] : list.list() { rows.append(try row.fields(table.columnNames)) }
            given.append((table, rows))
        }
        // Times of all other rows may be given relative to the window's end: it comes first.
        let window = FixtureDefaults.window(
            try Self.windowValues(given.first { $0.table.name == "window" }?.rows.first))
        let end = window[0, "to_time"].real ?? FixtureDefaults.windowEnd
        for (table, rows) in given {
            var section = Section(table.shape)
            for row in rows {
                var values = FixtureDefaults.row(table, position: section.count)
                for (column, reader) in row {
                    guard let shape = table.column(column) else { continue }
                    values[column] = try reader.value(of: shape, windowEnd: end)
                }
                FixtureDefaults.complete(&values, table: table, earlier: section)
                section.append(values)
            }
            sections[table.name] = section
        }
        sections["window"] = window
        sections["server"] = FixtureDefaults.server(sections["server"])
        sections["settings"] = FixtureDefaults.settings(sections["settings"])
    }

    private static func windowValues(_ row: [String: YAMLReader]?) throws(RuleFileError) -> [String: Value] {
        var values: [String: Value] = [:]
        for (column, reader) in row ?? [:] {
            guard let position = SectionShape.window.position(of: column) else { continue }
            let shape = SectionShape.window.columns[position]
            values[column] = try reader.value(of: shape, windowEnd: FixtureDefaults.windowEnd)
        }
        return values
    }
}

extension YAMLReader {
    /// The value as the column wants it.
    fileprivate func value(of column: ColumnShape, windowEnd: Double) throws(RuleFileError) -> Value {
        if isNull { return .null }
        switch column.type {
        case .json: return .text(node.scalar?.string ?? JSONLine.text(node))
        case .text: return .text(try text())
        case .real: return .real(try number())
        case .integer:
            guard let number = Int64(exactly: try number()) else { throw error("expected a whole number") }
            return .integer(number)
        case .boolean:
            switch try text() {
            case "true", "1": return .boolean(true)
            case "false", "0": return .boolean(false)
            case let text: throw error("expected true or false, found '\(text)'")
            }
        case .time:
            let text = try text()
            if let seconds = Double(text) { return .real(seconds) }
            guard let ago = Self.relative(text) else {
                throw error(
                    "expected seconds since 1970 or a time before the window's end such as -3d, found '\(text)'")
            }
            return .real(windowEnd + ago)
        }
    }

    /// `-3d`, `-12h`, `-30m`, `-45s` in seconds.
    private static func relative(_ text: String) -> Double? {
        let units: [Character: Double] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number.isFinite else {
            return nil
        }
        return number * unit
    }
}
