/// What adding a column, or changing its type, costs.
extension SchemaModel {
    func form(ofAdding column: ColumnDefinition) -> StatementForm {
        if column.type.isSerial || column.constraint(.identity) != nil || column.constraint(.generated) != nil {
            return .addColumnRewriting
        }
        if let value = column.constraint(.defaultValue), isVolatile(value) { return .addColumnRewriting }
        // Nulls too are held against a domain's constraint, row by row.
        return domain(column.type)?.hasConstraint == true ? .addColumnRewriting : .addColumn
    }

    func typeChange(_ column: String, of name: ObjectName, to type: ColumnType, hasUsing: Bool) -> TypeChange {
        let old = table(name)?.columns[column]?.type
        let new = domain(type)
        if let new, new.hasConstraint, old != type { return .rewrite }
        // A domain is stored as its own type is.
        let stored = (old: old.map { domain($0)?.type ?? $0 }, new: new?.type ?? type)
        let change = TypeChange(from: stored.old, to: stored.new, hasUsing: hasUsing, isUTC: isUTC)
        guard change == .free, let before = stored.old else { return change }
        let isResorted = before.sortsUnlike(stored.new) && indexes(on: name).contains { $0.columns.contains(column) }
        return isResorted || isInExpression(column, of: name) ? .index : .free
    }

    /// Whatever the types are, PostgreSQL makes anew what is computed from the column.
    private func isInExpression(_ column: String, of name: ObjectName) -> Bool {
        let checks = table(name)?.constraints.values.filter { $0.kind == .check } ?? []
        return checks.contains { $0.mentioned.contains(column) }
            || indexes(on: name).contains { $0.mentioned.contains(column) }
    }

    func form(
        ofChanging column: String, of name: ObjectName, to type: ColumnType, hasUsing: Bool
    ) -> StatementForm {
        switch typeChange(column, of: name, to: type, hasUsing: hasUsing) {
        case .free: .setTypeFree
        case .index: .setTypeIndexing
        case .rewrite, .unknown: .setTypeRewriting
        }
    }
}
