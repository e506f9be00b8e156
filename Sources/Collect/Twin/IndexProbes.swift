import JSONTape
import Model
import Postgres

/// Tree heights, least and greatest keys, and GIN's counters.
extension Run {
    mutating func readIndexProbes() async throws {
        begin(SectionShape.indexProbes.name)
        do {
            self[.indexProbes] = try await probeIndexes()
        } catch let error as PostgresError {
            note(
                remedy.unreadable(
                    .indexProbes, try tolerable(error, during: "indexes"), after: options.statementTimeout))
        }
    }

    private mutating func probeIndexes() async throws -> Section {
        let foreign = try await foreignCode()
        var section = Section(.indexProbes)
        var (unread, foreignCount) = (0, 0)
        let bounds = try await relationBounds()
        for (first, end) in zip(bounds, bounds.dropFirst()) {
            guard remaining > .zero else {
                note(remedy.outOfTime(.indexProbes, options.timeLimit))
                break
            }
            var probes = try await indexes(from: first, to: end, foreign)
            unread += try await answer(&probes) + probes.count { !$0.mayRead && !$0.isForeign }
            foreignCount += probes.count { $0.isForeign }
            for probe in probes { section.append(probe.row) }
            if try spool(section) { section = Section(.indexProbes) }
        }
        noteProbes(unread: unread, foreign: foreignCount)
        return section
    }

    private mutating func indexes(
        from first: Int64, to end: Int64, _ foreign: ForeignCode
    ) async throws -> [IndexProbe] {
        let rows = try await session.query(
            IndexProbeQueries.indexes(server),
            [
                lockedParameter, .ints(foreign.relations.sorted().map { Int($0) }), .int(Int(first)), .int(Int(end)),
            ], limit: min(options.statementTimeout, max(remaining, .milliseconds(1))), settings: Session.serial)
        return try rows.map(IndexProbe.init)
    }

    /// Looks into each; of how many the ends could not be read.
    private mutating func answer(_ probes: inout [IndexProbe]) async throws -> Int {
        try await ask(&probes, \.heightSQL, IndexProbeQueries.heightSettings) { probe, rows in
            probe.height = rows.first.flatMap { $0[0].string }.flatMap { Self.height(plan: $0, of: probe.name) }
        }
        let unread = try await ask(&probes, \.endsSQL, IndexProbeQueries.indexOnlySettings) { probe, rows in
            probe.minimum = rows.first?[0].string
            probe.maximum = rows.first?[1].string
        }
        if server.isSuperuser { try await readMetapages(&probes) }
        return unread
    }

    private mutating func noteProbes(unread: Int, foreign: Int) {
        if foreign > 0 {
            note(
                Unreadable(
                    section: SectionShape.indexProbes.name,
                    reason:
                        "\(Format.plural(foreign, "index", "indexes")) may run code that is not PostgreSQL's own: nothing was looked up in \(foreign == 1 ? "it" : "them")",
                    remedy: nil))
        }
        if unread > 0 {
            note(
                Unreadable(
                    section: SectionShape.indexProbes.name,
                    reason:
                        "the least and greatest values of \(Format.plural(unread, "index", "indexes")) could not be read, or not quickly",
                    remedy: nil))
        }
    }

    /// Asks one question of each probe, many in a transaction, more while that is quick; how many got no answer. One that fails ends
    /// its transaction: the others behind it are asked again in the next.
    @discardableResult
    private mutating func ask(
        _ probes: inout [IndexProbe], _ question: KeyPath<IndexProbe, String?>, _ settings: [Session.Setting],
        _ take: (inout IndexProbe, Rows) -> Void
    ) async throws -> Int {
        var failures = 0
        var open = probes.indices.filter { probes[$0][keyPath: question] != nil }[...]
        var size = 10
        while !open.isEmpty {
            guard remaining > .zero else { return failures + open.count }
            let batch = open.prefix(size)
            let start = ContinuousClock.now
            let answers = try await session.ask(
                batch.map { Query(probes[$0][keyPath: question] ?? "") }, limit: min(options.probeTimeout, remaining),
                settings: settings)
            size = ContinuousClock.now - start < .milliseconds(100) ? min(size * 2, 200) : max(size / 4, 2)
            for (position, answer) in zip(batch, answers) {
                open = open.dropFirst()
                guard case .failure(let error) = answer else {
                    take(&probes[position], try answer.get())
                    continue
                }
                _ = try tolerable(error, during: "indexes")
                failures += 1
                break
            }
        }
        return failures
    }

    private mutating func readMetapages(_ probes: inout [IndexProbe]) async throws {
        let function = try await session.query(IndexProbeQueries.pageFunction, limit: .seconds(5)).first?[0].string
        let sql = IndexProbeQueries.metapage(function: function)
        for position in probes.indices where probes[position].method == "gin" {
            do {
                probes[position].metapage = try await session.query(
                    sql, [.int(Int(probes[position].oid))], limit: .seconds(5)
                ).first?[0].string
            } catch let error as PostgresError {
                _ = try tolerable(error, during: "indexes")
            }
        }
    }

    /// Levels above the leaves, from the plan of a scan in the index's order; nil where another index was taken.
    static func height(plan json: String, of index: String) -> Int64? {
        guard let plan = (try? JSONTape(json))?.root[0]?["Plan"], plan["Index Name"]?.equals(index) == true,
            let cost = plan["Startup Cost"]?.double
        else { return nil }
        return Int64(saturating: cost / 50).saturatingSum(-1)
    }
}

/// One index and what was found in it.
struct IndexProbe {
    var oid: Int64
    var name: String
    var method: String
    /// Its table may be read.
    var mayRead: Bool
    /// It, or its table, leads to foreign code.
    var isForeign: Bool
    var heightSQL: String?
    var endsSQL: String?
    var height: Int64?
    var minimum: String?
    var maximum: String?
    var metapage: String?

    init(_ row: Row) throws {
        oid = try row.decode("index_oid")
        name = try row.decode("name")
        method = try row.decode("method")
        let pages = try row.decode("pages", as: Int.self)
        mayRead = try row.decode("may_read")
        isForeign = try row.decode("is_foreign")
        heightSQL = try row.decode("height_sql", as: String?.self).map { "EXPLAIN \(advisorTag) (FORMAT JSON) \($0)" }
        endsSQL = try row.decode("ends_sql", as: String?.self).map {
            $0.replacing("SELECT (", with: "SELECT \(advisorTag) (", maxReplacements: 1)
        }
        minimum = try row.decode("known_minimum")
        maximum = try row.decode("known_maximum")
        // A metapage and a root.
        height = method == "btree" && pages <= 2 ? 0 : nil
    }

    var row: [Value] {
        [
            .integer(oid), height.map(Value.integer) ?? .null, minimum.map(Value.text) ?? .null,
            maximum.map(Value.text) ?? .null, metapage.map(Value.text) ?? .null,
        ]
    }
}
