import Foundation
import Model

/// How constraints are added, validated and dropped.
enum ConstraintRules {
    static let all = [
        addUnique, addPrimaryKey, addExclusion, foreignKeyValid, foreignKeyDrop, foreignKeyUnindexed, checkValid,
        validateSameTransaction,
    ]

    private static let tables =
        "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE posts (id bigint, author_id bigint, score int)"

    /// A constraint that a command of ALTER TABLE adds to a table that was there before.
    private static func added(
        _ kinds: ConstraintDefinition.Kind..., in context: StatementContext
    ) -> [(command: StatementContext.TableCommand, constraint: ConstraintDefinition)] {
        var found: [(command: StatementContext.TableCommand, constraint: ConstraintDefinition)] = []
        for command in context.commands {
            switch command.command {
            case .addConstraint(let constraint) where kinds.contains(constraint.kind):
                found.append((command, constraint))
            case .addColumn(let column):
                // The column is to be added in any case.
                var command = command
                command.isAlone = false
                found += column.ownConstraints.filter { kinds.contains($0.kind) }.map { (command, $0) }
            default: break
            }
        }
        return found
    }

    private static func chosenName(_ constraint: ConstraintDefinition, _ table: ObjectName) -> String {
        constraint.name ?? ConstraintName.chosen(for: constraint, table: table.name)
    }

    private static func list(_ columns: [String]) -> String { columns.map(Quote.identifier).joined(separator: ", ") }

    static let addUnique = LintRule(
        "add-unique", .warning, title: "UNIQUE added with its index",
        harm: "The index is built under AccessExclusive: reads and writes wait until it is done.",
        remedy: "Build a unique index concurrently, then ADD CONSTRAINT ... UNIQUE USING INDEX.",
        fires: [
            LintExample("ALTER TABLE posts ADD CONSTRAINT posts_id_key UNIQUE (id)", after: tables),
            LintExample("ALTER TABLE posts ADD COLUMN slug text UNIQUE", after: tables),
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD CONSTRAINT k UNIQUE USING INDEX posts_id_idx", after: tables),
            "CREATE TABLE tags (name text); ALTER TABLE tags ADD UNIQUE (name)",
        ],
        .statement { context in
            added(.unique, in: context).compactMap { command, constraint in
                guard constraint.index == nil else { return nil }
                let name = chosenName(constraint, command.table)
                let statements = [
                    "CREATE UNIQUE INDEX CONCURRENTLY \(Quote.identifier(name)) ON \(command.table)"
                        + " (\(list(constraint.columns)))",
                    "\(context.alter(command.table)) ADD CONSTRAINT \(Quote.identifier(name)) UNIQUE USING INDEX"
                        + " \(Quote.identifier(name))",
                ]
                let complaint = Complaint(
                    "the index of the UNIQUE constraint is built while reads and writes of \(command.table) wait",
                    context.effect(.addUnique)
                        ?? LockEffect(
                            table: command.table, mode: .accessExclusive, work: .build, form: .addUnique),
                    place: command.place, fix: context.outsideTransaction(statements[0], statements[1]))
                return context.mechanically(complaint, statements, isWhole: command.isAlone)
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
            added(.primary, in: context).compactMap { command, constraint in
                if let index = constraint.index { return nullableKey(index, command, context) }
                let name = chosenName(constraint, command.table)
                let nullable = constraint.columns.filter { !context.model.isProvenNotNull($0, of: command.table) }
                let first = nullable.map { "-- first make \(Quote.identifier($0)) NOT NULL: see set-not-null" }
                let statements = [
                    "CREATE UNIQUE INDEX CONCURRENTLY \(Quote.identifier(name)) ON \(command.table)"
                        + " (\(list(constraint.columns)))",
                    "\(context.alter(command.table)) ADD CONSTRAINT \(Quote.identifier(name)) PRIMARY KEY USING INDEX"
                        + " \(Quote.identifier(name))",
                ]
                let complaint = Complaint(
                    "the index of the primary key is built while reads and writes of \(command.table) wait",
                    context.effect(.addPrimaryKey)
                        ?? LockEffect(
                            table: command.table, mode: .accessExclusive, work: .build, form: .addPrimaryKey),
                    place: command.place,
                    fix: (first + [context.outsideTransaction(statements[0], statements[1])]).joined(separator: "\n"))
                return context.mechanically(complaint, statements, isWhole: command.isAlone && nullable.isEmpty)
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
            "every row of \(command.table) is read while reads and writes wait, for \(list(nullable)) may be null",
            LockEffect(table: command.table, mode: .accessExclusive, work: .scan, form: .addPrimaryKey),
            place: command.place,
            fix: "-- first make \(list(nullable)) NOT NULL: see set-not-null; then\n\(context.text);")
    }

    static let addExclusion = LintRule(
        "add-exclusion", .warning, title: "Exclusion constraint added with its index",
        harm:
            "The index is built under AccessExclusive: reads and writes wait until it is done. There is no concurrent way.",
        remedy: "Do it while the table is small or the application stands still, with a lock_timeout.",
        fires: [LintExample("ALTER TABLE posts ADD EXCLUDE USING btree (id WITH =)", after: tables)],
        silent: ["CREATE TABLE rooms (id bigint); ALTER TABLE rooms ADD EXCLUDE USING btree (id WITH =)"],
        .statement { context in
            added(.exclusion, in: context).map { command, _ in
                Complaint(
                    "the index of the exclusion constraint is built while reads and writes of \(command.table) wait,"
                        + " and PostgreSQL knows no other way",
                    context.effect(.addExclusion), place: command.place)
            }
        })

    static let foreignKeyValid = LintRule(
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
            added(.foreign, in: context).compactMap { command, constraint in
                guard !constraint.isNotValid, let referenced = constraint.referenced else { return nil }
                if case .addColumn(let column) = command.command {
                    // A column of nulls has nothing to look up.
                    guard let value = column.constraint(.defaultValue), !value.isNullDefault else { return nil }
                }
                let name = chosenName(constraint, command.table)
                let keys =
                    constraint.referencedColumns.isEmpty ? "" : " (\(list(constraint.referencedColumns)))"
                let alter = context.alter(command.table)
                let add: String
                if command.isAlone {
                    add =
                        constraint.name == nil
                        ? named(context.text, name) + " NOT VALID" : context.text + " NOT VALID"
                } else {
                    add =
                        "\(alter) ADD CONSTRAINT \(Quote.identifier(name)) FOREIGN KEY (\(list(constraint.columns)))"
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

    /// Puts a name before FOREIGN KEY or CHECK.
    private static func named(_ text: String, _ name: String) -> String {
        for word in [" foreign ", " check "] {
            guard let range = text.range(of: word, options: .caseInsensitive) else { continue }
            return text[..<range.lowerBound] + " CONSTRAINT \(Quote.identifier(name))" + text[range.lowerBound...]
        }
        return text
    }

    static let foreignKeyDrop = LintRule(
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
                guard case .dropConstraint(let name) = command.command, !context.session.hasLockTimeout else {
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

    static let foreignKeyUnindexed = LintRule(
        "fk-unindexed", .warning, title: "Foreign key without an index",
        harm:
            "Deleting a row of the table referred to, or changing its key, reads the referencing table from end to end.",
        remedy: "Create an index that begins with the columns of the key, concurrently.",
        fires: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users NOT VALID", after: tables),
            LintExample("CREATE TABLE likes (user_id bigint REFERENCES users)", after: tables),
        ],
        silent: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users NOT VALID;"
                    + " CREATE INDEX CONCURRENTLY i ON posts (author_id, id)", after: tables),
            LintExample("CREATE TABLE likes (user_id bigint PRIMARY KEY REFERENCES users)", after: tables),
        ],
        .statement { context in
            foreignKeys(context).map { table, constraint, place in
                let columns = constraint.columns
                var complaint = Complaint(
                    "no index of \(table) begins with (\(list(columns))): deleting from"
                        + " \(constraint.referenced.map(context.shown) ?? "the other table") reads it from end to end",
                    on: table, place: place,
                    fix: context.isNew(table)
                        ? "CREATE INDEX ON \(table) (\(list(columns)));"
                        : context.outsideTransaction("CREATE INDEX CONCURRENTLY ON \(table) (\(list(columns)))"))
                complaint.weight = context.isNew(table) ? .exactly(.info) : .bySize
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
            added(.check, in: context).compactMap { command, constraint in
                guard !constraint.isNotValid else { return nil }
                let name = chosenName(constraint, command.table)
                guard command.isAlone, case .addConstraint = command.command else {
                    return Complaint(
                        "every row of \(command.table) is read while reads and writes wait",
                        context.checkEffect(command),
                        place: command.place,
                        fix: "-- the CHECK in a statement of its own, NOT VALID; then, in a transaction of its own:\n"
                            + "\(context.alter(command.table)) VALIDATE CONSTRAINT \(Quote.identifier(name));")
                }
                let add = (constraint.name == nil ? named(context.text, name) : context.text) + " NOT VALID"
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
                    effect, place: command.place, fix: "COMMIT;\n-- in a migration of its own:\n\(context.text);")
            }
        })
}

extension StatementContext {
    /// A timeout before the statement, for locks that cannot be avoided.
    var withTimeout: String {
        "SET \(session.isInTransaction ? "LOCAL " : "")lock_timeout = '2s';  -- and run again where it fails\n\(text);"
    }

    fileprivate func checkEffect(_ command: TableCommand) -> LockEffect? {
        effect(.addCheck)
            ?? LockEffect(table: command.table, mode: .accessExclusive, work: .scan, form: .addCheck)
    }
}

extension ColumnDefinition {
    /// Its constraints, as if the table declared them.
    var ownConstraints: [ConstraintDefinition] {
        constraints.map { constraint in
            var constraint = constraint
            constraint.columns = [name]
            return constraint
        }
    }
}

extension SchemaModel {
    /// A full index whose first keys are these columns, in whatever order.
    func hasIndex(on table: ObjectName, beginningWith columns: [String]) -> Bool {
        indexes(on: table).contains { index in
            !index.isPartial && index.columns.count >= columns.count
                && Set(index.columns.prefix(columns.count)) == Set(columns.map(Optional.some))
        }
    }

    /// The full name that CREATE gives.
    func nameOfCreated(_ name: ObjectName) -> ObjectName {
        name.schema == nil ? ObjectName(schema: searchPath.first ?? "public", name: name.name) : name
    }
}
