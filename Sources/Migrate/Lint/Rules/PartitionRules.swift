import Foundation
import Model

/// Partitions that come and go.
enum PartitionRules {
    static let all = [detach, attach, createOf]

    private static let events =
        "CREATE TABLE events (at timestamptz) PARTITION BY RANGE (at);"
        + " CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');"
        + " CREATE TABLE events_2 (at timestamptz)"

    static let detach = LintRule(
        "partition-detach", .warning, title: "Partition detached while reads and writes wait",
        harm: "DETACH PARTITION takes AccessExclusive on the parent and on the partition.",
        remedy: "DETACH PARTITION ... CONCURRENTLY (14 and later), outside a transaction.",
        fires: [LintExample("ALTER TABLE events DETACH PARTITION events_1", after: events)],
        silent: [LintExample("ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY", after: events)],
        .statement { context in
            context.commands.compactMap { command in
                guard case .detachPartition(let partition, false) = command.command else { return nil }
                guard context.serverVersion >= 140_000 else {
                    return Complaint(
                        "reads and writes of \(command.table) and \(context.shown(partition)) wait",
                        context.effect(.detachPartition), place: command.place, fix: context.withTimeout)
                }
                let concurrent = "\(context.alter(command.table)) DETACH PARTITION \(partition) CONCURRENTLY"
                let complaint = Complaint(
                    "reads and writes of \(command.table) and \(context.shown(partition)) wait",
                    context.effect(.detachPartition), place: command.place,
                    fix: context.outsideTransaction(concurrent))
                return context.mechanically(complaint, [concurrent], isWhole: command.isAlone)
            }
        })

    static let attach = LintRule(
        "partition-attach", .warning, title: "Partition read through while it is attached",
        harm:
            "ATTACH PARTITION reads every row of the new partition under AccessExclusive, unless a valid CHECK proves its"
            + " bounds; and the default partition too.",
        remedy: "A CHECK that matches the bounds, NOT VALID and validated, then ATTACH, then drop the CHECK.",
        fires: [
            LintExample(
                "ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
                after: events)
        ],
        silent: [
            LintExample(
                "ALTER TABLE events_2 ADD CONSTRAINT c CHECK (at IS NOT NULL AND at >= '2026-02-01' AND at < '2026-03-01')"
                    + " NOT VALID; ALTER TABLE events_2 VALIDATE CONSTRAINT c; ALTER TABLE events ATTACH PARTITION"
                    + " events_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')", after: events),
            LintExample(
                "CREATE TABLE events_3 (at timestamptz); ALTER TABLE events ATTACH PARTITION events_3 FOR VALUES FROM"
                    + " ('2026-03-01') TO ('2026-04-01')", after: events),
        ],
        .statement { context in
            context.commands.flatMap { command -> [Complaint] in
                guard case .attachPartition(let partition, let isDefault) = command.command else { return [] }
                let complaint =
                    context.model.isProven(partition, of: command.table) ? nil : unproven(partition, command, context)
                let built = missingIndexes(partition, command, context)
                return [complaint, built, isDefault ? nil : besideDefault(command, context)].compactMap { $0 }
            }
        })

    private static func missingIndexes(
        _ partition: ObjectName, _ command: StatementContext.TableCommand, _ context: StatementContext
    ) -> Complaint? {
        let missing = context.model.missingIndexes(of: partition, in: command.table)
        guard let first = missing.first, !context.isNew(partition) else { return nil }
        let table = context.model.resolve(partition)
        let names = missing.map { "\($0.name)" }.joined(separator: ", ")
        return Complaint(
            "\(table) has no like of \(names): it is built while reads and writes of \(table) wait",
            LockEffect(table: table, mode: .accessExclusive, work: .build, form: .attachPartitionIndexing),
            place: command.place,
            fix: context.outsideTransaction(
                "CREATE \(first.isUnique ? "UNIQUE " : "")INDEX CONCURRENTLY ON \(table) (\(first.shownKeys))")
                + "\n-- then\n\(context.whole)")
    }

    private static func besideDefault(
        _ command: StatementContext.TableCommand, _ context: StatementContext
    ) -> Complaint? {
        guard let other = context.model.table(command.table)?.defaultPartition, !context.isNew(other),
            !context.model.isProven(other, of: command.table)
        else { return nil }
        return Complaint(
            "every row of the default partition \(other) is read while its reads and writes wait",
            LockEffect(table: other, mode: .accessExclusive, work: .scan, form: .attachPartition), place: command.place,
            fix:
                "-- a validated CHECK on \(other) that excludes the bounds of the new partition; then\n\(context.whole)"
        )
    }

    private static func unproven(
        _ partition: ObjectName, _ command: StatementContext.TableCommand, _ context: StatementContext
    ) -> Complaint {
        let table = context.model.resolve(partition)
        return Complaint(
            "every row of \(table) is read while its reads and writes wait: no CHECK proves its bounds",
            LockEffect(table: table, mode: .accessExclusive, work: .scan, form: .attachPartition),
            place: command.place,
            fix: """
                ALTER TABLE \(table) ADD CONSTRAINT \(Quote.identifier("\(table.name)_bounds")) CHECK (BOUNDS) NOT VALID;
                -- in a transaction of its own:
                ALTER TABLE \(table) VALIDATE CONSTRAINT \(Quote.identifier("\(table.name)_bounds"));
                -- and after it:
                \(context.whole)
                ALTER TABLE \(table) DROP CONSTRAINT \(Quote.identifier("\(table.name)_bounds"));
                """)
    }

    static let createOf = LintRule(
        "partition-of", .warning, title: "Partition created under the parent's strongest lock",
        harm:
            "CREATE TABLE ... PARTITION OF takes AccessExclusive on the parent: reads and writes of all partitions wait.",
        remedy:
            "Create the table by itself (LIKE), then ATTACH PARTITION, which takes ShareUpdateExclusive on the parent.",
        fires: [
            LintExample(
                "CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
                after: events)
        ],
        silent: [
            "CREATE TABLE logs (at date) PARTITION BY RANGE (at); CREATE TABLE logs_1 PARTITION OF logs DEFAULT"
        ],
        .statement { context in
            guard case .createTable(let table) = context.change, let parent = table.partitionOf, !context.isNew(parent)
            else { return [] }
            let (name, of) = (table.name.description, context.shown(parent))
            return [
                Complaint(
                    "reads and writes of \(of) wait", context.effect(.createPartitionOf),
                    fix: """
                        CREATE TABLE \(name) (LIKE \(of) INCLUDING ALL);
                        ALTER TABLE \(of) ATTACH PARTITION \(name) \(bound(context.text));
                        """)
            ]
        })

    /// `FOR VALUES ...` or DEFAULT, as it stands.
    private static func bound(_ text: String) -> String {
        guard let range = text.range(of: "for values", options: .caseInsensitive) else { return "DEFAULT" }
        return String(text[range.lowerBound...])
    }
}
