import Model

/// What the twin needs besides what every snapshot holds.
extension SectionQuery {
    static func twin(_ server: ServerProfile) -> [SectionQuery] {
        [
            databaseLocale(server), roleMembers, plannerSettings(server), rawStatistics(server),
            extendedStatisticsData(server),
        ]
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

    private static let userTables = "\(userRelations) AND c.relkind IN ('r', 'p', 'm', 'f')"

    /// Elements of `anyarray` can only be named by the bytes 9 to 12 of the array's binary form.
    static func rawStatistics(_ server: ServerProfile) -> SectionQuery {
        var expressions = [
            "owner_oid": "s.owner_oid", "number": "s.number", "inherited": "s.inherited",
            "of_expression": "s.of_expression", "null_fraction": "s.stanullfrac", "width": "s.stawidth",
            "distinct": "s.stadistinct",
        ]
        for slot in 1...5 {
            let values = "s.stavalues\(slot)"
            expressions["kind\(slot)"] = "s.stakind\(slot)"
            expressions["operator\(slot)"] = "nullif(s.staop\(slot), 0)::regoperator::text"
            expressions["collation\(slot)"] = "nullif(s.stacoll\(slot), 0)::regcollation::text"
            expressions["numbers\(slot)"] = "s.stanumbers\(slot)::text"
            expressions["type\(slot)"] = """
                CASE WHEN \(values) IS NOT NULL THEN ('x' || encode(substring(array_send(\(values)) \
                FROM 9 FOR 4), 'hex'))::bit(32)::int8::oid::regtype::text END
                """
            expressions["values\(slot)"] = "\(values)::text"
        }
        let slots = (1...5).map {
            "stakind\($0), staop\($0), stacoll\($0), stanumbers\($0), stavalues\($0)"
        }.joined(separator: ", ")
        var source = """
            FROM (
              SELECT starelid AS owner_oid, staattnum AS number, stainherit AS inherited, false AS of_expression,
                stanullfrac, stawidth, stadistinct, \(slots)
              \(userTables) JOIN pg_statistic ON starelid = c.oid
            """
        if server.majorVersion >= 14 {
            let inherited = server.majorVersion >= 15 ? "d.stxdinherit" : "false"
            source += """

                  UNION ALL
                  SELECT d.stxoid, u.position::int2, \(inherited), true, u.stanullfrac, u.stawidth, u.stadistinct,
                    \(slots.split(separator: ", ").map { "u.\($0)" }.joined(separator: ", "))
                  FROM pg_statistic_ext_data d
                  CROSS JOIN LATERAL ROWS FROM (unnest(d.stxdexpr)) WITH ORDINALITY AS u(starelid, staattnum, stainherit,
                    stanullfrac, stawidth, stadistinct, \(Self.slotColumns), position)
                """
        }
        source += ") s\nORDER BY s.of_expression, s.owner_oid, s.number, s.inherited"
        return SectionQuery(.rawStatistics, expressions, from: source)
    }

    /// The columns of pg_statistic's slots in its own order.
    private static let slotColumns = ["stakind", "staop", "stacoll", "stanumbers", "stavalues"].flatMap { name in
        (1...5).map { "\(name)\($0)" }
    }.joined(separator: ", ")

    static func extendedStatisticsData(_ server: ServerProfile) -> SectionQuery {
        SectionQuery(
            .extendedStatisticsData,
            [
                "statistics_oid": "d.stxoid", "inherited": server.majorVersion >= 15 ? "d.stxdinherit" : "false",
                "distinct": "encode(d.stxdndistinct::bytea, 'hex')",
                "dependencies": "encode(d.stxddependencies::bytea, 'hex')",
                "common_values": "encode(d.stxdmcv::bytea, 'hex')",
            ], from: "FROM pg_statistic_ext_data d ORDER BY 1, 2")
    }
}
