import Model

extension WindowEvidence {
    /// `window`: one row.
    func windowTable() -> Section {
        let info = section(.statementsInfo)
        let hasInfo = info.count > 0
        return Section(
            .window, [window],
            [
                .real("from_time") { $0.from },
                .real("to_time") { $0.to },
                .real("seconds") { $0.seconds },
                .real("days") { $0.seconds / 86_400 },
                .real("statement_days") { $0.days(of: .statementEntries) },
                .real("table_days") { $0.days(of: .tableStatistics) },
                .real("database_days") { $0.days(of: .database) },
                .real("wal_days") { $0.days(of: .wal) },
                .boolean("is_lifetime") { $0.isLifetime },
                .real("total_exec_time") { [statements] _ in statements.totalTime },
                .real("other_databases_time") { _ in hasInfo ? info[0, "other_databases_time"].real : nil },
                .integer("evictions") { _ in hasInfo ? info[0, "evictions"].integer : nil },
                .integer("block_size") { [settings] _ in Int64(saturating: settings.number("block_size") ?? 8_192) },
            ])
    }
}
