import Model
import SQLSyntax

/// What a rule sees of a statement.
struct StatementContext: Sendable {
    let change: SchemaChange
    /// Before the statement.
    let model: SchemaModel
    let session: LintSession
    /// The statement's locks on tables that the change did not create.
    let effects: [LockEffect]
    let framework: Framework?
    let execution: MigrationPart.Execution
    /// It is sure how the file is sent, so that a rewrite may rely on it.
    let mayRewrite: Bool
    /// The statement as it stands in the file, without its semicolon.
    let text: String
    /// server_version_num of the snapshot; without one, 15's.
    let serverVersion: Int
    /// nil without a snapshot.
    let workload: LintWorkload?

    /// PostgreSQL runs the statement in a transaction of its own.
    var isAutocommit: Bool { !session.isInTransaction }
    /// Several statements in place of this one would each run by themselves too.
    var takesSeveral: Bool { isAutocommit && execution == .statements }

    func isNew(_ table: ObjectName) -> Bool { model.isNew(table) }

    func effect(_ forms: StatementForm...) -> LockEffect? { effects.first { forms.contains($0.form) } }

    /// The name as messages and fixes write it.
    func shown(_ name: ObjectName) -> String { model.resolve(name).description }

    /// How the framework is told to run a migration outside a transaction, as a comment for fixes; nil where each
    /// statement runs by itself already.
    var outside: String? { takesSeveral ? nil : "-- \(framework.outsideTransaction)" }

    /// A fix of statements that must not share a transaction.
    func outsideTransaction(_ statements: String...) -> String {
        ([outside].compactMap { $0 } + statements.map { $0.hasPrefix("--") ? $0 : $0 + ";" }).joined(separator: "\n")
    }

    /// Writes the fix into the file too, where the statements may stand one after the other there.
    func mechanically(_ complaint: Complaint, _ statements: [String], isWhole: Bool = true) -> Complaint {
        var complaint = complaint
        guard isWhole, mayRewrite, statements.count == 1 ? isAutocommit : takesSeveral else { return complaint }
        complaint.edits = [
            LintEdit(bytes: 0..<text.utf8.count, replacement: statements.joined(separator: ";\n"))
        ]
        return complaint
    }

    /// The statement's text with words put in behind the first occurrence of a key word.
    func text(inserting insertion: String, after word: String) -> String {
        for token in SQL.tokens(text) where token.kind == .word {
            let spelling = text.utf8.dropFirst(token.start).prefix(token.end - token.start)
            guard String(decoding: spelling, as: UTF8.self).lowercased() == word else { continue }
            let bytes = Array(text.utf8)
            return String(decoding: bytes[..<token.end], as: UTF8.self) + " " + insertion
                + String(decoding: bytes[token.end...], as: UTF8.self)
        }
        return text
    }

    /// The statement's text without the words IF NOT EXISTS.
    var textWithoutIfNotExists: String {
        let tokens = SQL.tokens(text)
        let bytes = Array(text.utf8)
        let words = tokens.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self).lowercased() }
        guard let first = words.indices.first(where: { words[$0...].starts(with: ["if", "not", "exists"]) }),
            first + 3 < tokens.count
        else { return text }
        return String(decoding: bytes[..<tokens[first].start] + bytes[tokens[first + 3].start...], as: UTF8.self)
    }
}

/// What a rule sees of a pending file.
struct FileContext: Sendable {
    let file: MigrationFile
    /// The files of the same folder as the branch compared with has them; nil where none was given.
    let applied: MigrationSource?
}

extension Framework? {
    /// What makes the framework run a migration outside a transaction.
    var outsideTransaction: String {
        switch self {
        case .flyway: "in a file of its own, with executeInTransaction=false in its .conf"
        case .dbmate: "in a file of its own, under: -- migrate:up transaction:false"
        case .goose: "in a file of its own, with: -- +goose NO TRANSACTION"
        case .rails: "in a migration of its own, with disable_ddl_transaction!"
        case .golangMigrate, .prisma: "in a file of its own: one statement a file runs without a transaction"
        case .sqlx: "in a file of its own, with the first line: -- no-transaction"
        case .diesel: "in a migration of its own, with run_in_transaction = false in metadata.toml"
        case .atlas: "in a file of its own, with an empty line after its first: -- atlas:txmode none"
        case .alembic: "inside of: with op.get_context().autocommit_block()"
        case .drizzle, .drizzle1: "outside drizzle-kit, which runs all pending files in one transaction: by psql"
        case .sql, .sqitch, nil: "outside a transaction: no BEGIN before it"
        }
    }
}

extension StatementContext {
    /// A command of ALTER TABLE on a table that was there before.
    struct TableCommand: Sendable {
        var table: ObjectName
        var command: AlterCommand
        var place: Complaint.Place
        /// The only command of its statement: a fix for it replaces the whole.
        var isAlone: Bool
    }

    /// None for other statements, and for tables that the change itself creates.
    var commands: [TableCommand] {
        guard case .alterTable(let alteration) = change, alteration.kind == .table, !isNew(alteration.name) else {
            return []
        }
        let table = model.resolve(alteration.name)
        return alteration.commands.enumerated().map {
            TableCommand(
                table: table, command: $0.element, place: .command($0.offset), isAlone: alteration.commands.count == 1)
        }
    }

    /// The statement for a fix, with its semicolon. One may name thousands of tables, each with a finding that would repeat it.
    var whole: String { text.utf8.count > Self.longest ? "-- the statement as it stands" : text + ";" }
    private static let longest = 10_000

    /// The statement in a transaction of its own.
    var separately: String {
        switch session.transaction {
        case .explicit, .none: "COMMIT;\n-- in a transaction of its own:\n\(whole)"
        case .surrounding where framework == .drizzle || framework == .drizzle1:
            "-- in a later release, for Drizzle runs all pending files in one transaction:\n\(whole)"
        case .surrounding: "-- in a migration of its own:\n\(whole)"
        }
    }

    /// A timeout before the statement, for locks that cannot be avoided.
    var withTimeout: String {
        "SET \(session.isInTransaction ? "LOCAL " : "")lock_timeout = '2s';  -- and run again where it fails\n\(whole)"
    }

    /// Known, and neither partitioned nor anything else than a table.
    func isPlain(_ table: ObjectName) -> Bool {
        model.table(table).map { $0.kind == .table && $0.isDescribed } ?? false
    }

    /// `ALTER TABLE t`, for fixes.
    func alter(_ table: ObjectName) -> String { "ALTER TABLE \(shown(table))" }
}
