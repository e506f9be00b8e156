import Model
import Postgres

/// The order of a collection: what changes fast and is cheap first, so that the counters stand close together in time;
/// definitions and sizes, which may take long, last.
extension Run {
    mutating func readAll() async throws {
        let queries = [
            SectionQuery.counters(server), SectionQuery.momentary(server), SectionQuery.catalogs(server),
        ]
        // Besides: the server, two sections a sample, texts and plans.
        total =
            queries.joined().count + 1 + 2 * options.samples + 2
            + (options.twin ? SectionQuery.twin(server).count + 2 : 0)
        session.isUntracked = server.isSuperuser && server.statementsLoaded
        try await findLocks()
        try await read(.server(server))
        guard self[.server].count == 1 else { throw serverUnreadable }
        for query in queries[0] { try await read(query) }
        try await sample()
        for query in queries[1] {
            try await read(query)
            try await sampleStatements()
        }
        for (position, query) in queries[2].enumerated() {
            if position == queries[2].count / 2, options.samples > 2 { try await sample() }
            try await read(query)
            try await sampleStatements()
        }
        let texts = try await readTexts(wanting: textsWanted())
        try await readPlans(texts)
        while (samples < options.samples), remaining > .zero { try await sample() }
        if options.twin {
            try await readTwin()
            if options.sampleParameters { storeParameterSamples(texts) }
        }
        try await noteGaps()
    }

    /// While the statements of the schema are put in order and freed of secrets, the rest is read.
    private mutating func readTwin() async throws {
        let objects = try await readSchema()
        async let schema = SchemaDump(options: options, major: server.majorVersion, secretColumns).section(objects)
        for query in SectionQuery.twin(server) {
            try await read(query)
            try await sampleStatements()
        }
        try await noteHiddenStatistics()
        try await readIndexProbes()
        let dump = try await schema
        brokenTexts.count(dump)
        if objects != nil { self[.schemaDump] = dump }
    }

    private var serverUnreadable: CollectError {
        let reason = unreadable.last.map { ": \($0.reason)" } ?? ""
        return CollectError(.refused, "\(target) says nothing about itself\(reason)", remedy: "")
    }

    /// What the answers do not say by themselves.
    private mutating func noteGaps() async throws {
        unreadable +=
            [remedy.missingStatements, remedy.missingSystemIdentifier].compactMap { $0 } + remedy.missingMonitor
        if let hidden = self[.statementsInfo].integers("hidden_entries").first ?? nil, hidden > 0 {
            note(remedy.hiddenStatements(hidden))
        }
        noteLocked()
        brokenTexts.notes(encoding: session.encoding).forEach { note($0) }
        guard remaining > .zero else { return }
        do {
            let rows = try await session.query(Gaps.sql, limit: .seconds(5))
            guard let row = rows.first else { return }
            let tables = try row.decode("tables", as: Int.self)
            if tables > 0, !server.canReadStatistics { note(remedy.hiddenStatistics(tables: Int64(tables))) }
            let sequences = try row.decode("sequences", as: Int.self)
            if sequences > 0 { note(remedy.hiddenSequences(Int64(sequences))) }
        } catch let error as PostgresError {
            note(remedy.unreadable(.columnStatistics, try tolerable(error, during: "privileges"), after: .seconds(5)))
        }
    }

    private mutating func noteLocked() {
        guard !locked.isEmpty else { return }
        let relations = self[.relations]
        let names = zip(relations.texts("schema"), relations.texts("name"))
        let found = zip(relations.integers("oid"), names).filter { oid, _ in oid.map(locked.contains) ?? false }
        for (_, name) in found.prefix(20) {
            note(
                Unreadable(
                    section: SectionShape.relationSizes.name, object: Quote.qualified(name.0, name.1 ?? ""),
                    reason:
                        "locked: somebody holds or awaits an AccessExclusive lock; sizes and definitions were left out",
                    remedy: "Collect again when no ALTER, DROP, TRUNCATE or VACUUM FULL runs."))
        }
    }

    func snapshot(_ identity: TargetIdentity) -> Snapshot {
        let own = self[.server]
        var identity = identity
        identity.systemIdentifier = own[0, "system_identifier"].text
        return SecretRemoval.remove(
            from: Snapshot(
                target: identity, collectedAt: own[0, "clock"].real ?? 0,
                duration: (ContinuousClock.now - start) / .seconds(1), serverVersion: server.version,
                sections: sections,
                unreadable: unreadable
            ).withClearNames, secretColumns)
    }
}
