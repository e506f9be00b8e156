import Model

/// Enums and domains.
enum TypeRules {
    static let all = [enumValueUsed, domainConstraint]

    private static let mood =
        "CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN score AS int; CREATE TABLE posts (id bigint, m mood, s score)"

    static let enumValueUsed = LintRule(
        "enum-value-used", .critical, title: "New enum label used in the transaction that adds it",
        harm: "PostgreSQL refuses it (unsafe use of new value): the migration fails.",
        remedy: "ALTER TYPE ... ADD VALUE in a file of its own, before the one that uses it.",
        fires: [
            LintExample(
                "ALTER TYPE mood ADD VALUE 'bad'; UPDATE posts SET m = 'bad' WHERE id = 7", after: mood, .transaction),
            LintExample(
                "ALTER TYPE mood ADD VALUE 'bad'; ALTER TABLE posts ALTER m SET DEFAULT 'bad'", after: mood,
                .transaction),
        ],
        silent: [
            LintExample("ALTER TYPE mood ADD VALUE 'bad'; UPDATE posts SET m = 'bad' WHERE id = 7", after: mood),
            LintExample(
                "ALTER TYPE mood ADD VALUE 'bad'; ALTER TABLE posts ADD COLUMN word text DEFAULT 'bad'", after: mood,
                .transaction),
            LintExample(
                "ALTER TYPE mood ADD VALUE 'bad'; UPDATE posts SET m = 'ok' WHERE id = 7", after: mood, .transaction),
        ],
        .statement { context in
            for (type, labels) in context.session.newEnumValues {
                for (table, literals) in usedLiterals(context, of: type) {
                    guard let label = literals.first(where: labels.contains) else { continue }
                    return [
                        Complaint(
                            "\(Quote.literal(label)) was added to \(type) in this transaction and cannot be used in it",
                            on: context.model.resolve(table),
                            fix: context.separately)
                    ]
                }
            }
            return []
        })

    /// Literals that are written, and those in defaults of columns of the enum.
    private static func usedLiterals(
        _ context: StatementContext, of type: ObjectName
    ) -> [(table: ObjectName, literals: [String])] {
        func isEnum(_ column: ColumnType?) -> Bool { column.map { $0.name == type.name } ?? true }
        func defaults(_ columns: [ColumnDefinition]) -> [String] {
            columns.filter { isEnum($0.type) }.flatMap { $0.constraint(.defaultValue)?.literals ?? [] }
        }
        switch context.change {
        case .write(let write): return [(write.table, write.literals)]
        case .createTable(let table): return [(table.name, defaults(table.columns))]
        case .alterTable(let alteration):
            return alteration.commands.map { command in
                switch command {
                case .addColumn(let column): (alteration.name, defaults([column]))
                case .setDefault(let column, let value?)
                where isEnum(context.model.table(alteration.name)?.columns[column]?.type):
                    (alteration.name, value.literals)
                default: (alteration.name, [])
                }
            }
        default: return []
        }
    }

    static let domainConstraint = LintRule(
        "domain-constraint", .warning, title: "Constraint of a domain verified in all tables that use it",
        harm: "Every table with a column of the domain is read while its writes wait.",
        remedy: "Add it NOT VALID and validate in a transaction of its own; better: a CHECK on each table.",
        fires: [
            LintExample("ALTER DOMAIN score ADD CONSTRAINT c CHECK (VALUE > 0)", after: mood),
            LintExample(
                "ALTER TABLE posts ADD COLUMN p part", after: mood + "; CREATE DOMAIN part AS int CHECK (VALUE < 9)"),
        ],
        silent: [
            LintExample("ALTER DOMAIN score ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID", after: mood),
            "CREATE DOMAIN n AS int; ALTER DOMAIN n ADD CONSTRAINT c CHECK (VALUE > 0)",
            LintExample("ALTER TABLE posts ADD COLUMN p score", after: mood),
        ],
        .statement { context in
            if case .alterTable = context.change { return columnsOfDomains(context) }
            guard case .alterDomain(let domain) = context.change, !context.model.isNewType(domain.name) else {
                return []
            }
            switch domain.command {
            case .addConstraint(false), .setNotNull: break
            default: return []
            }
            let users = context.model.tables(using: domain.name).filter { !$0.isNew }
            let names =
                users.isEmpty ? "every table that uses it" : users.map(\.name.description).joined(separator: ", ")
            var complaint = Complaint(
                "the domain \(domain.name) is verified in \(names) while writes wait", context.effect(.domainConstraint)
            )
            if complaint.effect == nil { complaint.weight = .fixed }
            if case .addConstraint = domain.command {
                complaint.fix =
                    "\(context.text) NOT VALID;\n-- in a transaction of its own:\n"
                    + "ALTER DOMAIN \(domain.name) VALIDATE CONSTRAINT NAME;"
            }
            return [complaint]
        })

    /// Columns that are added: a domain's constraint is checked for every row, and PostgreSQL does it by a rewrite.
    private static func columnsOfDomains(_ context: StatementContext) -> [Complaint] {
        context.commands.compactMap { command in
            guard case .addColumn(let column) = command.command,
                context.model.domain(column.type)?.hasConstraint == true
            else { return nil }
            let alter = "\(context.alter(command.table)) ADD"
            let name = Quote.identifier(column.name)
            return Complaint(
                "the constraint of \(column.type.sql) is checked for every row: \(command.table) is rewritten while reads"
                    + " and writes wait",
                LockEffect(table: command.table, mode: .accessExclusive, work: .rewrite, form: .addColumnRewriting),
                place: command.place,
                fix: """
                    -- of the domain's own type:
                    \(alter) COLUMN \(name) \(context.model.domain(column.type)?.type.sql ?? "TYPE");
                    \(alter) CONSTRAINT \(Quote.identifier("\(command.table.name)_\(column.name)_check")) CHECK (CONDITION) NOT VALID;
                    """)
        }
    }
}
