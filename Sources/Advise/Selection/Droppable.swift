import Model

/// An existing index that could go: it only makes queries faster, and nobody uses it, or another does its work.
struct Droppable: Sendable {
    var table: Int64
    var index: ExistingIndex
    /// Numbers of indexes one of which must exist instead; empty: none need.
    var replacements: [Int]
    /// Why it may go.
    var reason: String

    /// - Parameter candidates: definitions, by number.
    static func all(
        _ schema: TargetSchema, _ window: Window, _ options: AdviceOptions, candidates: [IndexDefinition]
    ) -> [Droppable] {
        // A standby counts its own scans, and nobody has asked it.
        let hasStandby = window.last[.replication].count > 0
        let isLongEnough = window.seconds(of: .indexStatistics) / 86_400 >= options.unusedDays
        let byTable = Dictionary(grouping: candidates.indices, by: { candidates[$0].relation })
        var result: [Droppable] = []
        for table in schema.tables.values.sorted(by: { $0.oid < $1.oid }) {
            for index in table.indexes.sorted(by: { $0.oid < $1.oid }) where index.isDroppable {
                let twin = table.indexes.first { other in
                    other.oid != index.oid && other.definition.serves(index.definition)
                        && (!other.isDroppable || !index.definition.serves(other.definition) || other.oid < index.oid)
                }
                let replacements = (byTable[table.oid] ?? []).filter { candidates[$0].serves(index.definition) }
                let isUnused =
                    index.scans == 0 && isLongEnough && !hasStandby && !guardsForeignKey(index, table, schema)
                if let twin {
                    result.append(
                        Droppable(
                            table: table.oid, index: index, replacements: [],
                            reason: "the index \(twin.name) serves all that it does"))
                } else if isUnused {
                    let days = Format.days(window.seconds(of: .indexStatistics) / 86_400)
                    result.append(
                        Droppable(
                            table: table.oid, index: index, replacements: [], reason: "no query has used it for \(days)"
                        ))
                } else if !replacements.isEmpty {
                    result.append(
                        Droppable(
                            table: table.oid, index: index, replacements: replacements,
                            reason: "the new index serves all that it does"))
                }
            }
        }
        return result
    }

    /// Deleting from the table referred to would read the whole of this one without it.
    private static func guardsForeignKey(_ index: ExistingIndex, _ table: TargetTable, _ schema: TargetSchema) -> Bool {
        let keys = index.definition.keys.compactMap(\.column)
        return schema.foreignKeys.contains { key in
            key.child == table.oid && Set(keys.prefix(key.columns.count)) == Set(key.columns)
        }
    }
}
