import Model

/// The server, its settings, roles and databases.
extension SectionQuery {
    static func server(_ server: ServerProfile) -> SectionQuery {
        SectionQuery(
            .server,
            [
                "version_number": "current_setting('server_version_num')::int",
                "version": "version()",
                "started_at": "pg_postmaster_start_time()",
                "in_recovery": "pg_is_in_recovery()",
                // An idle primary sends nothing to replay: a standby that has replayed all it received is not late.
                "replay_lag_seconds": """
                CASE WHEN NOT pg_is_in_recovery() THEN NULL \
                WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 \
                ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 END
                """,
                "system_identifier": server.canCallControlSystem
                    ? "(SELECT system_identifier FROM pg_control_system())" : "NULL",
                "platform": platform,
                "data_checksums": "current_setting('data_checksums')::bool",
                "role": "current_user",
                "is_superuser": "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)",
                "can_monitor": isMember(of: "pg_monitor"),
                "can_read_data": isMember(of: "pg_read_all_data"),
                "clock": "clock_timestamp()",
                "next_xid": "pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
                "next_mxid": """
                (SELECT (datminmxid::text::bigint + mxid_age(datminmxid)) % 4294967296 \
                FROM pg_database WHERE datname = current_database())
                """,
                "wal_position": "pg_wal_lsn_diff(\(SQL.walPosition), '0/0')::bigint",
            ], from: "")
    }

    /// False, not an error, where the server is too old to have the role.
    static func isMember(of role: String) -> String {
        "EXISTS (SELECT FROM pg_roles WHERE rolname = '\(role)' AND pg_has_role(oid, 'USAGE'))"
    }

    /// The managed platforms leave their mark in settings and roles.
    private static let platform = """
        CASE \
        WHEN EXISTS (SELECT FROM pg_proc WHERE proname = 'aurora_version') THEN 'aurora' \
        WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'rds.%') THEN 'rds' \
        WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'alloydb.%') THEN 'alloydb' \
        WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = 'cloudsqlsuperuser') THEN 'cloudsql' \
        WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'azure.%') THEN 'azure' \
        WHEN EXISTS (SELECT FROM pg_settings WHERE name LIKE 'neon.%') THEN 'neon' \
        WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = 'supabase_admin') THEN 'supabase' \
        ELSE 'self-managed' END
        """

    static let settings = SectionQuery(
        .settings,
        [
            "name": "name",
            // What the collector set for its own session is not the server's.
            "setting": "CASE WHEN source = 'session' THEN reset_val ELSE setting END",
            "unit": "unit",
            "source": "source",
            "boot_value": "boot_val",
            "pending_restart": "pending_restart",
            "context": "context",
            "kind": "vartype",
            "number": """
            CASE vartype WHEN 'bool' THEN (CASE WHEN source = 'session' THEN reset_val ELSE setting END = 'on')::int \
            WHEN 'enum' THEN NULL WHEN 'string' THEN NULL \
            ELSE (CASE WHEN source = 'session' THEN reset_val ELSE setting END)::float8 * \
            CASE unit WHEN 'B' THEN 1 WHEN 'kB' THEN 1024 WHEN '8kB' THEN 8192 WHEN '16kB' THEN 16384 \
            WHEN '32kB' THEN 32768 WHEN 'MB' THEN 1048576 WHEN 'GB' THEN 1073741824 \
            WHEN 's' THEN 1000 WHEN 'min' THEN 60000 WHEN 'h' THEN 3600000 WHEN 'd' THEN 86400000 ELSE 1 END END
            """,
        ], from: "FROM pg_settings ORDER BY name")

    static let roleSettings = SectionQuery(
        .roleSettings,
        [
            "database": "coalesce(d.datname, '')",
            "role": "coalesce(r.rolname, '')",
            "name": "split_part(c.setting, '=', 1)",
            "setting": "substr(c.setting, strpos(c.setting, '=') + 1)",
        ],
        from: """
            FROM pg_db_role_setting s
            CROSS JOIN unnest(s.setconfig) AS c(setting)
            LEFT JOIN pg_database d ON d.oid = s.setdatabase
            LEFT JOIN pg_roles r ON r.oid = s.setrole
            WHERE (s.setdatabase = 0 OR d.oid IS NOT NULL) AND (s.setrole = 0 OR r.oid IS NOT NULL)
            ORDER BY 1, 2, 3
            """)

    static let roles = SectionQuery(
        .roles,
        [
            "oid": "oid", "name": "rolname", "superuser": "rolsuper", "can_login": "rolcanlogin",
            "bypass_rls": "rolbypassrls", "connection_limit": "rolconnlimit",
        ], from: "FROM pg_roles ORDER BY oid")

    static let extensions = SectionQuery(
        .extensions,
        [
            "name": "e.extname",
            "version": "e.extversion",
            "default_version": "(SELECT a.default_version FROM pg_available_extensions() a WHERE a.name = e.extname)",
            "schema": "n.nspname", "owner": "pg_get_userbyid(e.extowner)",
        ], from: "FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY e.extname")

    static let operatorClasses: SectionQuery = {
        func operators(_ purpose: String) -> String {
            """
            (SELECT json_agg(DISTINCT p.oprname) FROM pg_amop a JOIN pg_operator p ON p.oid = a.amopopr \
            WHERE a.amopfamily = o.opcfamily AND a.amoplefttype = o.opcintype AND a.amoppurpose = '\(purpose)')
            """
        }
        return SectionQuery(
            .operatorClasses,
            [
                "oid": "o.oid", "schema": "n.nspname", "name": "o.opcname", "method": "m.amname",
                "type_name": "t.typname",
                "is_default": "o.opcdefault", "search_operators": operators("s"), "ordering_operators": operators("o"),
                "extension": "e.extname",
            ],
            from: """
                FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
                JOIN pg_type t ON t.oid = o.opcintype
                JOIN pg_depend d ON d.classid = 'pg_opclass'::regclass AND d.objid = o.oid AND d.deptype = 'e'
                JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
                ORDER BY o.oid
                """)
    }()

    static let availableExtensions = SectionQuery(
        .availableExtensions, ["name": "name", "default_version": "default_version"],
        from: "FROM pg_available_extensions() ORDER BY name")

    static let databases = SectionQuery(
        .databases,
        [
            "name": "datname", "allows_connections": "datallowconn", "xid_age": "age(datfrozenxid)",
            "mxid_age": "mxid_age(datminmxid)",
        ], from: "FROM pg_database ORDER BY datname")

    static func database(_ features: Set<Feature>) -> SectionQuery {
        let sessions = features.contains(.databaseSessions)
        let versions = features.contains(.databaseCollationVersion)
        let locale =
            features.contains(.databaseLocale)
            ? "coalesce(d.datlocale, d.datcollate)"
            : features.contains(.databaseIcuLocale) ? "coalesce(d.daticulocale, d.datcollate)" : "d.datcollate"
        return SectionQuery(
            .database,
            [
                "oid": "d.oid", "name": "d.datname", "encoding": "pg_encoding_to_char(d.encoding)",
                "collation": locale,
                "collation_version": versions ? "d.datcollversion" : "NULL",
                "collation_actual_version": versions ? "pg_database_collation_actual_version(d.oid)" : "NULL",
                "size_bytes": "pg_database_size(d.oid)",
                "connections": "s.numbackends", "connection_limit": "d.datconnlimit",
                "commits": "s.xact_commit", "rollbacks": "s.xact_rollback",
                "blocks_read": "s.blks_read", "blocks_hit": "s.blks_hit",
                "rows_returned": "s.tup_returned", "rows_fetched": "s.tup_fetched",
                "rows_inserted": "s.tup_inserted", "rows_updated": "s.tup_updated", "rows_deleted": "s.tup_deleted",
                "conflicts": "s.conflicts", "temp_files": "s.temp_files", "temp_bytes": "s.temp_bytes",
                "deadlocks": "s.deadlocks", "checksum_failures": "s.checksum_failures",
                "block_read_time": "s.blk_read_time", "block_write_time": "s.blk_write_time",
                "session_time": sessions ? "s.session_time" : "NULL",
                "active_time": sessions ? "s.active_time" : "NULL",
                "idle_in_transaction_time": sessions ? "s.idle_in_transaction_time" : "NULL",
                "sessions": sessions ? "s.sessions" : "NULL",
                "sessions_abandoned": sessions ? "s.sessions_abandoned" : "NULL",
                "sessions_fatal": sessions ? "s.sessions_fatal" : "NULL",
                "sessions_killed": sessions ? "s.sessions_killed" : "NULL",
                "stats_reset": "s.stats_reset",
            ],
            from: """
                FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid
                WHERE d.datname = current_database()
                """)
    }
}
