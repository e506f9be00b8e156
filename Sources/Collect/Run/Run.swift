import Model
import Postgres

/// One collection: the state between its steps.
///
/// Each section is read in a transaction of its own, so that one that fails takes no other with it and no snapshot of the
/// target's rows is held for long.
struct Run {
    let target: String
    let options: CollectOptions
    let server: ServerProfile
    let remedy: Remedy
    let report: @Sendable (CollectProgress) -> Void
    var session: Session
    let start: ContinuousClock.Instant
    var sections: [String: Section] = [:]
    var unreadable: [Unreadable] = []
    private(set) var secretColumns = SecretColumns()
    /// Oids that no function may be called on.
    var locked: Set<Int64> = []
    /// What the schema is told without, with what rests on it.
    var unavailable: Set<ObjectKey> = []
    /// Oids that cut the relations into ranges, from 0 to beyond the last.
    private var relationRanges: [Int64]?
    /// By section, how many ranges have been read.
    private var rangesRead: [String: Int] = [:]
    var samples = 0
    var lastSample: ContinuousClock.Instant?
    /// Statements seen in pg_stat_activity, with their literals; they leave the run as `parameter_samples` only.
    var executions: [ParameterSamples.Execution: ParameterSamples.Sample] = [:]
    var brokenTexts = BrokenTexts()
    var completed = 0
    var total = 0

    init(
        target: String, options: CollectOptions, session: Session, server: ServerProfile,
        start: ContinuousClock.Instant, report: @escaping @Sendable (CollectProgress) -> Void
    ) {
        self.target = target
        self.options = options
        self.session = session
        self.server = server
        self.start = start
        self.report = report
        remedy = Remedy(server: server)
    }

    subscript(shape: SectionShape) -> Section {
        get { sections[shape.name] ?? Section(shape) }
        set { sections[shape.name] = newValue }
    }

    var remaining: Duration { options.timeLimit - (ContinuousClock.now - start) }

    // MARK: Sections

    /// Reads a section, or notes why not.
    mutating func read(_ query: SectionQuery) async throws {
        let shape = query.shape
        begin(shape.name)
        guard isEssential(query) || remaining > .zero else { return note(remedy.outOfTime(shape, options.timeLimit)) }
        var builder = SectionBuilder(shape)
        do {
            try await fill(&builder, query)
        } catch let error as PostgresError {
            let error = try tolerable(error, during: shape.name)
            note(
                isOutOfTime(error) && !isEssential(query)
                    ? remedy.outOfTime(shape, options.timeLimit)
                    : remedy.unreadable(shape, error, after: options.statementTimeout))
            // Part of a batched section is better than nothing.
            guard builder.count > 0 else { return }
        }
        secretColumns.learn(builder.section)
        brokenTexts.count(builder.section)
        self[shape] = builder.section
    }

    /// A lock taken since the last look makes the query fail after lock_timeout: look again, and go around it.
    private mutating func fill(_ builder: inout SectionBuilder, _ query: SectionQuery) async throws {
        var attempts = 3
        while true {
            do {
                return try await fillOnce(&builder, query)
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable && attempts > 1 {
                attempts -= 1
                try await findLocks()
            }
        }
    }

    private mutating func fillOnce(_ builder: inout SectionBuilder, _ query: SectionQuery) async throws {
        let limit = min(options.statementTimeout, isEssential(query) ? options.statementTimeout : remaining)
        switch query.parameter {
        case .none: builder.append(try await session.query(query.sql, limit: limit))
        case .locked: builder.append(try await session.query(query.sql, [lockedParameter], limit: limit))
        case .lockedAndBatch:
            while remaining > .zero {
                let last = builder.lastInteger ?? 0
                let parameters = [lockedParameter, .int(Int(last)), .int(options.batchSize)]
                let rows = try await session.query(
                    query.sql, parameters, limit: min(options.statementTimeout, remaining), settings: Session.serial)
                builder.append(rows)
                if rows.count < options.batchSize { return }
            }
            note(remedy.outOfTime(query.shape, options.timeLimit))
        case .lockedAndRange: try await fillByRange(&builder, query)
        }
    }

    /// What is behind the last range that was read whole is read again after a lock. While the rows of one range are put into the
    /// section the server reads the next.
    private mutating func fillByRange(_ builder: inout SectionBuilder, _ query: SectionQuery) async throws {
        let reader = RangeReader(
            session: session, sql: query.sql, locked: lockedParameter, bounds: try await relationBounds())
        var position = rangesRead[query.shape.name] ?? 0
        guard remaining > .zero else { return note(remedy.outOfTime(query.shape, options.timeLimit)) }
        var read = try await reader.rows(ofRange: position, limit: min(options.statementTimeout, remaining))
        while let rows = read {
            guard remaining > .zero else { return note(remedy.outOfTime(query.shape, options.timeLimit)) }
            let (following, limit) = (position + 1, min(options.statementTimeout, remaining))
            async let next = reader.rows(ofRange: following, limit: limit)
            builder.append(rows)
            rangesRead[query.shape.name] = following
            if try spool(builder.section) { builder = SectionBuilder(query.shape) }
            position = following
            read = try await next
        }
    }
    /// Whether the rows are out of memory now.
    mutating func spool(_ section: Section) throws -> Bool {
        secretColumns.learn(section)
        guard let spool = options.spool, spool.takes(section.shape) else { return false }
        brokenTexts.count(section)
        try spool.append(section, secretColumns)
        return true
    }

    /// Oids that cut the relations into ranges of some thousands, so that no statement is long however many there are.
    mutating func relationBounds() async throws -> [Int64] {
        if let relationRanges { return relationRanges }
        let rows = try await session.query(
            RelationRanges.sql, [.int(options.rangeSize)], limit: min(options.statementTimeout, remaining))
        let bounds = [0] + (try rows.first?.decode("oids", as: [Int64].self) ?? []) + [Int64(UInt32.max)]
        relationRanges = bounds
        return bounds
    }

    /// Without knowing the server there is no snapshot: its one row is read however late it is.
    private func isEssential(_ query: SectionQuery) -> Bool { query.shape.name == SectionShape.server.name }

    var lockedParameter: Parameter { .ints(locked.sorted().map { Int($0) }) }

    mutating func findLocks() async throws {
        let rows = try await essential("locks") { session throws in
            try await session.query(LockedRelations.sql, limit: .seconds(5))
        }
        guard let row = rows.first else { return }
        locked.formUnion(try row.decode("oids", as: [Int].self).map(Int64.init))
    }

    // MARK: Errors

    /// The statement was given what was left of the time for all.
    private func isOutOfTime(_ error: PostgresError) -> Bool {
        error.sqlState == .queryCanceled && remaining <= .zero
    }

    mutating func note(_ item: Unreadable) { unreadable.append(item) }

    /// Runs what nothing can go on without.
    mutating func essential<T>(_ step: String, _ body: (inout Session) async throws -> T) async throws -> T {
        do {
            return try await body(&session)
        } catch let error as PostgresError {
            throw CollectError.refused(target, step, try tolerable(error, during: step))
        }
    }

    /// The error, where the session has outlived it.
    func tolerable(_ error: PostgresError, during step: String) throws -> PostgresError {
        try Task.checkCancellation()
        switch error.kind {
        case .connectionLost, .shuttingDown, .startingUp: throw CollectError.lost(target, during: step, error)
        default: return error
        }
    }

    mutating func begin(_ step: String) {
        completed += 1
        report(CollectProgress(step: step, completed: completed, total: max(total, completed)))
    }
}
