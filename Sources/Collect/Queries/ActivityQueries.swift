import Model

/// What goes on right now.
extension SectionQuery {
    /// One sample; `sample` is filled in by the sampler.
    static func activity(_ features: Set<Feature>) -> SectionQuery {
        SectionQuery(
            .activity,
            [
                "sample": "NULL", "pid": "pid", "sampled_at": "clock_timestamp()", "database": "datname",
                "user": "usename", "application": "application_name", "backend_type": "backend_type",
                "state": "state", "backend_start": "backend_start", "transaction_start": "xact_start",
                "query_start": "query_start", "state_change": "state_change", "wait_event_type": "wait_event_type",
                "wait_event": "wait_event",
                "query_id": features.contains(.activityQueryId) ? "query_id" : "NULL",
                "query": "query", "xid_age": "age(backend_xid)", "xmin_age": "age(backend_xmin)",
                "leader_pid": "leader_pid",
            ], from: "FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY pid")
    }

    /// pg_blocking_pids stops the lock manager for a moment, so it is asked about those only that wait for a lock.
    static let blocking = SectionQuery(
        .blocking, distinct: true,
        ["sample": "NULL", "blocked_pid": "a.pid", "blocking_pid": "b.pid"],
        from: """
            FROM pg_stat_activity a CROSS JOIN LATERAL unnest(pg_blocking_pids(a.pid)) AS b(pid)
            WHERE a.wait_event_type = 'Lock' AND a.pid <> pg_backend_pid()
            ORDER BY 2, 3
            """)

    static func locks(_ features: Set<Feature>) -> SectionQuery {
        SectionQuery(
            .locks,
            [
                "pid": "pid", "relation_oid": "coalesce(relation, 0)", "mode": "mode", "lock_type": "locktype",
                "granted": "bool_and(granted)",
                "wait_start": features.contains(.lockWaitStart) ? "min(waitstart)" : "NULL::timestamptz",
            ],
            from: """
                FROM pg_locks
                WHERE pid <> pg_backend_pid() AND (NOT granted OR (locktype = 'relation' AND database = \(SQL.thisDatabase)
                  AND mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                    'AccessExclusiveLock')))
                GROUP BY pid, relation, mode, locktype
                ORDER BY 1, 2, 3, 4
                """)
    }

    static let progress = SectionQuery(
        .progress,
        ["pid": "pid", "command": "command", "relation_oid": "relid", "index_oid": "index_relid", "phase": "phase"],
        from: """
            FROM (
              SELECT pid, datname, 'VACUUM' AS command, relid, NULL::oid AS index_relid, phase FROM pg_stat_progress_vacuum
              UNION ALL SELECT pid, datname, 'ANALYZE', relid, NULL, phase FROM pg_stat_progress_analyze
              UNION ALL SELECT pid, datname, command, relid, nullif(index_relid, 0), phase FROM pg_stat_progress_create_index
              UNION ALL SELECT pid, datname, command, relid, nullif(cluster_index_relid, 0), phase FROM pg_stat_progress_cluster
            ) p
            WHERE datname = current_database()
            ORDER BY pid
            """)

    static let preparedTransactions = SectionQuery(
        .preparedTransactions,
        [
            "gid": "gid", "database": "database", "owner": "owner", "prepared_at": "prepared",
            "xid_age": "age(transaction)",
        ], from: "FROM pg_prepared_xacts ORDER BY gid")

    static let replication = SectionQuery(
        .replication,
        [
            "pid": "pid", "application": "application_name", "state": "state", "sync_state": "sync_state",
            "sent_lag_bytes": "pg_wal_lsn_diff(\(SQL.walPosition), sent_lsn)::bigint",
            "replay_lag_bytes": "pg_wal_lsn_diff(\(SQL.walPosition), replay_lsn)::bigint",
            "replay_lag_seconds": "extract(epoch FROM replay_lag)::float8",
            "xmin_age": "age(backend_xmin)",
        ], from: "FROM pg_stat_replication ORDER BY pid")

    static func replicationSlots(_ features: Set<Feature>) -> SectionQuery {
        SectionQuery(
            .replicationSlots,
            [
                "name": "slot_name", "type": "slot_type", "plugin": "plugin", "database": "database",
                "active": "active",
                "retained_bytes": "pg_wal_lsn_diff(\(SQL.walPosition), restart_lsn)::bigint",
                "wal_status": "wal_status", "xmin_age": "age(xmin)", "catalog_xmin_age": "age(catalog_xmin)",
                "inactive_since": features.contains(.slotInactiveSince) ? "inactive_since" : "NULL::timestamptz",
            ], from: "FROM pg_replication_slots ORDER BY slot_name")
    }
}
