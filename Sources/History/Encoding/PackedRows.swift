import Model

/// A column as it is stored: its name and type, so that rows outlive the shape they were written with.
struct StoredColumn: Hashable {
    var name: String
    var type: ColumnType
}

/// Rows of a section as the history keeps them, with the columns that they were written with.
struct PackedRows: Equatable {
    var layout: [StoredColumn]
    var columns: [ColumnValues]
    var count: Int

    /// Rows of a section, and beside them columns of the history's own.
    init(_ section: Section, and own: [(name: String, values: [Int64?])] = []) {
        layout =
            section.shape.columns.map { StoredColumn(name: $0.name, type: $0.type) }
            + own.map { StoredColumn(name: $0.name, type: .integer) }
        columns = section.columns + own.map { .integers($0.values) }
        count = section.count
    }

    init(layout: [StoredColumn], columns: [ColumnValues], count: Int) {
        self.layout = layout
        self.columns = columns
        self.count = count
    }

    /// The rows as a section of today's shape: columns that it has since gained are null, those it has lost are left out.
    func section(_ shape: SectionShape) -> Section {
        Section(
            shape,
            columns: shape.columns.map { column in
                guard let position = layout.firstIndex(where: { $0.name == column.name }) else {
                    return ColumnValues(type: column.type).nulls(count)
                }
                return columns[position].converted(to: column.type)
            }, count: count)
    }

    func integers(_ name: String) -> [Int64?]? {
        guard let position = layout.firstIndex(where: { $0.name == name }),
            case .integers(let values) = columns[position]
        else { return nil }
        return values
    }

    func picking(_ rows: [Int]) -> PackedRows {
        PackedRows(layout: layout, columns: columns.map { $0.picking(rows) }, count: rows.count)
    }
}

extension ColumnValues {
    func picking(_ rows: [Int]) -> ColumnValues {
        switch self {
        case .integers(let values): .integers(rows.map { values[$0] })
        case .reals(let values): .reals(rows.map { values[$0] })
        case .texts(let values): .texts(rows.map { values[$0] })
        case .booleans(let values): .booleans(rows.map { values[$0] })
        }
    }

    func nulls(_ count: Int) -> ColumnValues {
        switch self {
        case .integers: .integers(Array(repeating: nil, count: count))
        case .reals: .reals(Array(repeating: nil, count: count))
        case .texts: .texts(Array(repeating: nil, count: count))
        case .booleans: .booleans(Array(repeating: nil, count: count))
        }
    }

    /// The same values under another type: integers widen to reals, what does not fit becomes null.
    func converted(to type: ColumnType) -> ColumnValues {
        let wanted = ColumnValues(type: type)
        switch (self, wanted) {
        case (.integers, .integers), (.reals, .reals), (.texts, .texts), (.booleans, .booleans): return self
        case (.integers(let values), .reals): return .reals(values.map { $0.map(Double.init) })
        default: return wanted.nulls(count)
        }
    }
}
