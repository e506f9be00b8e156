import Model

/// What the twin needs besides what every snapshot holds.
extension SectionQuery {
    static func twin(_ server: ServerProfile) -> [SectionQuery] {
        [databaseLocale(server), roleMembers, plannerSettings(server), rawStatistics(server)]
            + (server.canReadExtendedStatistics ? [extendedStatisticsData(server)] : [])
    }

    static func databaseLocale(_ server: ServerProfile) -> SectionQuery {
        let features = server.features
        let locale =
            features.contains(.databaseLocale)
            ? "datlocale" : features.contains(.databaseIcuLocale) ? "daticulocale" : "NULL"
        let provider = SQL.decode("datlocprovider", ["c": "libc", "i": "icu", "b": "builtin"])
        return SectionQuery(
            .databaseLocale,
            [
                "name": "datname", "encoding": "pg_encoding_to_char(encoding)",
                "provider": server.majorVersion >= 15 ? provider : "'libc'", "collate": "datcollate",
                "ctype": "datctype", "locale": locale,
                "version": features.contains(.databaseCollationVersion) ? "datcollversion" : "NULL",
                "owner": "pg_get_userbyid(datdba)",
            ], from: "FROM pg_database WHERE datname = current_database()")
    }

    static let roleMembers = SectionQuery(
        .roleMembers, distinct: true,
        ["role": "pg_get_userbyid(roleid)", "member": "pg_get_userbyid(member)"],
        from: "FROM pg_auth_members ORDER BY 1, 2")

    /// What a role or a database fixes for itself is in role_settings; here is what all others have.
    static func plannerSettings(_ server: ServerProfile) -> SectionQuery {
        let decidesPlans =
            server.majorVersion >= 15
            ? "'EXPLAIN' = ANY (pg_settings_get_flags(name))"
            : "(category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier', 'temp_buffers', "
                + "'effective_io_concurrency', 'max_parallel_workers', 'max_parallel_workers_per_gather'))"
        return SectionQuery(
            .plannerSettings,
            [
                "name": "name",
                "setting": """
                CASE WHEN source IN ('database', 'user', 'database user', 'client') THEN boot_val \
                WHEN source = 'session' THEN reset_val ELSE setting END
                """,
            ],
            from: """
                FROM pg_settings
                WHERE \(decidesPlans) OR name IN ('search_path', 'default_statistics_target', 'TimeZone', 'DateStyle',
                  'IntervalStyle', 'default_text_search_config', 'lc_monetary', 'max_worker_processes')
                ORDER BY name
                """)
    }
}
