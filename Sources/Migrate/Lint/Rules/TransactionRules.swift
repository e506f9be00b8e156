import Model

/// How long a transaction holds its locks, and who waits in line for them.
enum TransactionRules {
    static let all = [missingTimeouts, workAfterLock, severalTables, transactionControl, unclosed]

    private static let tables =
        "CREATE TABLE posts (id bigint, score int); CREATE TABLE users (id bigint PRIMARY KEY, name text)"

    static let missingTimeouts = LintRule(
        "missing-timeouts", .info, title: "Strong lock awaited without lock_timeout",
        harm: "While the statement waits for a running query, everybody else waits behind it: one long report stops the"
            + " table.",
        remedy: "SET lock_timeout to a few seconds before the first strong lock, and retry.",
        fires: [LintExample("ALTER TABLE posts ADD COLUMN note text", after: tables)],
        silent: [
            LintExample("SET lock_timeout = '2s'; ALTER TABLE posts ADD COLUMN note text", after: tables),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (id)", after: tables),
            "CREATE TABLE tags (a int); ALTER TABLE tags ADD COLUMN b int",
        ],
        .statement { context in
            guard !context.session.hasLockTimeout, context.lacksOwnRule,
                var effect = context.effects.filter({ $0.mode.blocks != nil }).max(by: { $0.mode < $1.mode }),
                // Exclusive on a materialised view: nobody else writes to one.
                effect.form != .refreshConcurrently
            else { return [] }
            // What is waited for is the moment of the lock, not the work under it.
            effect.work = .none
            var complaint = Complaint(
                "while this waits for its lock on \(effect.table), \(effect.mode.blocks ?? "others") queue behind it",
                effect, fix: context.withTimeout)
            complaint.isOnceAFile = true
            if context.session.isInTransaction {
                complaint.edits = [LintEdit(bytes: 0..<0, replacement: "SET LOCAL lock_timeout = '2s';\n")]
            }
            return [complaint]
        })

    static let workAfterLock = LintRule(
        "work-after-lock", .warning, title: "Long work while an earlier lock is held",
        harm:
            "A lock is held to the end of its transaction: what follows in it makes everybody wait as long as it takes.",
        remedy: "Split: the lock in a transaction of its own, the long work in another.",
        fires: [
            LintExample(
                "ALTER TABLE posts ADD COLUMN note text; UPDATE posts SET note = ''", after: tables, .transaction),
            LintExample(
                "ALTER TABLE posts ADD COLUMN note text; ALTER TABLE users ALTER name SET NOT NULL", after: tables,
                .transaction),
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD COLUMN note text; UPDATE posts SET note = ''", after: tables),
            LintExample(
                "ALTER TABLE posts ADD COLUMN note text; UPDATE users SET name = '' WHERE id = 7", after: tables,
                .transaction),
            LintExample(
                "ALTER TABLE users ADD COLUMN note text; ALTER TABLE users ALTER name SET NOT NULL", after: tables,
                .transaction),
            LintExample(
                "CREATE TABLE tags (post bigint, by bigint); ALTER TABLE tags ADD FOREIGN KEY (by) REFERENCES users;"
                    + " ALTER TABLE tags ADD FOREIGN KEY (post) REFERENCES posts", after: tables, .transaction),
        ],
        .statement { context in
            guard context.session.isInTransaction, let work = longWork(context) else { return [] }
            // A lock that the statement takes as strongly itself adds nothing to what its own rule says.
            let strong = context.session.held.filter { held in
                held.mode.blocks != nil
                    && !context.effects.contains { $0.table == held.table && $0.mode >= held.mode }
            }.max { $0.mode < $1.mode }
            guard let strong, let mode = strong.mode.blocks else { return [] }
            let effect = LockEffect(table: strong.table, mode: strong.mode, work: work.work, form: work.form)
            var complaint = Complaint(
                "\(mode) of \(strong.table) wait meanwhile: line \(strong.line) has locked it, until the transaction ends",
                effect, fix: context.separately)
            complaint.isOnceATransaction = true
            return [complaint]
        })

    /// The statement's work on rows of tables that were there before.
    private static func longWork(_ context: StatementContext) -> LockEffect? {
        for case .validateConstraint(let name) in context.commands.map(\.command) {
            // Said by validate-same-transaction.
            if context.session.notValid.contains(where: { $0.name == name }) { return nil }
        }
        if case .write(let write) = context.change, context.isUnbounded(write) {
            return LockEffect(
                table: context.model.resolve(write.table), mode: .rowExclusive, work: .rewrite, form: .update)
        }
        return context.effects.filter { $0.work != .none }.max { $0.work < $1.work }
    }

    static let severalTables = LintRule(
        "several-tables-locked", .info, title: "Strong locks on several tables in one transaction",
        harm:
            "The first is held while the next is waited for: twice the queue, and a deadlock with whoever takes them in"
            + " another order.",
        remedy: "A transaction for each table.",
        fires: [
            LintExample(
                "ALTER TABLE posts ADD COLUMN a int; ALTER TABLE users ADD COLUMN b int", after: tables, .transaction)
        ],
        silent: [
            LintExample("ALTER TABLE posts ADD COLUMN a int; ALTER TABLE users ADD COLUMN b int", after: tables),
            LintExample(
                "ALTER TABLE posts ADD COLUMN a int; ALTER TABLE posts ADD COLUMN b int", after: tables, .transaction),
        ],
        .statement { context in
            guard context.session.isInTransaction,
                let effect = context.effects.first(where: { $0.mode.blocks != nil }),
                let earlier = context.session.held.first(where: { $0.table != effect.table && $0.mode.blocks != nil }),
                context.session.mode(on: effect.table).map({ $0 < effect.mode }) ?? true
            else { return [] }
            var held = effect
            held.work = .none
            var complaint = Complaint(
                "the lock on \(earlier.table) of line \(earlier.line) is held while the one on \(effect.table) is awaited",
                held, fix: context.separately)
            complaint.isOnceATransaction = true
            return [complaint]
        })

    static let transactionControl = LintRule(
        "transaction-control", .warning, title: "BEGIN or COMMIT where the framework has opened a transaction",
        harm:
            "COMMIT ends the framework's transaction: what follows runs by itself, and a failure leaves half a migration.",
        remedy: "Leave BEGIN and COMMIT to the framework, or switch its transaction off for this file.",
        fires: [LintExample("BEGIN; SELECT 1; COMMIT", .transaction)],
        silent: [LintExample("BEGIN; SELECT 1; COMMIT"), LintExample("SAVEPOINT a; ROLLBACK TO a", .transaction)],
        .statement { context in
            guard context.execution == .transaction, case .transaction(let command) = context.change else { return [] }
            let word: String
            switch command {
            case .begin: word = "BEGIN does nothing but warn: the framework's transaction is open"
            case .commit: word = "COMMIT ends the framework's transaction"
            case .rollback: word = "ROLLBACK undoes the framework's transaction"
            default: return []
            }
            return [Complaint(word)]
        })

    static let unclosed = LintRule(
        "unclosed-transaction", .critical, title: "BEGIN without COMMIT",
        harm: "When the session ends, all that followed BEGIN is rolled back; until then its locks are held.",
        remedy: "COMMIT at the end.", fires: ["BEGIN; SELECT 1", "BEGIN; SELECT 1; COMMIT; START TRANSACTION"],
        silent: ["BEGIN; SELECT 1; COMMIT", "BEGIN; SELECT 1; ROLLBACK", "BEGIN; SELECT 1; END"], .engine)
}

extension StatementContext {
    /// Rules of their own ask for a timeout before these.
    fileprivate var lacksOwnRule: Bool {
        effect(.createTrigger, .dropTrigger, .enableTrigger, .disableTrigger, .dropForeignKey) == nil
    }
}
