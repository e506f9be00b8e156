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
                "ALTER TYPE mood ADD VALUE 'bad'; UPDATE posts SET m = 'bad' WHERE id = 7", after: mood, .transaction)
        ],
        silent: [
            LintExample("ALTER TYPE mood ADD VALUE 'bad'; UPDATE posts SET m = 'bad' WHERE id = 7", after: mood),
            LintExample(
                "ALTER TYPE mood ADD VALUE 'bad'; UPDATE posts SET m = 'ok' WHERE id = 7", after: mood, .transaction),
        ],
        .statement { context in
            guard case .write(let write) = context.change else { return [] }
            let values = context.session.newEnumValues
            for (type, labels) in values {
                guard let label = write.literals.first(where: labels.contains) else { continue }
                return [
                    Complaint(
                        "\(Quote.literal(label)) was added to \(type) in this transaction and cannot be used in it",
                        on: context.model.resolve(write.table),
                        fix: "COMMIT;\n-- in a migration of its own:\n\(context.text);")
                ]
            }
            return []
        })

    static let domainConstraint = LintRule(
        "domain-constraint", .warning, title: "Constraint of a domain verified in all tables that use it",
        harm: "Every table with a column of the domain is read while its writes wait.",
        remedy: "Add it NOT VALID and validate in a transaction of its own; better: a CHECK on each table.",
        fires: [LintExample("ALTER DOMAIN score ADD CONSTRAINT c CHECK (VALUE > 0)", after: mood)],
        silent: [
            LintExample("ALTER DOMAIN score ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID", after: mood),
            "CREATE DOMAIN n AS int; ALTER DOMAIN n ADD CONSTRAINT c CHECK (VALUE > 0)",
        ],
        .statement { context in
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
}
