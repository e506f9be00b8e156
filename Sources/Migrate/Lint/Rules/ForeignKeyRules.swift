import Foundation
import Model

/// Foreign keys: how they are added and dropped, and whether an index serves them.
enum ForeignKeyRules {
    static let all = [valid, drop, unindexed]

    private static let tables =
        "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE posts (id bigint, author_id bigint, score int)"

    static let valid = LintRule(
        "fk-valid", .warning, title: "Foreign key checked while writes to both tables wait",
        harm: "ADD FOREIGN KEY holds ShareRowExclusive on both tables while it looks up every row.",
        remedy: "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own: that lets writes pass.",
        fires: [
            LintExample("ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id)", after: tables),
            LintExample("ALTER TABLE posts ADD COLUMN editor bigint DEFAULT 1 REFERENCES users", after: tables),
        ],
        silent: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID",
                after: tables),
            LintExample("ALTER TABLE posts ADD COLUMN editor bigint REFERENCES users", after: tables),
            LintExample("CREATE TABLE likes (user_id bigint REFERENCES users)", after: tables),
        ],
        .statement { context in
            AddedConstraint.all(.foreign, in: context).compactMap { command, constraint in
                guard !constraint.isNotValid, let referenced = constraint.referenced else { return nil }
                if case .addColumn(let column) = command.command {
                    // A column of nulls has nothing to look up.
                    guard let value = column.constraint(.defaultValue), !value.isNullDefault else { return nil }
                }
                let name = AddedConstraint.chosenName(constraint, command.table)
                let keys =
                    constraint.referencedColumns.isEmpty
                    ? "" : " (\(AddedConstraint.list(constraint.referencedColumns)))"
                let alter = context.alter(command.table)
                let add: String
                if command.isAlone {
                    add =
                        constraint.name == nil
                        ? AddedConstraint.named(context.text, name) + " NOT VALID" : context.text + " NOT VALID"
                } else {
                    add =
                        "\(alter) ADD CONSTRAINT \(Quote.identifier(name)) FOREIGN KEY (\(AddedConstraint.list(constraint.columns)))"
                        + " REFERENCES \(context.shown(referenced))\(keys) NOT VALID"
                }
                let validate = "\(alter) VALIDATE CONSTRAINT \(Quote.identifier(name))"
                let complaint = Complaint(
                    "every row is looked up while writes to \(command.table) and \(context.shown(referenced)) wait",
                    context.effect(.addForeignKey), place: command.place,
                    fix: "\(add);\n-- in a transaction of its own:\n\(validate);")
                return context.mechanically(complaint, [add, validate], isWhole: command.isAlone)
            }
        })

    static let drop = LintRule(
        "fk-drop", .warning, title: "Foreign key dropped: both tables are locked",
        harm:
            "Dropping a foreign key takes AccessExclusive on the table that it refers to as well: reads and writes of both"
            + " wait.",
        remedy: "SET lock_timeout and retry, so that nobody waits behind a long query.",
        fires: [
            LintExample(
                "ALTER TABLE posts DROP CONSTRAINT f",
                after: "\(tables); ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users")
        ],
        silent: [
            LintExample(
                "SET lock_timeout = '2s'; ALTER TABLE posts DROP CONSTRAINT f",
                after: "\(tables); ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users"),
            LintExample(
                "ALTER TABLE posts DROP CONSTRAINT c",
                after: "\(tables); ALTER TABLE posts ADD CONSTRAINT c CHECK (score > 0)"),
        ],
        .statement { context in
            context.commands.compactMap { command in
                guard case .dropConstraint(let name, _) = command.command, !context.session.hasLockTimeout else {
                    return nil
                }
                let known = context.model.table(command.table)?.constraints[name]
                // A name that says so stands for a definition that is not known.
                guard known?.kind == .foreign || known == nil && Self.looksForeign(name) else { return nil }
                let other = known?.referenced.map(context.shown) ?? "the table that it refers to"
                var complaint = Complaint(
                    "reads and writes of \(command.table) and of \(other) wait",
                    context.effect(.dropForeignKey, .dropConstraint), place: command.place,
                    fix: context.withTimeout)
                complaint.table = command.table
                return complaint
            }
        })

    private static func looksForeign(_ name: String) -> Bool {
        ["_fkey", "_fk", "_foreign"].contains(where: name.hasSuffix) || name.hasPrefix("fk_")
    }

    static let unindexed = LintRule(
        "fk-unindexed", .warning, title: "Foreign key without an index",
        harm:
            "Deleting a row of the table referred to, or changing its key, reads the referencing table from end to end.",
        remedy: "Create an index that begins with the columns of the key, concurrently.",
        fires: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users NOT VALID", after: tables),
            LintExample("CREATE TABLE likes (user_id bigint REFERENCES users)", after: tables),
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users NOT VALID;"
                    + " CREATE INDEX CONCURRENTLY i ON posts (author_id) WHERE score IS NOT NULL", after: tables),
        ],
        silent: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users NOT VALID;"
                    + " CREATE INDEX CONCURRENTLY i ON posts (author_id, id)", after: tables),
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users NOT VALID;"
                    + " CREATE INDEX CONCURRENTLY i ON posts (author_id) WHERE author_id IS NOT NULL", after: tables),
            LintExample("CREATE TABLE likes (user_id bigint PRIMARY KEY REFERENCES users)", after: tables),
        ],
        .statement { context in
            let isCreation = if case .createTable = context.change { true } else { false }
            return foreignKeys(context).map { table, constraint, place in
                let columns = constraint.columns
                let isNew = isCreation || context.isNew(table)
                var complaint = Complaint(
                    "no index of \(table) begins with (\(AddedConstraint.list(columns))): deleting from"
                        + " \(constraint.referenced.map(context.shown) ?? "the other table") reads it from end to end",
                    on: table, place: place,
                    fix: isNew
                        ? "CREATE INDEX ON \(table) (\(AddedConstraint.list(columns)));"
                        : context.outsideTransaction(
                            "CREATE INDEX CONCURRENTLY ON \(table) (\(AddedConstraint.list(columns)))"))
                complaint.weight = isNew ? .exactly(.info) : .bySize
                complaint.unless = { final in
                    final.table(table)?.columns[columns.first ?? ""] == nil && final.table(table) == nil
                        || final.hasIndex(on: table, beginningWith: columns)
                }
                return complaint
            }
        })

    private static func foreignKeys(
        _ context: StatementContext
    ) -> [(ObjectName, ConstraintDefinition, Complaint.Place)] {
        if case .createTable(let table) = context.change, !table.isTemporary {
            let own = table.columns.flatMap(\.ownConstraints)
            return (own + table.constraints).filter { $0.kind == .foreign }.map {
                (context.model.nameOfCreated(table.name), $0, .element($0.location))
            }
        }
        guard case .alterTable(let alteration) = context.change, alteration.kind == .table else { return [] }
        return alteration.commands.enumerated().flatMap { position, command in
            let constraints =
                switch command {
                case .addConstraint(let constraint): [constraint]
                case .addColumn(let column): column.ownConstraints
                default: [ConstraintDefinition]()
                }
            return constraints.filter { $0.kind == .foreign }.map {
                (context.model.resolve(alteration.name), $0, Complaint.Place.command(position))
            }
        }
    }
}
