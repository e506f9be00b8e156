import Model

/// Indexes against one another, and against the statements of a snapshot.
enum WorkloadRules {
    static let all = [dropIndexUsed, redundantIndex, indexUnneeded]

    private static let posts =
        "CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint, at date); CREATE INDEX by_author ON posts (author_id)"

    static let dropIndexUsed = LintRule(
        "drop-index-used", .warning, title: "Index dropped that the workload uses",
        harm: "The statements that used it are planned anew without it: some will read the whole table.",
        remedy: "Keep it, or create what replaces it first. Needs a snapshot.", fires: [], silent: [],
        .statement { context in
            guard case .drop(let removal) = context.change, removal.kind == .index, let workload = context.workload
            else {
                return []
            }
            return removal.names.compactMap { name in
                guard let index = context.model.index(name), !index.isNew else { return nil }
                let users = workload.users(of: index)
                let scans = index.oid.flatMap { workload.scansPerDay[$0] } ?? 0
                guard scans >= 1 || !users.isEmpty else { return nil }
                let others = context.model.indexes(on: index.table).filter { $0.serves(index) }
                let who = users.summary ?? "statements that are not in the snapshot"
                var complaint = Complaint(
                    "\(index.name) serves \(Format.count(scans.rounded())) scans a day; it is used by \(who)",
                    on: index.table, fix: users.list + "-- \(context.text);")
                guard let other = others.first else {
                    if users.contains(where: { $0.millisecondsPerDay > 1_000 }) {
                        complaint.weight = .exactly(.critical)
                    }
                    return complaint
                }
                complaint.message += "; \(other.name) can serve them too"
                complaint.weight = .exactly(.info)
                return complaint
            }
        })

    static let redundantIndex = LintRule(
        "redundant-index", .warning, title: "Index that another makes redundant",
        harm: "Both are kept current by every write; one of them serves all reads.",
        remedy: "Leave out the narrower one, or drop it in the same change.",
        fires: [
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (author_id)", after: posts),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (author_id, at)", after: posts),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (id)", after: posts),
        ],
        silent: [
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (at, author_id)", after: posts),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (author_id DESC, at)", after: posts),
            LintExample("CREATE UNIQUE INDEX CONCURRENTLY i ON posts (at)", after: posts),
            LintExample(
                "CREATE INDEX CONCURRENTLY i ON posts (author_id, at); DROP INDEX CONCURRENTLY by_author;"
                    + " ALTER INDEX i RENAME TO by_author", after: posts),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (author_id) WHERE at > '2026-01-01'", after: posts),
            LintExample(
                "CREATE INDEX CONCURRENTLY i ON posts (author_id, at); DROP INDEX CONCURRENTLY by_author", after: posts),
        ],
        .statement { context in
            guard case .createIndex(let creation) = context.change, !creation.isPartial, !creation.isOnly else {
                return []
            }
            let table = context.model.resolve(creation.table)
            let new = SchemaModel.Index(
                name: ObjectName(schema: table.schema, name: creation.name ?? ""), table: table,
                method: creation.method,
                columns: creation.columns, keys: creation.keys, included: creation.included, isUnique: creation.isUnique
            )
            let others = context.model.indexes(on: table).filter { $0.name != new.name }
            if !new.isUnique, let wide = others.first(where: { $0.serves(new) }) {
                return [complaint(narrow: nil, wide: wide, context)]
            }
            return others.filter { !$0.isUnique && !$0.carriesConstraint && new.serves($0) }.map {
                complaint(narrow: $0, wide: new, context)
            }
        })

    /// - Parameter narrow: the index that was there; nil: the new one is the narrower.
    private static func complaint(
        narrow: SchemaModel.Index?, wide: SchemaModel.Index, _ context: StatementContext
    ) -> Complaint {
        guard let narrow else {
            var complaint = Complaint(
                "\(wide.name) (\(wide.shownKeys)) serves all that this index would", on: wide.table,
                fix: "-- leave it out: \(wide.name) is there")
            if context.isNew(wide.table) { complaint.weight = .exactly(.info) }
            complaint.unless = { $0.index(wide.name)?.keys != wide.keys }
            return complaint
        }
        var complaint = Complaint(
            "\(narrow.name) (\(narrow.shownKeys)) is made redundant by this index", on: wide.table,
            fix: context.outsideTransaction("DROP INDEX CONCURRENTLY \(narrow.name)"))
        complaint.weight = .exactly(.info)
        // Another may have its name by then.
        complaint.unless = { $0.index(narrow.name)?.keys != narrow.keys }
        return complaint
    }

    static let indexUnneeded = LintRule(
        "index-unneeded", .info, title: "Index that no statement of the workload asks for",
        harm: "Every write keeps it current, and nothing in the snapshot reads by its first column.",
        remedy: "See that the statements it is for come with it. Needs a snapshot.", fires: [], silent: [],
        .statement { context in
            guard case .createIndex(let index) = context.change, let workload = context.workload, !index.isUnique,
                !context.isNew(index.table), let first = index.columns.first, let column = first
            else { return [] }
            let table = context.model.resolve(index.table)
            // A new column, or a table without statements, has a workload that is still to come.
            guard context.model.table(table)?.columns[column]?.isNew == false else { return [] }
            let users = workload.users(of: table)
            let wanted = LintWorkload.Column(table: table, name: column)
            guard !users.isEmpty, !users.contains(where: { $0.sought.contains(wanted) }) else { return [] }
            var complaint = Complaint(
                "of \(Format.plural(users.count, "statement")) on \(table) none compares or sorts by"
                    + " \(Quote.identifier(column))", on: table)
            complaint.unless = { final in
                final.table(table)?.constraints.values.contains {
                    $0.kind == .foreign && $0.columns.first == column
                } ?? false
            }
            return [complaint]
        })
}

extension SchemaModel.Index {
    /// Finds whatever `other` finds: the same method, and its keys first.
    func serves(_ other: SchemaModel.Index) -> Bool {
        guard name != other.name, !isPartial, method == other.method, keys.starts(with: other.keys) else {
            return false
        }
        // Only a btree's leading keys serve by themselves.
        guard method == "btree" || keys.count == other.keys.count else { return false }
        let held = Set(included + columns.compactMap { $0 })
        return held.isSuperset(of: other.included)
    }

    /// For messages; an expression's tree is no text for people.
    var shownKeys: String {
        zip(columns, keys).map { column, _ in column.map(Quote.identifier) ?? "(expression)" }.joined(separator: ", ")
    }
}

extension StatementContext {
    /// Adds to a complaint which statements of the workload use what goes; then it is critical.
    func naming(_ users: [LintWorkload.Statement]?, _ complaint: Complaint) -> Complaint {
        guard let users, let summary = users.summary else { return complaint }
        var complaint = complaint
        complaint.message += "; used by \(summary)"
        complaint.weight = .exactly(.critical)
        return complaint
    }
}
