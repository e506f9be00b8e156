import Model

extension Section {
    /// With every value of a column replaced; unchanged where the shape has no such column.
    func mapping(_ column: String, _ transform: (Value) -> Value) -> Section {
        mapping(column) { value, _ in transform(value) }
    }

    /// - Parameter transform: is told the row too.
    func mapping(_ column: String, _ transform: (Value, Int) -> Value) -> Section {
        guard let position = shape.position(of: column) else { return self }
        var replaced = ColumnBuilder(shape.columns[position].type)
        for row in 0..<count { replaced.append(transform(columns[position][row], row)) }
        var columns = columns
        columns[position] = replaced.values
        return Section(shape, columns: columns, count: count)
    }

    /// This section's rows, then those of another of the same shape.
    func appending(_ other: Section) -> Section {
        let both = columns.indices.map { position in
            var builder = ColumnBuilder(shape.columns[position].type)
            for row in 0..<count { builder.append(columns[position][row]) }
            for row in 0..<other.count { builder.append(other.columns[position][row]) }
            return builder.values
        }
        return Section(shape, columns: both, count: count + other.count)
    }
}

extension ColumnBuilder {
    mutating func append(_ value: Value) {
        switch type {
        case .integer: integers.append(value.integer)
        case .real, .time: reals.append(value.real)
        case .text, .json: texts.append(value.text)
        case .boolean: booleans.append(value.boolean)
        }
    }
}
