import Model

/// Columns that are added, and columns that may no longer be null.
enum ColumnRules {
    static let all = [
        setNotNull, requiredColumn, volatileDefault, serialColumn, identityColumn, generatedColumn, typeChange,
    ]

    private static let posts = "CREATE TABLE posts (id bigint, title varchar(40), score int, body text)"

    private static func added(
        in context: StatementContext
    ) -> [(command: StatementContext.TableCommand, column: ColumnDefinition)] {
        context.commands.compactMap { command in
            guard case .addColumn(let column) = command.command else { return nil }
            return (command, column)
        }
    }

    private static func rewriting(_ command: StatementContext.TableCommand, _ context: StatementContext) -> LockEffect {
        LockEffect(table: command.table, mode: .accessExclusive, work: .rewrite, form: .addColumnRewriting)
    }

    static let setNotNull = LintRule(
        "set-not-null", .warning, title: "NOT NULL verified while reads and writes wait",
        harm: "SET NOT NULL holds AccessExclusive while it reads every row.",
        remedy:
            "A CHECK (... IS NOT NULL) NOT VALID, VALIDATE in a transaction of its own, then SET NOT NULL, which takes the"
            + " CHECK for a proof (12 and later); drop the CHECK.",
        fires: [LintExample("ALTER TABLE posts ALTER COLUMN title SET NOT NULL", after: posts)],
        silent: [
            LintExample(
                "ALTER TABLE posts ADD CONSTRAINT c CHECK (title IS NOT NULL) NOT VALID;"
                    + " ALTER TABLE posts VALIDATE CONSTRAINT c; ALTER TABLE posts ALTER title SET NOT NULL;"
                    + " ALTER TABLE posts DROP CONSTRAINT c", after: posts),
            "CREATE TABLE tags (name text); ALTER TABLE tags ALTER name SET NOT NULL",
            "ALTER TABLE posts VALIDATE CONSTRAINT c; ALTER TABLE posts ALTER title SET NOT NULL",
        ],
        .statement { context in
            context.commands.compactMap { command in
                guard case .setNotNull(let column) = command.command,
                    !context.model.isProvenNotNull(column, of: command.table),
                    // What was validated just before is the proof, of which an earlier file has the definition.
                    context.model.table(command.table)?.hasValidatedUnknown != true
                else { return nil }
                let alter = context.alter(command.table)
                let name = Quote.identifier("\(command.table.name)_\(column)_not_null")
                let quoted = Quote.identifier(column)
                let statements = [
                    "\(alter) ADD CONSTRAINT \(name) CHECK (\(quoted) IS NOT NULL) NOT VALID",
                    "\(alter) VALIDATE CONSTRAINT \(name)",
                    "\(alter) ALTER COLUMN \(quoted) SET NOT NULL",
                    "\(alter) DROP CONSTRAINT \(name)",
                ]
                let complaint = Complaint(
                    "every row of \(command.table) is read while reads and writes wait",
                    LockEffect(table: command.table, mode: .accessExclusive, work: .scan, form: .setNotNull),
                    place: command.place,
                    fix: "\(statements[0]);\n-- in a transaction of its own:\n\(statements[1]);\n-- and after it:\n"
                        + "\(statements[2]);\n\(statements[3]);")
                return context.mechanically(complaint, statements, isWhole: command.isAlone)
            }
        })

    static let requiredColumn = LintRule(
        "required-column", .critical, title: "Column that every row must have, and none has",
        harm:
            "ADD COLUMN NOT NULL without a default fails as soon as the table has a row; and an application that does not"
            + " know the column can no longer insert.",
        remedy: "Add it nullable or with a default, backfill in batches, then set-not-null.",
        fires: [LintExample("ALTER TABLE posts ADD COLUMN slug text NOT NULL", after: posts)],
        silent: [
            LintExample("ALTER TABLE posts ADD COLUMN slug text NOT NULL DEFAULT ''", after: posts),
            LintExample("ALTER TABLE posts ADD COLUMN slug text", after: posts),
            "CREATE TABLE tags (n int); ALTER TABLE tags ADD COLUMN slug text NOT NULL",
        ],
        .statement { context in
            added(in: context).compactMap { command, column in
                let isRequired = column.constraint(.notNull) != nil || column.constraint(.primary) != nil
                let fills: [ConstraintDefinition.Kind] = [.defaultValue, .identity, .generated]
                guard isRequired, !column.type.isSerial, fills.allSatisfy({ column.constraint($0) == nil }) else {
                    return nil
                }
                let name = Quote.identifier(column.name)
                return Complaint(
                    "rows of \(command.table) have no value for \(name): the statement fails, or inserts that do not name"
                        + " the column do",
                    on: command.table, place: command.place,
                    fix: "\(context.alter(command.table)) ADD COLUMN \(name) \(column.type.sql);\n"
                        + "-- fill it in batches, then make it NOT NULL: see set-not-null")
            }
        })

    static let volatileDefault = LintRule(
        "volatile-default", .warning, title: "Default that differs from row to row",
        harm:
            "A volatile default (random(), gen_random_uuid(), clock_timestamp()) is computed for every row: the table is"
            + " rewritten under AccessExclusive. A constant or stable one (now()) is not.",
        remedy: "Add the column without a default, set the default, backfill in batches.",
        fires: [
            LintExample("ALTER TABLE posts ADD COLUMN key uuid DEFAULT gen_random_uuid()", after: posts),
            LintExample(
                "ALTER TABLE posts ADD COLUMN seen timestamptz NOT NULL DEFAULT clock_timestamp()", after: posts),
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD COLUMN seen timestamptz NOT NULL DEFAULT now()", after: posts),
            LintExample("ALTER TABLE posts ADD COLUMN n int DEFAULT 7", after: posts),
            LintExample("ALTER TABLE posts ALTER COLUMN id SET DEFAULT random()", after: posts),
        ],
        .statement { context in
            added(in: context).compactMap { command, column in
                guard let value = column.constraint(.defaultValue),
                    context.model.isVolatile(value)
                else { return nil }
                let name = Quote.identifier(column.name)
                let alter = context.alter(command.table)
                let function = value.functions.first(where: context.model.isVolatile) ?? "the default"
                return Complaint(
                    "\(function)() is computed for every row: \(command.table) is rewritten while reads and writes wait",
                    rewriting(command, context), place: command.place,
                    fix: "\(alter) ADD COLUMN \(name) \(column.type.sql);\n"
                        + "\(alter) ALTER COLUMN \(name) SET DEFAULT \(function)();\n"
                        + "-- then fill the rows that are there in batches")
            }
        })

    static let serialColumn = LintRule(
        "serial-column", .warning, title: "serial column added to a table with rows",
        harm: "Every row gets a number of its own: the table is rewritten under AccessExclusive.",
        remedy: "A new bigint column without default, a sequence as its default, a backfill in batches.",
        fires: [LintExample("ALTER TABLE posts ADD COLUMN number bigserial", after: posts)],
        silent: ["CREATE TABLE tags (id bigint); ALTER TABLE tags ADD COLUMN number bigserial"],
        .statement { context in
            added(in: context).filter { $0.column.type.isSerial }.map { command, column in
                numbered(command, column, context)
            }
        })

    static let identityColumn = LintRule(
        "identity-column", .warning, title: "Identity column added to a table with rows",
        harm: "Every row gets a number of its own: the table is rewritten under AccessExclusive.",
        remedy:
            "A new bigint column, a sequence as its default, a backfill in batches; ADD GENERATED AS IDENTITY once it is"
            + " filled and NOT NULL.",
        fires: [LintExample("ALTER TABLE posts ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY", after: posts)],
        silent: [
            "CREATE TABLE tags (n int); ALTER TABLE tags ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY",
            LintExample("ALTER TABLE posts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY", after: posts),
        ],
        .statement { context in
            added(in: context).filter { $0.column.constraint(.identity) != nil }.map { command, column in
                numbered(command, column, context)
            }
        })

    private static func numbered(
        _ command: StatementContext.TableCommand, _ column: ColumnDefinition, _ context: StatementContext
    ) -> Complaint {
        let name = Quote.identifier(column.name)
        let alter = context.alter(command.table)
        let sequence = Quote.qualified(command.table.schema, "\(command.table.name)_\(column.name)_seq")
        return Complaint(
            "every row of \(command.table) is numbered: the table is rewritten while reads and writes wait",
            rewriting(command, context), place: command.place,
            fix: """
                \(alter) ADD COLUMN \(name) bigint;
                CREATE SEQUENCE \(sequence) OWNED BY \(command.table).\(name);
                \(alter) ALTER COLUMN \(name) SET DEFAULT nextval(\(Quote.literal(sequence)));
                -- then fill the rows that are there in batches
                """)
    }

    static let generatedColumn = LintRule(
        "generated-column", .warning, title: "Stored generated column added to a table with rows",
        harm: "The value of every row is computed and stored: the table is rewritten under AccessExclusive.",
        remedy: "An ordinary column, a trigger that keeps it, a backfill in batches; or an index on the expression.",
        fires: [LintExample("ALTER TABLE posts ADD COLUMN n int GENERATED ALWAYS AS (score * 2) STORED", after: posts)],
        silent: ["CREATE TABLE tags (n int, m int GENERATED ALWAYS AS (n * 2) STORED)"],
        .statement { context in
            added(in: context).filter { $0.column.constraint(.generated) != nil }.map { command, column in
                Complaint(
                    "\(Quote.identifier(column.name)) is computed for every row: \(command.table) is rewritten while"
                        + " reads and writes wait",
                    rewriting(command, context), place: command.place,
                    fix: "\(context.alter(command.table)) ADD COLUMN \(Quote.identifier(column.name))"
                        + " \(column.type.sql);\n-- a trigger BEFORE INSERT OR UPDATE that computes it, then a backfill in"
                        + " batches")
            }
        })

    static let typeChange = LintRule(
        "type-change", .warning, title: "Column type changed by rewriting the table",
        harm:
            "Every row and every index is written anew under AccessExclusive; and the running application meets another"
            + " type.",
        remedy: "Expand and contract: a new column, a trigger that keeps it, a backfill in batches, then switch.",
        fires: [
            LintExample("ALTER TABLE posts ALTER COLUMN score TYPE bigint", after: posts),
            LintExample("ALTER TABLE posts ALTER COLUMN title TYPE varchar(20)", after: posts),
            LintExample("ALTER TABLE posts ALTER COLUMN body TYPE varchar(200)", after: posts),
            "ALTER TABLE unknown_table ALTER COLUMN score TYPE bigint",
        ],
        silent: [
            LintExample("ALTER TABLE posts ALTER COLUMN title TYPE varchar(80)", after: posts),
            LintExample("ALTER TABLE posts ALTER COLUMN title TYPE text", after: posts),
        ],
        .statement { context in
            context.commands.compactMap { command in
                guard case .setType(let column, let type, let hasUsing) = command.command else { return nil }
                let cost = context.model.typeChange(column, of: command.table, to: type, hasUsing: hasUsing)
                guard cost != .free else { return nil }
                let old = context.model.table(command.table)?.columns[column]?.type.sql
                let name = Quote.identifier(column)
                let new = Quote.identifier("new_\(column)")
                let alter = context.alter(command.table)
                let harm =
                    switch cost {
                    case .unknown:
                        "unless \(name) is stored as \(type.sql) already, \(command.table) is rewritten while reads and"
                            + " writes wait"
                    case .index:
                        "indexes on \(name) are built anew, and checks of it verified, while reads and writes wait"
                    default:
                        "from \(old ?? "?") to \(type.sql): \(command.table) is rewritten while reads and writes wait"
                    }
                return Complaint(
                    harm,
                    LockEffect(
                        table: command.table, mode: .accessExclusive, work: cost == .index ? .build : .rewrite,
                        form: .setTypeRewriting),
                    place: command.place,
                    fix: """
                        \(alter) ADD COLUMN \(new) \(type.sql);
                        -- a trigger that keeps it, a backfill in batches, then in one transaction:
                        \(alter) DROP COLUMN \(name);
                        \(alter) RENAME COLUMN \(new) TO \(name);
                        """)
            }
        })
}
