import Model

/// Rows of the table `settings` as fixtures give them: short.
enum SettingFixture {
    /// Splits `64MB` into setting and unit, and works out the number.
    static func completed(_ values: [String: Value]) -> [String: Value] {
        var values = values
        guard let name = values["name"]?.text, let setting = values["setting"]?.text else { return values }
        if values["unit"] == nil, let (figure, unit) = split(setting) {
            values["setting"] = .text(figure)
            values["unit"] = .text(unit)
        }
        if values["unit"] == nil, let unit = defaultUnits[name] { values["unit"] = .text(unit) }
        if values["source"] == nil { values["source"] = .text("configuration file") }
        if values["number"] == nil {
            let number = number(values["setting"]?.text ?? "", unit: values["unit"]?.text)
            values["number"] = number.map(Value.real) ?? .null
        }
        return values
    }

    /// A setting as a number in base units (bytes, milliseconds or bare; booleans 0 and 1); nil where it is none.
    private static func number(_ setting: String, unit: String?) -> Double? {
        switch setting {
        case "on": return 1
        case "off": return 0
        default:
            guard let figure = Double(setting), figure.isFinite else { return nil }
            // -1 means off or default, and -1 kB would not be recognised as such.
            return figure < 0 ? figure : figure * (unit.flatMap { factors[$0] } ?? 1)
        }
    }

    private static func split(_ setting: String) -> (String, String)? {
        let figure = setting.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        let unit = setting.dropFirst(figure.count).drop { $0 == " " }
        guard !figure.isEmpty, factors[String(unit)] != nil else { return nil }
        return (String(figure), String(unit))
    }

    private static let factors: [String: Double] = [
        "B": 1, "kB": 1_024, "8kB": 8_192, "MB": 1_048_576, "GB": 1_073_741_824, "TB": 1_099_511_627_776,
        "us": 0.001, "ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    private static let defaultUnits = Dictionary(
        uniqueKeysWithValues: defaults.compactMap { row in
            guard let name = row["name"]?.text, let unit = row["unit"]?.text else { return nil as (String, String)? }
            return (name, unit)
        })

    /// What a PostgreSQL 15 of initdb says, as far as rules ask.
    static let defaults: [[String: Value]] = """
        archive_mode off
        autovacuum on
        autovacuum_analyze_scale_factor 0.1
        autovacuum_analyze_threshold 50
        autovacuum_freeze_max_age 200000000
        autovacuum_max_workers 3
        autovacuum_multixact_freeze_max_age 400000000
        autovacuum_naptime 60 s
        autovacuum_vacuum_cost_delay 2 ms
        autovacuum_vacuum_cost_limit -1
        autovacuum_vacuum_insert_scale_factor 0.2
        autovacuum_vacuum_insert_threshold 1000
        autovacuum_vacuum_scale_factor 0.2
        autovacuum_vacuum_threshold 50
        autovacuum_work_mem -1 kB
        checkpoint_completion_target 0.9
        checkpoint_timeout 300 s
        checkpoint_warning 30 s
        compute_query_id auto
        constraint_exclusion partition
        deadlock_timeout 1000 ms
        default_statistics_target 100
        default_transaction_isolation read~committed
        effective_cache_size 524288 8kB
        effective_io_concurrency 1
        enable_bitmapscan on
        enable_gathermerge on
        enable_hashagg on
        enable_hashjoin on
        enable_incremental_sort on
        enable_indexonlyscan on
        enable_indexscan on
        enable_material on
        enable_memoize on
        enable_mergejoin on
        enable_nestloop on
        enable_parallel_append on
        enable_parallel_hash on
        enable_partition_pruning on
        enable_partitionwise_aggregate off
        enable_partitionwise_join off
        enable_seqscan on
        enable_sort on
        enable_tidscan on
        fsync on
        full_page_writes on
        hash_mem_multiplier 2
        hot_standby_feedback off
        huge_pages try
        idle_in_transaction_session_timeout 0 ms
        idle_session_timeout 0 ms
        jit on
        jit_above_cost 100000
        jit_inline_above_cost 500000
        jit_optimize_above_cost 500000
        lock_timeout 0 ms
        log_autovacuum_min_duration 600000 ms
        log_checkpoints on
        log_lock_waits off
        log_min_duration_statement -1 ms
        log_temp_files -1 kB
        logging_collector off
        maintenance_work_mem 65536 kB
        max_connections 100
        max_locks_per_transaction 64
        max_parallel_maintenance_workers 2
        max_parallel_workers 8
        max_parallel_workers_per_gather 2
        max_prepared_transactions 0
        max_replication_slots 10
        max_slot_wal_keep_size -1 MB
        max_wal_senders 10
        max_wal_size 1024 MB
        max_worker_processes 8
        min_wal_size 80 MB
        pg_stat_statements.max 5000
        pg_stat_statements.save on
        pg_stat_statements.track top
        pg_stat_statements.track_planning off
        pg_stat_statements.track_utility on
        plan_cache_mode auto
        random_page_cost 4
        row_security on
        seq_page_cost 1
        server_version_num 150000
        shared_buffers 16384 8kB
        shared_preload_libraries pg_stat_statements
        statement_timeout 0 ms
        superuser_reserved_connections 3
        synchronous_commit on
                temp_buffers 1024 8kB
        temp_file_limit -1 kB
        track_activities on
        track_activity_query_size 1024 B
        track_counts on
        track_functions none
        track_io_timing off
        track_wal_io_timing off
        vacuum_cost_delay 0 ms
        vacuum_cost_limit 200
        vacuum_failsafe_age 1600000000
        vacuum_multixact_failsafe_age 1600000000
        wal_buffers 512 8kB
        wal_compression off
        wal_keep_size 0 MB
        wal_level replica
        wal_log_hints off
        wal_segment_size 16777216 B
        work_mem 4096 kB
        """.split(separator: "\n").map { line in
            // `~` stands for a space within a value.
            let words = line.split(separator: " ").map { String($0.map { $0 == "~" ? " " : $0 }) }
            let unit = words.count > 2 ? words[2] : nil
            return [
                "name": .text(words[0]), "setting": .text(words[1]), "unit": unit.map(Value.text) ?? .null,
                "source": .text("default"), "boot_value": .text(words[1]), "pending_restart": .boolean(false),
                "context": .text("user"), "number": number(words[1], unit: unit).map(Value.real) ?? .null,
            ]
        }
}
