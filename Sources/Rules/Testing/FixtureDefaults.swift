import Model

/// What a fixture holds where its author says nothing; rules/FORMAT.md promises these.
enum FixtureDefaults {
    /// 2026-01-08 00:00 UTC.
    static let windowEnd = 1_767_830_400.0
    static let day = 86_400.0

    /// Booleans false, counters 0, and what most tables, indexes and statements are.
    static func row(_ table: EvidenceTable, position: Int) -> [String: Value] {
        var values: [String: Value] = [:]
        for column in table.shape.columns {
            switch (column.type, column.role) {
            case (.boolean, _): values[column.name] = .boolean(false)
            case (.integer, .counter): values[column.name] = .integer(0)
            case (.real, .counter): values[column.name] = .real(0)
            default: break
            }
        }
        if table.hasContinuity { values[EvidenceTable.continuity.name] = .text(Continuity.continuous.rawValue) }
        return values.merging(usual[table.name] ?? [:]) { _, usual in usual }
    }

    private static let usual: [String: [String: Value]] = [
        "tables": [
            "kind": .text("table"), "persistence": .text("permanent"), "replica_identity": .text("default"),
            "fill_factor": .integer(100), "autovacuum_enabled": .boolean(true),
        ],
        "relations": [
            "kind": .text("table"), "persistence": .text("permanent"), "replica_identity": .text("default"),
        ],
        "indexes": [
            "method": .text("btree"), "table_kind": .text("table"), "is_valid": .boolean(true),
            "observed_days": .real(7),
        ],
        "index_definitions": [
            "method": .text("btree"), "is_valid": .boolean(true), "is_ready": .boolean(true), "is_live": .boolean(true),
        ],
        "statements": ["kind": .text("select"), "toplevel": .boolean(true), "entries": .integer(1)],
        "constraints": ["validated": .boolean(true)],
        "database": ["name": .text("app")],
        "server": [
            "version_number": .integer(150_000), "platform": .text("self-managed"), "role": .text("advisor"),
            "can_monitor": .boolean(true), "can_read_data": .boolean(true), "clock": .real(windowEnd),
            "started_at": .real(windowEnd - 30 * day),
        ],
    ]

    /// Values that follow from the others of the row.
    static func complete(_ values: inout [String: Value], table: EvidenceTable, earlier: Section) {
        switch table.name {
        case "settings": values = SettingFixture.completed(values)
        case "plan_nodes" where values["node"] == nil:
            let statement = values["statement_id"]
            let before = (0..<earlier.count).count { earlier[$0, "statement_id"] == statement ?? .null }
            values["node"] = .integer(Int64(before))
        default: break
        }
    }

    /// The table `window`: one row, its lengths and ends made to fit each other.
    static func window(_ given: [String: Value]) -> Section {
        let end = given["to_time"]?.real ?? windowEnd
        let start = given["from_time"]?.real
        let seconds =
            given["seconds"]?.real ?? given["days"]?.real.map { $0 * day } ?? start.map { end - $0 } ?? 7 * day
        let values: [String: Value] = [
            "from_time": .real(end - seconds), "to_time": .real(end), "seconds": .real(seconds),
            "days": .real(seconds / day), "is_lifetime": .boolean(false), "block_size": .integer(8_192),
            "total_exec_time": .real(0), "other_databases_time": .real(0), "evictions": .integer(0),
            "statement_days": .real(seconds / day), "table_days": .real(seconds / day),
            "database_days": .real(seconds / day), "wal_days": .real(seconds / day),
        ]
        var section = Section(.window)
        section.append(values.merging(given) { _, given in given })
        return section
    }

    static func server(_ given: Section?) -> Section {
        if let given { return given }
        var section = Section(.server)
        if let table = EvidenceTable.named("server") { section.append(row(table, position: 0)) }
        return section
    }

    static func settings(_ given: Section?) -> Section {
        var section = given ?? Section(.settings)
        let names = Set(section.texts("name").compactMap { $0 })
        for row in SettingFixture.defaults where !names.contains(row["name"]?.text ?? "") { section.append(row) }
        return section
    }
}
