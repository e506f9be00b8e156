import Model
import SQLSyntax

/// What a row of `indexes` is made from.
private struct IndexRow {
    let oid: Int64
    let table: Int64
    /// Rows of the sections `index_definitions`, `index_sizes` and `index_statistics`, and of `constraints`.
    let definition: Int
    let sizes: Int?
    let statistics: Int?
    let constraint: Int?
    let method: String
    let isPartitioned: Bool
    let fillFactor: Double
    let keys: [IndexKey]
    let included: [IndexKey]
}

extension WindowEvidence {
    /// `indexes`.
    func indexesTable() -> Section {
        let (sizes, usage) = (section(.indexSizes), section(.indexStatistics))
        let constraints = section(.constraints)
        let rows = indexRows(sizes, usage, constraints)
        let columns: [[Column<IndexRow>]] = [
            definitionColumns(constraints), keyColumns(constraints), sizeColumns(sizes), usageColumns(usage),
        ]
        return Section(.indexes, rows, columns.flatMap(\.self))
    }

    private func indexRows(_ sizes: Section, _ usage: Section, _ constraints: Section) -> [IndexRow] {
        let section = indexes.section
        let (tables, methods, options) = (
            section.integers("relation_oid"), section.texts("method"), section.texts("options")
        )
        let (partitioned, carried) = (section.booleans("is_partitioned"), section.integers("constraint_oid"))
        let (sizeRows, usageRows) = (sizes.positions(by: "index_oid"), usage.positions(by: "index_oid"))
        let constraintRows = constraints.positions(by: "oid")
        return section.integers("oid").enumerated().compactMap { row, oid in
            guard let oid, let table = tables[row] else { return nil }
            let keys = indexes.keys[oid] ?? []
            let method = methods[row] ?? ""
            return IndexRow(
                oid: oid, table: table, definition: row, sizes: sizeRows[oid], statistics: usageRows[oid],
                constraint: carried[row].flatMap { constraintRows[$0] }, method: method,
                isPartitioned: partitioned[row] ?? false,
                fillFactor: StorageOptions(options[row]).number("fillfactor") ?? (method == "btree" ? 90 : 100),
                keys: keys.filter { !$0.isIncluded }, included: keys.filter(\.isIncluded))
        }
    }

    private func definitionColumns(_ constraints: Section) -> [Column<IndexRow>] {
        let section = indexes.section
        let relations = relations
        let (schemas, names) = (section.texts("schema"), section.texts("name"))
        let definitions = section.texts("definition")
        let carried = section.integers("constraint_oid")
        let copied = [
            "oid", "schema", "name", "method", "definition", "is_unique", "is_primary", "is_valid", "is_being_built",
            "is_replica_identity", "is_partitioned", "parent_oid", "key_count", "has_expressions", "predicate",
        ]
        return Column.copies(copied, of: section, at: \.definition) + [
            .integer("table_oid") { $0.table },
            .text("object") { Quote.qualified(schemas[$0.definition], names[$0.definition] ?? "") },
            .text("table_object") { relations.object($0.table) },
            .text("table_kind") { relations.kind($0.table) },
            .text("concurrent_definition") { row in
                definitions[row.definition].map { row.isPartitioned ? $0 : IndexDefinition.concurrently($0) }
            },
            .boolean("is_constraint") { carried[$0.definition] != nil },
            .copy("constraint_name", of: constraints, as: "name", at: \.constraint),
            .integer("fill_factor") { Int64(saturating: $0.fillFactor) },
        ]
    }

    private func keyColumns(_ constraints: Section) -> [Column<IndexRow>] {
        let section = indexes.section
        let (predicates, distinctNulls) = (section.texts("predicate"), section.booleans("nulls_not_distinct"))
        let (options, canWait) = (section.texts("options"), constraints.booleans("deferrable"))
        let texts = Set(predicates.compactMap(\.self)).sorted()
        let forms = Dictionary(uniqueKeysWithValues: zip(texts, SQL.expressionForms(texts)))
        return [
            .integer("column_count") { Int64($0.keys.count + $0.included.count) },
            .text("first_column") { $0.keys.first?.column },
            .text("columns") { $0.keys.map(\.text).joined(separator: ", ") },
            .text("included") { $0.included.map(\.text).joined(separator: ", ") },
            .text("key_signature") { $0.keys.map(\.signature).joined() },
            .text("signature") { row in
                let nulls = distinctNulls[row.definition] == true ? " nulls not distinct" : ""
                let deferrable = row.constraint.flatMap { canWait[$0] } == true ? " deferrable" : ""
                let parameters = row.method == "btree" ? "" : options[row.definition] ?? ""
                return row.method + nulls + deferrable + parameters + " (" + row.keys.map(\.signature).joined()
                    + ") include (" + row.included.map { Quote.identifier($0.text) }.sorted().joined(separator: ", ")
                    + ") where " + (predicates[row.definition].map { forms[$0] ?? $0 } ?? "")
            },
        ]
    }

    private func sizeColumns(_ sizes: Section) -> [Column<IndexRow>] {
        let entries = sizes.reals("entries")
        let unique = indexes.section.booleans("is_unique")
        return Column.copies(["size_bytes", "entries"], of: sizes, at: \.sizes) + [
            .real("ideal_bytes") { [self] row in
                guard let position = row.sizes, let count = entries[position], count > 0 else { return nil }
                return btree(row, entries: count, isUnique: unique[row.definition] ?? false)?.bytes
            }
        ]
    }

    /// nil for other methods, for expressions and where a column has no statistics.
    private func btree(_ row: IndexRow, entries: Double, isUnique: Bool) -> BtreeSize? {
        guard row.method == "btree", !row.isPartitioned else { return nil }
        let columns = (row.keys + row.included).map { statistics[row.table, $0.column] }
        let known = columns.compactMap(\.self)
        guard !known.isEmpty, known.count == columns.count else { return nil }
        let distinct = known.prefix(row.keys.count).reduce(Double?.some(1)) { product, entry in
            guard let product, let values = entry.distinctValues(rows: entries) else { return nil }
            return min(product * max(values, 1), entries)
        }
        return BtreeSize(
            entries: entries, distinct: isUnique ? nil : distinct,
            keyWidth: known.reduce(0) { $0 + $1.width * (1 - $1.nullFraction) },
            hasNulls: known.contains { $0.nullFraction > 0 }, fillFactor: row.fillFactor,
            deduplicates: row.included.isEmpty && row.keys.allSatisfy(\.deduplicates),
            pageSize: settings.number("block_size") ?? 8_192)
    }

    private func usageColumns(_ usage: Section) -> [Column<IndexRow>] {
        let lifetime = window.last[.indexStatistics]
        let scans = lifetime.integers("scans")
        let lifetimeRows = lifetime.positions(by: "index_oid")
        let continuity = window.deltas[SectionShape.indexStatistics.name]?.continuity
        let days = window.days(of: .indexStatistics)
        let uses = window.last.sections[SectionShape.plans.name] == nil ? nil : plans.usesByIndex()
        return Column.copies(["scans", "entries_read", "rows_fetched", "last_scan"], of: usage, at: \.statistics) + [
            .integer("lifetime_scans") { lifetimeRows[$0.oid].flatMap { scans[$0] } },
            .real("observed_days") { row in
                row.statistics.flatMap { position in continuity.map { $0[position] == .continuous ? days : 0 } }
            },
            .integer("used_by_plans") { row in uses.map { Int64($0[row.oid] ?? 0) } },
        ]
    }
}

extension IndexKey {
    /// btree_equal_image of the operator class: numeric has scales, floats have two zeros, containers hold either.
    fileprivate var deduplicates: Bool {
        let unequal = ["numeric_ops", "float4_ops", "float8_ops", "jsonb_ops", "array_ops", "record_ops", "range_ops"]
        return !unequal.contains(operatorClass)
    }
}

/// The text of CREATE INDEX.
enum IndexDefinition {
    /// The same index built without blocking writes.
    static func concurrently(_ definition: String) -> String {
        for start in ["CREATE UNIQUE INDEX ", "CREATE INDEX "] where definition.hasPrefix(start) {
            return start + "CONCURRENTLY " + definition.dropFirst(start.count)
        }
        return definition
    }
}
