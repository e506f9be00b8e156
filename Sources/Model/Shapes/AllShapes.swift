extension SectionShape {
    /// Every section of a snapshot, in the order in which they are collected: fast counters first, sizes and
    /// definitions last.
    public static let all: [SectionShape] = [
        .server, .statementEntries, .statementsInfo, .database, .tableStatistics, .indexStatistics, .checkpointer, .wal,
        .archiver, .io, .activity, .locks, .blocking, .progress, .preparedTransactions, .replication, .replicationSlots,
        .databases, .settings, .roleSettings, .roles, .extensions, .operatorClasses, .availableExtensions, .schemas,
        .relations, .columns,
        .constraints,
        .indexDefinitions, .indexKeys, .views, .viewDependencies, .sequences, .policies, .triggers, .functions,
        .extendedStatistics, .types, .relationSizes, .indexSizes, .columnStatistics, .statementTexts, .plans,
        .schemaDump, .databaseLocale, .roleMembers, .plannerSettings, .rawStatistics, .extendedStatisticsData,
        .indexProbes, .parameterSamples,
    ]

    /// The shape of that name; nil where there is none.
    public static func named(_ name: String) -> SectionShape? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
