import Model

/// Statistics as a twin takes them over: as they are stored where that may be read, or else put together from pg_stats, which
/// shows each role the columns that it may select.
extension SectionQuery {
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
                CASE WHEN \(values) IS NULL THEN NULL WHEN s.stakind\(slot) IN (1, 2) AND s.column_type IS NOT NULL \
                THEN s.column_type ELSE \(elementType(of: values)) END::regtype::text
                """
            expressions["values\(slot)"] = "\(values)::text"
        }
        var parts = [server.canReadStatistics ? storedStatistics : PgStats(server).sql]
        if server.majorVersion >= 14, server.canReadExtendedStatistics { parts.append(expressionStatistics(server)) }
        return SectionQuery(
            .rawStatistics, takes: .lockedAndRange, expressions,
            from: """
                FROM (
                \(parts.joined(separator: "\nUNION ALL\n"))) s
                ORDER BY s.of_expression, s.owner_oid, s.number, s.inherited
                """)
    }

    /// Elements of `anyarray` are named by the bytes 9 to 12 of the array's binary form, which some types do not have (cube and
    /// seg for example): most common values and histograms are of the column's own type, so they are not asked.
    private static func elementType(of values: String) -> String {
        "('x' || encode(substring(array_send(\(values)) FROM 9 FOR 4), 'hex'))::bit(32)::int8::oid"
    }

    private static let storedStatistics = """
        SELECT starelid AS owner_oid, staattnum AS number, stainherit AS inherited, false AS of_expression,
          CASE WHEN c.relkind <> 'i' THEN a.atttypid END AS column_type, stanullfrac, stawidth, stadistinct,
          \(slots.joined(separator: ", "))
        \(userRelations) AND c.relkind IN ('r', 'p', 'm', 'f', 'i') AND \(SQL.isInRange("c.oid"))
        JOIN pg_statistic ON starelid = c.oid AND \(SQL.isInRange("starelid"))
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = staattnum
        """

    private static func expressionStatistics(_ server: ServerProfile) -> String {
        let inherited = server.majorVersion >= 15 ? "d.stxdinherit" : "false"
        return """
            SELECT d.stxoid, u.position::int2, \(inherited), true, NULL::oid, u.stanullfrac, u.stawidth, u.stadistinct,
              \(slots.map { "u.\($0)" }.joined(separator: ", "))
            FROM pg_statistic_ext_data d
            CROSS JOIN LATERAL ROWS FROM (unnest(d.stxdexpr)) WITH ORDINALITY AS u(starelid, staattnum, stainherit,
              stanullfrac, stawidth, stadistinct, \(storedSlots), position)
            WHERE \(SQL.isInRange("d.stxoid"))
            """
    }

    /// Slot by slot.
    private static let slots = (1...5).flatMap { slot in slotColumns.map { "\($0)\(slot)" } }
    /// In pg_statistic's own order.
    private static let storedSlots = slotColumns.flatMap { name in (1...5).map { "\(name)\($0)" } }
        .joined(separator: ", ")
    static let slotColumns = ["stakind", "staop", "stacoll", "stanumbers", "stavalues"]

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
