import Model

/// When autovacuum comes to a table: the table's own storage parameters first, then the server's settings.
///
/// Source of the formulas: PostgreSQL's manual, "The Autovacuum Daemon", and relation_needs_vacanalyze().
struct AutovacuumSettings {
    private let settings: SettingsLookup
    private let options: StorageOptions

    init(_ settings: SettingsLookup, _ options: StorageOptions) {
        self.settings = settings
        self.options = options
    }

    /// Neither the table nor the server has it off; track_counts off blinds it.
    var isEnabled: Bool {
        settings.number("autovacuum") != 0 && settings.number("track_counts") != 0
            && options.boolean("autovacuum_enabled") != false
    }

    /// Dead rows at which it vacuums. PostgreSQL reckons with reltuples, not with live rows; 18 caps the figure.
    func vacuumTrigger(rows: Double) -> Double? {
        guard let trigger = trigger("vacuum", rows) else { return nil }
        guard let cap = number("autovacuum_vacuum_max_threshold"), cap >= 0 else { return trigger }
        return min(trigger, cap)
    }

    /// Inserted rows at which it vacuums; nil where that is off or unknown (before 13).
    func insertTrigger(rows: Double) -> Double? {
        guard let threshold = number("autovacuum_vacuum_insert_threshold"), threshold >= 0 else { return nil }
        return trigger("vacuum_insert", rows)
    }

    /// Changed rows at which it analyses.
    func analyzeTrigger(rows: Double) -> Double? { trigger("analyze", rows) }

    /// A table may only lower the server's.
    var freezeMaxAge: Double? {
        guard let server = settings.number("autovacuum_freeze_max_age") else { return nil }
        return min(server, options.number("autovacuum_freeze_max_age") ?? server)
    }

    private func trigger(_ kind: String, _ rows: Double) -> Double? {
        guard let threshold = number("autovacuum_\(kind)_threshold"),
            let factor = number("autovacuum_\(kind)_scale_factor")
        else { return nil }
        return threshold + factor * max(rows, 0)
    }

    private func number(_ name: String) -> Double? { options.number(name) ?? settings.number(name) }
}
