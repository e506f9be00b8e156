import Model
import SQLSyntax

/// An existing index that could go: it only makes queries faster, and nobody uses it, or another does its work.
struct Droppable: Sendable {
    var table: Int64
    var index: ExistingIndex
    /// Numbers of indexes, new or existing, one of which must exist instead; empty: none need.
    var replacements: [Int]
    /// Why it may go.
    var reason: String
    /// The existing index that does its work.
    var standIn: Int64?

    /// - Parameter candidates: definitions, by number.
    static func all(
        _ schema: TargetSchema, _ window: Window, _ options: AdviceOptions, candidates: [IndexDefinition]
    ) -> [Droppable] {
        let meanings = IndexMeaning.all(candidates)
        let byTable = Dictionary(grouping: candidates.indices, by: { candidates[$0].relation })
        let found = schema.tables.values.sorted { $0.oid < $1.oid }.flatMap { table in
            table.indexes.sorted { $0.oid < $1.oid }.filter(\.isDroppable).compactMap { index -> Droppable? in
                let unused = unusedReason(index, table, schema, window, options)
                let replacements = (byTable[table.oid] ?? []).filter { meanings[$0].serves(index.meaning) }
                if let other = table.indexes.first(where: { $0.replaces(index) }), unused == nil || !other.isDroppable {
                    return Droppable(
                        table: table.oid, index: index, replacements: replacements,
                        reason: "the index \(other.name) serves all that it does", standIn: other.oid)
                } else if let unused {
                    return Droppable(table: table.oid, index: index, replacements: [], reason: unused)
                }
                guard !replacements.isEmpty else { return nil }
                return Droppable(
                    table: table.oid, index: index, replacements: replacements,
                    reason: "the new index serves all that it does")
            }
        }
        return holding(found, after: candidates.count)
    }

    /// Of two of which one does the other's work both never go: where that one may go itself, it has to stay for the other to.
    private static func holding(_ all: [Droppable], after candidates: Int) -> [Droppable] {
        let numbers = Dictionary(all.enumerated().map { ($1.index.oid, candidates + $0) }) { first, _ in first }
        return all.map { item in
            var item = item
            if let standIn = item.standIn {
                item.replacements = numbers[standIn].map { item.replacements + [$0] } ?? []
            }
            return item
        }
    }

    /// What proves that nobody uses an index; nil where something may. Its own counter must have stood still for long enough: an
    /// index younger than the window has proven nothing, a lifetime window does not tell how old an index is, and a standby
    /// counts its own scans, which nobody has asked.
    private static func unusedReason(
        _ index: ExistingIndex, _ table: TargetTable, _ schema: TargetSchema, _ window: Window, _ options: AdviceOptions
    ) -> String? {
        let days = index.observedSeconds / 86_400
        guard index.scans == 0, !window.isLifetime, days.isFinite, days >= max(options.unusedDays, Self.fewestDays),
            window.last[.replication].count == 0, !guardsForeignKey(index, table, schema)
        else { return nil }
        return "no query on this server has used it in the \(Format.days(days)) that its scans were counted"
    }

    /// However low the option is set: less than a day says nothing about what runs every night.
    private static let fewestDays = 1.0

    /// Deleting from the table referred to would read the whole of this one without it.
    private static func guardsForeignKey(_ index: ExistingIndex, _ table: TargetTable, _ schema: TargetSchema) -> Bool {
        let keys = index.definition.keys.compactMap(\.column)
        return schema.foreignKeys.contains { key in
            key.child == table.oid && Set(keys.prefix(key.columns.count)) == Set(key.columns)
        }
    }
}

extension ExistingIndex {
    /// Whether this index makes `other` superfluous; of two that are each other's, the one that is held or the older one stays.
    fileprivate func replaces(_ other: ExistingIndex) -> Bool {
        guard oid != other.oid, meaning.serves(other.meaning) else { return false }
        return !isDroppable || !other.meaning.serves(meaning) || oid < other.oid
    }
}
