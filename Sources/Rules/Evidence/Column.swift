import Model

/// One column of a derived table as a function of what its rows are made from.
///
/// Derived tables are described column by column and filled column by column: packed at once, without a value boxed.
struct Column<Row> {
    let name: String
    let values: ([Row]) -> ColumnValues

    static func integer(_ name: String, _ value: @escaping (Row) -> Int64?) -> Column {
        Column(name: name) { .integers($0.map(value)) }
    }

    static func real(_ name: String, _ value: @escaping (Row) -> Double?) -> Column {
        Column(name: name) { .reals($0.map(value)) }
    }

    static func text(_ name: String, _ value: @escaping (Row) -> String?) -> Column {
        Column(name: name) { .texts($0.map(value)) }
    }

    static func boolean(_ name: String, _ value: @escaping (Row) -> Bool?) -> Column {
        Column(name: name) { .booleans($0.map(value)) }
    }

    /// The values of a column of another section, at the position that `position` gives; null where it gives none.
    static func copy(
        _ name: String, of section: Section, as source: String? = nil, at position: @escaping (Row) -> Int?
    ) -> Column {
        Column(name: name) { rows in
            let positions = rows.map(position)
            guard let column = section.shape.position(of: source ?? name) else {
                preconditionFailure("\(section.shape.name) has no column \(source ?? name)")
            }
            return switch section.columns[column] {
            case .integers(let values): .integers(positions.map { $0.flatMap { values[$0] } })
            case .reals(let values): .reals(positions.map { $0.flatMap { values[$0] } })
            case .texts(let values): .texts(positions.map { $0.flatMap { values[$0] } })
            case .booleans(let values): .booleans(positions.map { $0.flatMap { values[$0] } })
            }
        }
    }

    /// Several columns of another section under their own names.
    static func copies(_ names: [String], of section: Section, at position: @escaping (Row) -> Int?) -> [Column] {
        names.map { copy($0, of: section, at: position) }
    }
}

extension Section {
    /// A derived table: each column of the shape is given once, in any order.
    init<Row>(_ shape: SectionShape, _ rows: [Row], _ columns: [Column<Row>]) {
        let byName = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0) })
        precondition(
            Set(byName.keys) == Set(shape.columns.map(\.name)),
            "\(shape.name): \(Set(byName.keys).symmetricDifference(shape.columns.map(\.name)).sorted())")
        self.init(shape, columns: shape.columns.compactMap { byName[$0.name]?.values(rows) }, count: rows.count)
    }
}
