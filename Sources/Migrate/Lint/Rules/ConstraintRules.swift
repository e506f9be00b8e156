import Foundation
import Model

/// How constraints are added, validated and dropped.
enum ConstraintRules {
    static let all = [
        addUnique, addPrimaryKey, addExclusion, checkValid, validateSameTransaction,
    ]

    private static let tables =
        "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE posts (id bigint, author_id bigint, score int)"

    static let addUnique = LintRule(
        "add-unique", .warning, title: "UNIQUE added with its index",
        harm: "The index is built under AccessExclusive: reads and writes wait until it is done.",
        remedy: "Build a unique index concurrently, then ADD CONSTRAINT ... UNIQUE USING INDEX.",
        fires: [
            LintExample("ALTER TABLE posts ADD CONSTRAINT posts_id_key UNIQUE (id)", after: tables),
            LintExample("ALTER TABLE posts ADD COLUMN slug text UNIQUE", after: tables),
            LintExample(
                "ALTER TABLE posts ADD UNIQUE NULLS NOT DISTINCT (id) INCLUDE (score) DEFERRABLE INITIALLY DEFERRED",
                after: tables),
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD CONSTRAINT k UNIQUE USING INDEX posts_id_idx", after: tables),
            "CREATE TABLE tags (name text); ALTER TABLE tags ADD UNIQUE (name)",
        ],
        .statement { context in
            AddedConstraint.all(.unique, in: context).compactMap { command, constraint in
                guard constraint.index == nil else { return nil }
                let statements = AddedConstraint.byIndex(constraint, "UNIQUE", on: command.table)
                let complaint = Complaint(
                    "the index of the UNIQUE constraint is built while reads and writes of \(command.table) wait",
                    context.effect(.addUnique)
                        ?? LockEffect(
                            table: command.table, mode: .accessExclusive, work: .build, form: .addUnique),
                    place: command.place, fix: context.outsideTransaction(statements[0], statements[1]))
                return context.mechanically(
                    complaint, statements, isWhole: command.isAlone && !constraint.hasStorageOptions)
            }
        })

    static let addPrimaryKey = LintRule(
        "add-primary-key", .warning, title: "Primary key added with its index",
        harm: "The index is built under AccessExclusive, and columns that may be null are read through first: reads and"
            + " writes wait until both are done.",
        remedy:
            "Make the columns NOT NULL (set-not-null), build a unique index concurrently, then ADD PRIMARY KEY USING"
            + " INDEX.",
        fires: [
            LintExample("ALTER TABLE posts ADD PRIMARY KEY (id)", after: tables),
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT k PRIMARY KEY USING INDEX i",
                after: "\(tables); CREATE UNIQUE INDEX i ON posts (id)"),
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD CONSTRAINT k PRIMARY KEY USING INDEX posts_id_idx", after: tables),
            "CREATE TABLE tags (name text); ALTER TABLE tags ADD PRIMARY KEY (name)",
        ],
        .statement { context in
            AddedConstraint.all(.primary, in: context).compactMap { command, constraint in
                if let index = constraint.index { return nullableKey(index, command, context) }
                let nullable = constraint.columns.filter { !context.model.isProvenNotNull($0, of: command.table) }
                let first = nullable.map { "-- first make \(Quote.identifier($0)) NOT NULL: see set-not-null" }
                let statements = AddedConstraint.byIndex(constraint, "PRIMARY KEY", on: command.table)
                let complaint = Complaint(
                    "the index of the primary key is built while reads and writes of \(command.table) wait",
                    context.effect(.addPrimaryKey)
                        ?? LockEffect(
                            table: command.table, mode: .accessExclusive, work: .build, form: .addPrimaryKey),
                    place: command.place,
                    fix: (first + [context.outsideTransaction(statements[0], statements[1])]).joined(separator: "\n"))
                return context.mechanically(
                    complaint, statements,
                    isWhole: command.isAlone && nullable.isEmpty && !constraint.hasStorageOptions)
            }
        })

    /// USING INDEX makes the columns NOT NULL, for which it reads the table.
    private static func nullableKey(
        _ index: String, _ command: StatementContext.TableCommand, _ context: StatementContext
    ) -> Complaint? {
        let keys = context.model.index(ObjectName(schema: command.table.schema, name: index))?.columns ?? []
        let columns = context.model.table(command.table)?.columns ?? [:]
        let nullable = keys.compactMap { $0 }.filter {
            columns[$0] != nil && !context.model.isProvenNotNull($0, of: command.table)
        }
        guard !nullable.isEmpty else { return nil }
        return Complaint(
            "every row of \(command.table) is read while reads and writes wait, for \(AddedConstraint.list(nullable)) may be null",
            LockEffect(table: command.table, mode: .accessExclusive, work: .scan, form: .addPrimaryKey),
            place: command.place,
            fix: "-- first make \(AddedConstraint.list(nullable)) NOT NULL: see set-not-null; then\n\(context.whole)")
    }

    static let addExclusion = LintRule(
        "add-exclusion", .warning, title: "Exclusion constraint added with its index",
        harm:
            "The index is built under AccessExclusive: reads and writes wait until it is done. There is no concurrent way.",
        remedy: "Do it while the table is small or the application stands still, with a lock_timeout.",
        fires: [LintExample("ALTER TABLE posts ADD EXCLUDE USING btree (id WITH =)", after: tables)],
        silent: ["CREATE TABLE rooms (id bigint); ALTER TABLE rooms ADD EXCLUDE USING btree (id WITH =)"],
        .statement { context in
            AddedConstraint.all(.exclusion, in: context).map { command, _ in
                Complaint(
                    "the index of the exclusion constraint is built while reads and writes of \(command.table) wait,"
                        + " and PostgreSQL knows no other way",
                    context.effect(.addExclusion), place: command.place)
            }
        })

    static let checkValid = LintRule(
        "check-valid", .warning, title: "CHECK verified while reads and writes wait",
        harm: "ADD CHECK holds AccessExclusive while it reads every row.",
        remedy: "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
        fires: [LintExample("ALTER TABLE posts ADD CONSTRAINT c CHECK (score > 0)", after: tables)],
        silent: [
            LintExample("ALTER TABLE posts ADD CONSTRAINT c CHECK (score > 0) NOT VALID", after: tables),
            "CREATE TABLE tags (n int); ALTER TABLE tags ADD CHECK (n > 0)",
        ],
        .statement { context in
            AddedConstraint.all(.check, in: context).compactMap { command, constraint in
                guard !constraint.isNotValid else { return nil }
                let name = AddedConstraint.chosenName(constraint, command.table)
                guard command.isAlone, case .addConstraint = command.command else {
                    return Complaint(
                        "every row of \(command.table) is read while reads and writes wait",
                        context.checkEffect(command),
                        place: command.place,
                        fix: "-- the CHECK in a statement of its own, NOT VALID; then, in a transaction of its own:\n"
                            + "\(context.alter(command.table)) VALIDATE CONSTRAINT \(Quote.identifier(name));")
                }
                let add =
                    (constraint.name == nil ? AddedConstraint.named(context.text, name) : context.text) + " NOT VALID"
                let validate = "\(context.alter(command.table)) VALIDATE CONSTRAINT \(Quote.identifier(name))"
                let complaint = Complaint(
                    "every row of \(command.table) is read while reads and writes wait", context.checkEffect(command),
                    place: command.place, fix: "\(add);\n-- in a transaction of its own:\n\(validate);")
                return context.mechanically(complaint, [add, validate])
            }
        })

    static let validateSameTransaction = LintRule(
        "validate-same-transaction", .warning, title: "Constraint validated in the transaction that added it",
        harm: "The strong lock of ADD CONSTRAINT is held through the scan, as if NOT VALID had not been written.",
        remedy: "Two transactions: two files, or a COMMIT between them.",
        fires: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT c CHECK (score > 0) NOT VALID; ALTER TABLE posts VALIDATE CONSTRAINT c",
                after: tables, .transaction)
        ],
        silent: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT c CHECK (score > 0) NOT VALID; ALTER TABLE posts VALIDATE CONSTRAINT c",
                after: tables)
        ],
        .statement { context in
            context.commands.compactMap { command in
                guard case .validateConstraint(let name) = command.command,
                    context.session.notValid.contains(.init(table: command.table, name: name))
                else { return nil }
                let held = context.session.mode(on: command.table) ?? .accessExclusive
                let effect = LockEffect(table: command.table, mode: held, work: .scan, form: .validateCheck)
                return Complaint(
                    "the lock of adding \(Quote.identifier(name)) is held while every row of \(command.table) is read",
                    effect, place: command.place, fix: context.separately)
            }
        })
}

extension StatementContext {
    fileprivate func checkEffect(_ command: TableCommand) -> LockEffect? {
        effect(.addCheck)
            ?? LockEffect(table: command.table, mode: .accessExclusive, work: .scan, form: .addCheck)
    }
}
