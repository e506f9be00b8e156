import Foundation
import Model

/// How indexes are built, rebuilt and dropped.
enum IndexRules {
    static let all = [
        nonconcurrent, dropNonconcurrent, concurrentlyInTransaction, concurrentlyIfNotExists, concurrentlyOnPartitioned,
        reindexNonconcurrent,
    ]

    private static let posts = "CREATE TABLE posts (id bigint, author_id bigint)"
    private static let partitioned = "CREATE TABLE events (at timestamptz) PARTITION BY RANGE (at)"

    static let nonconcurrent = LintRule(
        "index-nonconcurrent", .warning, title: "Index built while writes wait",
        harm: "CREATE INDEX holds a Share lock while it reads the table: every write waits until the index is built.",
        remedy: "CREATE INDEX CONCURRENTLY, in a file of its own and outside a transaction.",
        fires: [
            LintExample("CREATE INDEX posts_author ON posts (author_id)", after: posts),
            LintExample("CREATE INDEX posts_author ON ONLY posts (author_id)", after: posts),
        ],
        silent: [
            LintExample("CREATE INDEX CONCURRENTLY posts_author ON posts (author_id)", after: posts),
            "CREATE TABLE tags (name text); CREATE INDEX tags_name ON tags (name)",
            LintExample("CREATE INDEX events_at ON ONLY events (at)", after: partitioned),
            "CREATE INDEX i ON ONLY unknown_table (at)",
            LintExample(
                "CREATE INDEX CONCURRENTLY i ON posts (author_id); CREATE INDEX IF NOT EXISTS i ON posts (author_id)",
                after: posts),
        ],
        .statement { context in
            guard case .createIndex(let index) = context.change, !index.isConcurrent, !context.model.isThere(index),
                let effect = context.effect(.createIndex),
                // Of a partitioned table ONLY builds nothing; of others it says nothing.
                !index.isOnly || context.isPlain(index.table)
            else { return [] }
            let message = "building the index makes writes to \(context.shown(index.table)) wait"
            if context.model.table(index.table)?.kind == .partitioned {
                return [Complaint(message, effect, fix: partitionedFix(index, context))]
            }
            let concurrent = context.text(inserting: "CONCURRENTLY", after: "index")
            let complaint = Complaint(message, effect, fix: context.outsideTransaction(concurrent))
            return [context.mechanically(complaint, [concurrent], isWhole: !index.ifNotExists)]
        })

    static let dropNonconcurrent = LintRule(
        "drop-index-nonconcurrent", .warning, title: "Index dropped while reads and writes wait",
        harm: "DROP INDEX takes AccessExclusive on the table: it waits for every running query, and all later ones wait"
            + " behind it.",
        remedy: "DROP INDEX CONCURRENTLY, outside a transaction.",
        fires: [
            LintExample("DROP INDEX posts_author", after: "\(posts); CREATE INDEX posts_author ON posts (author_id)")
        ],
        silent: [
            LintExample(
                "DROP INDEX CONCURRENTLY posts_author",
                after: "\(posts); CREATE INDEX posts_author ON posts (author_id)"),
            "CREATE TABLE tags (name text); CREATE INDEX tags_name ON tags (name); DROP INDEX tags_name",
            LintExample("DROP INDEX IF EXISTS i; CREATE INDEX i ON ONLY events (at)", after: partitioned),
            "DROP INDEX CONCURRENTLY IF EXISTS i; DROP INDEX IF EXISTS i",
        ],
        .statement { context in
            guard case .drop(let removal) = context.change, removal.kind == .index, !removal.isConcurrent else {
                return []
            }
            let old = removal.names.filter { name in
                if let known = context.model.index(name) { return !context.isNew(known.table) && !known.isNew }
                // One that nobody described was there before, unless all that was there is known.
                let isGone =
                    context.model.isComplete || context.model.droppedIndexes.contains(context.model.resolve(name))
                return !context.isNew(name) && !(removal.ifExists && isGone)
            }
            guard let first = old.first else { return [] }
            let index = context.model.index(first)
            let drops = old.map { "DROP INDEX CONCURRENTLY \(removal.ifExists ? "IF EXISTS " : "")\($0)" }
            let names = old.map(context.shown).joined(separator: ", ")
            var complaint = Complaint(
                "dropping \(names) makes reads and writes of its table wait", context.effect(.dropIndex))
            complaint.table = index?.table
            if removal.ifExists, index == nil {
                // What is created right after it under its name was an interrupted build's leftover at most.
                complaint.unless = { $0.index(first)?.isNew == true }
            }
            complaint.fix = ([context.outside].compactMap { $0 } + drops.map { $0 + ";" }).joined(separator: "\n")
            if context.effect(.dropIndex) == nil { complaint.weight = .fixed }
            let isPartitioned = index.flatMap { context.model.table($0.table) }?.kind == .partitioned
            guard !isPartitioned, !removal.cascades else {
                complaint.fix = "-- there is no concurrent form of this:\n\(context.withTimeout)"
                return [complaint]
            }
            return [context.mechanically(complaint, drops, isWhole: old.count == removal.names.count)]
        })

    static let concurrentlyInTransaction = LintRule(
        "concurrently-in-transaction", .critical, title: "CONCURRENTLY inside a transaction",
        harm: "PostgreSQL refuses it: the migration fails.",
        remedy: "Put the statement into a file of its own, with the framework's marker for no transaction.",
        fires: [
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (id)", after: posts, .transaction),
            LintExample("BEGIN; DROP INDEX CONCURRENTLY i; COMMIT", after: posts),
            LintExample("SELECT 1; REINDEX TABLE CONCURRENTLY posts", after: posts, .oneMessage),
            LintExample("VACUUM posts", after: posts, .transaction),
        ],
        silent: [
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (id)", after: posts),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (id)", after: posts, .oneMessage),
        ],
        .statement { context in
            guard context.session.isInTransaction, let command = context.change.autocommitCommand else { return [] }
            return [
                Complaint(
                    "\(command) cannot run inside a transaction: the migration fails", on: context.effects.first?.table,
                    fix: "-- \(context.framework.outsideTransaction)\n\(context.whole)")
            ]
        })

    static let concurrentlyIfNotExists = LintRule(
        "concurrently-if-not-exists", .warning, title: "Invalid index kept by IF NOT EXISTS",
        harm:
            "A concurrent build that fails leaves an invalid index behind; the next run finds its name, does nothing, and"
            + " reports success.",
        remedy: "Drop the index concurrently first, build it without IF NOT EXISTS, and check indisvalid after.",
        fires: [
            LintExample("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON posts (id)", after: posts),
            LintExample(
                "DROP INDEX CONCURRENTLY IF EXISTS other; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON posts (id)",
                after: posts),
        ],
        silent: [
            LintExample("DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON posts (id)", after: posts),
            LintExample(
                "DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON posts (id)",
                after: posts),
        ],
        .statement { context in
            guard case .createIndex(let index) = context.change, index.isConcurrent, index.ifNotExists,
                let name = index.name, !context.isNew(index.table)
            else { return [] }
            let table = context.model.resolve(index.table)
            guard !context.model.droppedIndexes.contains(ObjectName(schema: table.schema, name: name)) else {
                return []
            }
            let drop = "DROP INDEX CONCURRENTLY IF EXISTS \(Quote.qualified(index.table.schema, name))"
            let create = context.textWithoutIfNotExists
            let complaint = Complaint(
                "IF NOT EXISTS keeps an invalid \(Quote.identifier(name)) that an earlier failure left behind",
                on: table,
                fix: context.outsideTransaction(
                    drop, create,
                    "-- then check: SELECT indisvalid FROM pg_index WHERE indexrelid ="
                        + " \(Quote.literal(Quote.qualified(index.table.schema, name)))::regclass;"))
            return [context.mechanically(complaint, [drop, create])]
        })

    static let concurrentlyOnPartitioned = LintRule(
        "concurrently-on-partitioned", .critical, title: "CONCURRENTLY on a partitioned table",
        harm: "PostgreSQL refuses it: the migration fails.",
        remedy: "Create the index ON ONLY the parent, concurrently on each partition, and attach these.",
        fires: [LintExample("CREATE INDEX CONCURRENTLY i ON events (at)", after: partitioned)],
        silent: [
            LintExample("CREATE INDEX i ON ONLY events (at)", after: partitioned),
            LintExample("CREATE INDEX CONCURRENTLY i ON posts (id)", after: posts),
        ],
        .statement { context in
            guard case .createIndex(let index) = context.change, index.isConcurrent,
                context.model.table(index.table)?.kind == .partitioned
            else { return [] }
            return [
                Complaint(
                    "CREATE INDEX CONCURRENTLY fails on the partitioned table \(context.shown(index.table))",
                    on: context.model.resolve(index.table), fix: partitionedFix(index, context))
            ]
        })

    /// ON ONLY the parent, concurrently on each partition, ATTACH.
    private static func partitionedFix(_ index: IndexCreation, _ context: StatementContext) -> String {
        let keys = keyText(context.text)
        let name = index.name ?? "\(index.table.name)_idx"
        let unique = index.isUnique ? "UNIQUE " : ""
        var lines = ["CREATE \(unique)INDEX \(Quote.identifier(name)) ON ONLY \(context.shown(index.table)) \(keys);"]
        let known = context.model.table(index.table)?.partitions.sorted { $0.description < $1.description } ?? []
        if known.isEmpty { lines.append("-- for each partition, outside a transaction:") }
        for partition in known.isEmpty ? [ObjectName(name: "PARTITION")] : known {
            let own = String("\(name)_\(partition.name)".prefix(60))
            lines.append("CREATE \(unique)INDEX CONCURRENTLY \(Quote.identifier(own)) ON \(partition) \(keys);")
            lines.append(
                "ALTER INDEX \(Quote.qualified(context.model.resolve(index.table).schema, name)) ATTACH PARTITION"
                    + " \(Quote.qualified(partition.schema, own));")
        }
        return lines.joined(separator: "\n")
    }

    /// Of a CREATE INDEX, all from USING or the keys on.
    private static func keyText(_ text: String) -> String {
        guard let open = text.firstIndex(of: "(") else { return "(...)" }
        if let using = text[..<open].range(of: "using ", options: .caseInsensitive) {
            return String(text[using.lowerBound...])
        }
        return String(text[open...])
    }

    static let reindexNonconcurrent = LintRule(
        "reindex-nonconcurrent", .warning, title: "Index rebuilt while writes wait",
        harm:
            "REINDEX holds Share on the table and AccessExclusive on the index: writes wait, and so do the queries that"
            + " would use the index.",
        remedy: "REINDEX ... CONCURRENTLY (12 and later), outside a transaction.",
        fires: [LintExample("REINDEX TABLE posts", after: posts), "REINDEX INDEX some_index"],
        silent: [LintExample("REINDEX TABLE CONCURRENTLY posts", after: posts)],
        .statement { context in
            guard case .reindex(let reindexing) = context.change, !reindexing.isConcurrent else { return [] }
            if let name = reindexing.name, context.isNew(name) { return [] }
            let word = "\(reindexing.scope)"
            let concurrent = context.text(inserting: "CONCURRENTLY", after: word)
            var complaint = Complaint(
                "rebuilding makes writes wait, and the queries that use the index", context.effect(.reindex),
                fix: context.outsideTransaction(concurrent))
            if complaint.effect == nil { complaint.weight = .fixed }
            return [context.mechanically(complaint, [concurrent])]
        })
}
