import JSONTape
import Model

/// What a row of `tables` is made from.
private struct TableRow {
    let oid: Int64
    /// Rows of the sections `relations`, `relation_sizes` and `table_statistics`.
    let relation: Int
    let sizes: Int?
    let statistics: Int?
    let options: StorageOptions
    let autovacuum: AutovacuumSettings
    /// reltuples, partitions not summed; 0 where never counted.
    let estimate: Double
    /// Columns of the partition key; nil where not partitioned.
    let partitionColumns: [String]?
}

extension WindowEvidence {
    /// `tables`: tables, partitioned tables and materialised views.
    func tablesTable() -> Section {
        let relations = relations
        let indexCounts = indexes.countByTable
        let columns: [[Column<TableRow>]] = [
            catalogColumns(relations.section),
            [
                .text("object") { relations.object($0.oid) },
                .json("partition_columns") { $0.partitionColumns },
                .integer("partition_count") { Int64(relations.children[$0.oid]?.count ?? 0) },
                .integer("fill_factor") { Int64(saturating: $0.options.number("fillfactor") ?? 100) },
                .integer("index_count") { Int64(indexCounts[$0.oid] ?? 0) },
            ], sizeColumns(relations), usageColumns(relations.statistics), autovacuumColumns(),
        ]
        return Section(.tables, tableRows(), columns.flatMap(\.self))
    }

    private func tableRows() -> [TableRow] {
        let section = relations.section
        let kinds = section.texts("kind")
        let options = section.texts("options")
        let keys = section.texts("partition_key")
        let estimates = relations.sizes.reals("row_estimate")
        return section.integers("oid").enumerated().compactMap { row, oid in
            guard let oid, let kind = kinds[row], ["table", "partitioned", "matview"].contains(kind) else { return nil }
            let own = StorageOptions(options[row])
            let sizes = relations.sizePositions[oid]
            return TableRow(
                oid: oid, relation: row, sizes: sizes, statistics: relations.statisticsPositions[oid], options: own,
                autovacuum: AutovacuumSettings(settings, own), estimate: max(sizes.flatMap { estimates[$0] } ?? 0, 0),
                partitionColumns: keys[row].map(PartitionKey.columns))
        }
    }

    private func catalogColumns(_ section: Section) -> [Column<TableRow>] {
        Column.copies(
            [
                "oid", "schema", "name", "kind", "persistence", "owner", "parent_oid", "is_partition",
                "partition_strategy", "partition_key", "row_security", "replica_identity", "column_count",
            ], of: section, at: \.relation)
    }

    private func sizeColumns(_ relations: RelationIndex) -> [Column<TableRow>] {
        let statistics = statistics
        let pages = relations.sizes.integers("pages")
        let visible = relations.sizes.integers("all_visible_pages")
        let summed = ["heap_bytes", "toast_bytes", "index_bytes", "total_bytes"].map { name in
            let sizes = relations.sizes.integers(name)
            return Column<TableRow>.integer(name) { relations.bytes(sizes, $0.oid) }
        }
        return summed + Column.copies(["xid_age", "mxid_age", "locked"], of: relations.sizes, at: \.sizes) + [
            .real("rows") { relations.rows($0.oid) },
            .real("row_width") { statistics.rowWidth($0.oid) },
            .real("all_visible_fraction") { row in
                guard let sizes = row.sizes, let all = pages[sizes], all > 0, let visible = visible[sizes] else {
                    return nil
                }
                return min(Double(visible) / Double(all), 1)
            },
        ]
    }

    private func usageColumns(_ statistics: Section) -> [Column<TableRow>] {
        func later(_ name: String, _ other: String) -> Column<TableRow> {
            let (byHand, automatic) = (statistics.reals(name), statistics.reals(other))
            return .real(name) { row in
                row.statistics.flatMap { row in [byHand[row], automatic[row]].compactMap(\.self).max() }
            }
        }
        return Column.copies(
            [
                "sequential_scans", "sequential_rows_read", "index_scans", "index_rows_fetched", "rows_inserted",
                "rows_updated", "rows_deleted", "rows_hot_updated", "heap_blocks_read", "heap_blocks_hit",
                "dead_rows", "modified_since_analyze", "inserted_since_vacuum",
            ], of: statistics, at: \.statistics) + [
                .integer("live_rows") { [relations] in relations.liveRows($0.oid) },
                later("last_vacuum", "last_autovacuum"), later("last_analyze", "last_autoanalyze"),
            ] + lifetimeColumns()
    }

    private func lifetimeColumns() -> [Column<TableRow>] {
        let lifetime = window.last[.tableStatistics]
        let positions = lifetime.positions(by: "relation_oid")
        return ["rows_updated", "rows_hot_updated", "rows_deleted"].map { name in
            let counts = lifetime.integers(name)
            return .integer("lifetime_" + name) { positions[$0.oid].flatMap { counts[$0] } }
        }
    }

    private func autovacuumColumns() -> [Column<TableRow>] {
        [
            .boolean("autovacuum_enabled") { $0.autovacuum.isEnabled },
            .real("vacuum_trigger") { $0.autovacuum.vacuumTrigger(rows: $0.estimate) },
            .real("insert_trigger") { $0.autovacuum.insertTrigger(rows: $0.estimate) },
            .real("analyze_trigger") { $0.autovacuum.analyzeTrigger(rows: $0.estimate) },
            .integer("freeze_max_age") { $0.autovacuum.freezeMaxAge.map { Int64(saturating: $0) } },
        ]
    }
}

extension Column {
    /// A list of texts as a JSON array.
    static func json(_ name: String, _ value: @escaping (Row) -> [String]?) -> Column {
        .text(name) { row in
            value(row).map { texts in
                var writer = JSONWriter()
                writer.array { writer in
                    for text in texts { writer.value(text) }
                }
                return writer.text
            }
        }
    }
}
