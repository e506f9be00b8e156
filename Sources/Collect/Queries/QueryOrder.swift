import Model

/// Every section that one query reads, in the order of `SectionShape.all`.
extension SectionQuery {
    /// The counters: fast to read, and of use only if read together.
    static func counters(_ server: ServerProfile) -> [SectionQuery] {
        let features = server.features
        var queries: [SectionQuery] = []
        if let schema = server.statementsSchema {
            queries += [statementEntries(features, schema: schema), statementsInfo(features, schema: schema)]
        }
        queries += [database(features), tableStatistics, indexStatistics(features), checkpointer(features)]
        if features.contains(.wal) { queries.append(wal) }
        queries.append(archiver)
        if features.contains(.io) { queries.append(io) }
        return queries
    }

    /// What goes on, and the server as a whole.
    static func momentary(_ server: ServerProfile) -> [SectionQuery] {
        [
            locks(server.features), progress, preparedTransactions, replication, replicationSlots(server.features),
            databases, settings, roleSettings, roles, extensions, operatorClasses,
            availableExtensions,
        ]
    }

    /// Definitions and sizes: slow, and the first to be left out when the time is up.
    static func catalogs(_ server: ServerProfile) -> [SectionQuery] {
        let features = server.features
        return [
            // In the order in which `SecretColumns` learns.
            schemas, types, relations, columns, constraints, indexDefinitions(features), indexKeys, views,
            viewDependencies, sequences, policies, triggers, functions, extendedStatistics, relationSizes, indexSizes,
            columnStatistics(fromCatalog: server.canReadStatistics),
        ]
    }
}
