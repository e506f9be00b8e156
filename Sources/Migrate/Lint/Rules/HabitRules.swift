import Model

/// Types that are regretted later. They lock nothing: new tables are not exempt.
enum HabitRules {
    static let all = [json, char, intKey, serial, timestamp]

    static let json = habit(
        "json-type", title: "json instead of jsonb",
        harm: "json is text: it cannot be compared, indexed or taken apart without being parsed each time.",
        remedy: "jsonb.", fires: "CREATE TABLE t (a json)", silent: "CREATE TABLE t (a jsonb)"
    ) { column, _ in column.type.canonical == "json" ? "json is parsed anew at each use, and has no equality" : nil }

    static let char = habit(
        "char-type", title: "char(n) instead of text",
        harm: "char(n) pads with blanks that comparisons ignore and concatenations keep; it saves nothing.",
        remedy: "text, with a CHECK on the length where one is needed.", fires: "CREATE TABLE t (a char(2))",
        silent: "CREATE TABLE t (a text, b varchar(2))"
    ) { column, _ in column.type.name == "bpchar" ? "char(n) pads with blanks and saves nothing" : nil }

    static let intKey = habit(
        "int-key", title: "Primary key of 32 bits",
        harm: "It ends at 2,147,483,647, and widening it rewrites the table and all that refer to it.",
        remedy: "bigint.", fires: "CREATE TABLE t (id int PRIMARY KEY)",
        silent: "CREATE TABLE t (id bigint PRIMARY KEY)"
    ) { column, isKey in
        isKey && ["int4", "int2"].contains(column.type.canonical)
            ? "the key ends at \(column.type.canonical == "int4" ? "2,147,483,647" : "32,767")" : nil
    }

    static let serial = habit(
        "serial-type", title: "serial instead of an identity column",
        harm: "The sequence is a separate object with rights of its own, and any insert may bypass it.",
        remedy: "bigint GENERATED ALWAYS AS IDENTITY.", fires: "CREATE TABLE t (id bigserial PRIMARY KEY)",
        silent: "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)"
    ) { column, _ in column.type.isSerial ? "the sequence behind serial has rights and a life of its own" : nil }

    static let timestamp = habit(
        "timestamp-type", title: "timestamp without time zone",
        harm: "It does not say which moment is meant: sessions in two time zones read and write different ones.",
        remedy: "timestamptz.", fires: "CREATE TABLE t (at timestamp)", silent: "CREATE TABLE t (at timestamptz)"
    ) { column, _ in
        column.type.canonical == "timestamp" ? "timestamp does not say which moment it means" : nil
    }

    private static func habit(
        _ id: String, title: String, harm: String, remedy: String, fires: String, silent: String,
        _ complain: @escaping @Sendable (_ column: ColumnDefinition, _ isKey: Bool) -> String?
    ) -> LintRule {
        LintRule(
            id, .info, title: title, harm: harm, remedy: remedy, fires: [LintExample(fires)],
            silent: [LintExample(silent)],
            .statement { context in
                columns(context).compactMap { table, column, isKey, place in
                    guard !column.type.isArray, let message = complain(column, isKey) else { return nil }
                    return Complaint("\(Quote.identifier(column.name)): \(message)", on: table, place: place)
                }
            })
    }

    private static func columns(
        _ context: StatementContext
    ) -> [(ObjectName, ColumnDefinition, isKey: Bool, Complaint.Place)] {
        switch context.change {
        case .createTable(let table) where !table.isTemporary:
            let keys = Set(table.constraints.filter { $0.kind == .primary }.flatMap(\.columns))
            return table.columns.map { column in
                let isKey = keys.contains(column.name) || column.constraint(.primary) != nil
                return (context.model.nameOfCreated(table.name), column, isKey, .element(column.location))
            }
        case .alterTable(let alteration) where alteration.kind == .table:
            return alteration.commands.enumerated().compactMap { position, command in
                guard case .addColumn(let column) = command else { return nil }
                let isKey = column.constraint(.primary) != nil
                return (context.model.resolve(alteration.name), column, isKey, .command(position))
            }
        default: return []
        }
    }
}
