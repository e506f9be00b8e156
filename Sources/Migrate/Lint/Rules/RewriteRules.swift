import Model

/// Statements that write a whole table anew, and others that stop its traffic.
enum RewriteRules {
    static let all = [vacuumFull, cluster, setUnlogged, setLogged, setTablespace, setAccessMethod, refresh, trigger]

    private static let posts = "CREATE TABLE posts (id bigint); CREATE MATERIALIZED VIEW top AS SELECT id FROM posts"

    static let vacuumFull = LintRule(
        "vacuum-full", .warning, title: "VACUUM FULL",
        harm: "The table and its indexes are written anew under AccessExclusive.",
        remedy: "pg_repack or pg_squeeze; plain VACUUM where the space may stay with the table.",
        fires: [LintExample("VACUUM FULL posts", after: posts), "VACUUM (FULL, ANALYZE)"],
        silent: [LintExample("VACUUM (FULL false) posts", after: posts), LintExample("VACUUM posts", after: posts)],
        .statement { context in
            guard case .vacuum(true, let tables) = context.change else { return [] }
            guard !tables.isEmpty else {
                return [
                    Complaint("all tables of the database are rewritten, one after the other, under AccessExclusive")
                ]
            }
            return tables.filter { !context.isNew($0) }.map { table in
                Complaint(
                    "\(context.shown(table)) is rewritten while reads and writes wait", context.effect(.vacuumFull),
                    fix: "-- pg_repack --table=\(context.shown(table)), from a shell")
            }
        })

    static let cluster = LintRule(
        "cluster", .warning, title: "CLUSTER",
        harm: "The table and its indexes are written anew under AccessExclusive.",
        remedy: "pg_repack --order-by.",
        fires: [LintExample("CLUSTER posts USING posts_pkey", after: posts)],
        silent: ["CREATE TABLE tags (a int); CREATE INDEX i ON tags (a); CLUSTER tags USING i"],
        .statement { context in
            guard case .cluster(let table) = context.change else { return [] }
            guard let table else { return [Complaint("all clustered tables are rewritten under AccessExclusive")] }
            guard !context.isNew(table) else { return [] }
            return [
                Complaint(
                    "\(context.shown(table)) is rewritten while reads and writes wait", context.effect(.cluster),
                    fix: "-- pg_repack --table=\(context.shown(table)) --order-by=..., from a shell")
            ]
        })

    static let setUnlogged = rewrite(
        "set-unlogged", form: .setUnlogged, title: "Table made unlogged",
        harm: "The table and its indexes are written anew under AccessExclusive; after a crash the table is empty.",
        remedy: "A new unlogged table, filled in batches, then a switch of names.", command: "SET UNLOGGED")

    static let setLogged = rewrite(
        "set-logged", form: .setLogged, title: "Table made logged",
        harm: "The table and its indexes are written anew, and to the WAL, under AccessExclusive.",
        remedy: "A new table, filled in batches, then a switch of names.", command: "SET LOGGED")

    static let setTablespace = rewrite(
        "set-tablespace", form: .setTablespace, title: "Table moved to another tablespace",
        harm: "All its files are copied under AccessExclusive.",
        remedy: "pg_repack --tablespace.", command: "SET TABLESPACE fast")

    static let setAccessMethod = rewrite(
        "set-access-method", form: .setAccessMethod, title: "Access method changed",
        harm: "The table and its indexes are written anew under AccessExclusive.",
        remedy: "A new table, filled in batches, then a switch of names.", command: "SET ACCESS METHOD columnar")

    private static func rewrite(
        _ id: String, form: StatementForm, title: String, harm: String, remedy: String, command: String
    ) -> LintRule {
        LintRule(
            id, .warning, title: title, harm: harm, remedy: remedy,
            fires: [LintExample("ALTER TABLE posts \(command)", after: posts)],
            silent: [LintExample("CREATE TABLE tags (a int); ALTER TABLE tags \(command)")],
            .statement { context in
                context.commands.compactMap { command in
                    guard let effect = context.effect(form), form.isWritten(as: command.command) else { return nil }
                    return Complaint(
                        "\(command.table) is rewritten while reads and writes wait", effect, place: command.place)
                }
            })
    }

    static let refresh = LintRule(
        "refresh-matview", .warning, title: "Materialised view refreshed while reads wait",
        harm: "REFRESH MATERIALIZED VIEW holds AccessExclusive until its query is through.",
        remedy: "REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index on the view.",
        fires: [LintExample("REFRESH MATERIALIZED VIEW top", after: posts)],
        silent: [
            LintExample("REFRESH MATERIALIZED VIEW CONCURRENTLY top", after: posts),
            "CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; REFRESH MATERIALIZED VIEW v",
        ],
        .statement { context in
            guard case .refresh(let view, false, let withData) = context.change, withData, !context.isNew(view) else {
                return []
            }
            let hasKey = context.model.indexes(on: view).contains { $0.isUnique && !$0.isPartial }
            let concurrent = context.text(inserting: "CONCURRENTLY", after: "view")
            let complaint = Complaint(
                "reads of \(context.shown(view)) wait until its query is through", context.effect(.refresh),
                fix: (hasKey ? "" : "-- needs: CREATE UNIQUE INDEX CONCURRENTLY ON \(context.shown(view)) (KEY);\n")
                    + "\(concurrent);")
            return [context.mechanically(complaint, [concurrent], isWhole: hasKey)]
        })

    static let trigger = LintRule(
        "trigger-ddl", .warning, title: "Trigger created, switched or dropped on a table in use",
        harm:
            "CREATE TRIGGER and ENABLE or DISABLE TRIGGER take ShareRowExclusive, which makes writes wait; DROP TRIGGER"
            + " takes AccessExclusive.",
        remedy: "SET lock_timeout and retry, so that nobody waits behind a long query.",
        fires: [
            LintExample(
                "CREATE TRIGGER t BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION f()", after: posts),
            LintExample("ALTER TABLE posts DISABLE TRIGGER t", after: posts),
            LintExample("DROP TRIGGER t ON posts", after: posts),
        ],
        silent: [
            LintExample("SET lock_timeout = '2s'; DROP TRIGGER t ON posts", after: posts),
            "CREATE TABLE tags (a int); CREATE TRIGGER t BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION f()",
        ],
        .statement { context in
            guard !context.session.hasLockTimeout,
                let effect = context.effect(.createTrigger, .dropTrigger, .enableTrigger, .disableTrigger)
            else { return [] }
            let waits = effect.mode.blocks ?? "writes"
            return [Complaint("\(waits) of \(effect.table) wait", effect, fix: context.withTimeout)]
        })
}

extension StatementForm {
    fileprivate func isWritten(as command: AlterCommand) -> Bool {
        switch (self, command) {
        case (.setUnlogged, .setLogged(false)), (.setLogged, .setLogged(true)), (.setTablespace, .setTablespace),
            (.setAccessMethod, .setAccessMethod):
            true
        default: false
        }
    }
}
