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
        let rows = try await session.query(
            IndexProbeQueries.indexes, [.ints(locked.sorted().map { Int($0) })], limit: options.statementTimeout)
        var probes = try rows.map(IndexProbe.init)
        try await session.allow(min(options.probeTimeout, max(remaining, .zero)))
        _ = try await session.connection.query(IndexProbeQueries.set(IndexProbeQueries.indexOnlySettings))
        _ = try await session.connection.query(IndexProbeQueries.set(IndexProbeQueries.heightSettings))
        try await ask(&probes, \.heightSQL) { probe, rows in
            probe.height = rows.first.flatMap { $0[0].string }.flatMap { Self.height(plan: $0, of: probe.name) }
        }
        _ = try await session.connection.query(IndexProbeQueries.reset(IndexProbeQueries.heightSettings))
        let unread = try await ask(&probes, \.endsSQL) { probe, rows in
            probe.minimum = rows.first?[0].string
            probe.maximum = rows.first?[1].string
        }
        if unread > 0 {
            note(
                Unreadable(
                    section: SectionShape.indexProbes.name,
                    reason: "the least and greatest values of \(unread) indexes could not be read, or not quickly",
                    remedy: nil))
        }
        if server.isSuperuser { try await readMetapages(&probes) }
        return probes.reduce(into: Section(.indexProbes)) { $0.append($1.row) }
    }

    /// Asks one question of each probe, many at a time; how many got no answer.
    @discardableResult
    private mutating func ask(
        _ probes: inout [IndexProbe], _ question: KeyPath<IndexProbe, String?>,
        _ take: (inout IndexProbe, Rows) -> Void
    ) async throws -> Int {
        var failures = 0
        let asked = probes.indices.filter { probes[$0][keyPath: question] != nil }
        for start in stride(from: 0, to: asked.count, by: 200) {
            guard remaining > .zero else { return failures + asked.count - start }
            let batch = asked[start..<min(start + 200, asked.count)]
            let answers = try await session.connection.pipeline(
                batch.map { Query(probes[$0][keyPath: question] ?? "") })
            for (position, answer) in zip(batch, answers) {
                switch answer {
                case .success(let rows): take(&probes[position], rows)
                case .failure(let error):
                    _ = try tolerable(error, during: "indexes")
                    failures += 1
                }
            }
        }
        return failures
    }

    private mutating func readMetapages(_ probes: inout [IndexProbe]) async throws {
        let extensions = self[.extensions]
        let row = (0..<extensions.count).first { extensions[$0, "name"].text == "pageinspect" }
        let sql = IndexProbeQueries.metapage(
            inspector: row.flatMap { extensions[$0, "schema"].text }.map(Quote.identifier))
        let asked = probes.indices.filter { probes[$0].method == "gin" }
        let answers = try await session.connection.pipeline(asked.map { Query(sql, [.int(Int(probes[$0].oid))]) })
        for (position, answer) in zip(asked, answers) {
            if case .success(let rows) = answer { probes[position].metapage = rows.first?[0].string }
        }
    }

    /// Levels above the leaves, from the plan of a scan in the index's order; nil where another index was taken.
    static func height(plan json: String, of index: String) -> Int64? {
        guard let plan = (try? JSONTape(json))?.root[0]?["Plan"], plan["Index Name"]?.equals(index) == true,
            let cost = plan["Startup Cost"]?.double
        else { return nil }
        return Int64(cost / 50) - 1
    }
}

/// One index and what was found in it.
struct IndexProbe {
    var oid: Int64
    var name: String
    var method: String
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
        heightSQL = try row.decode("height_sql", as: String?.self).map { "EXPLAIN \(advisorTag) (FORMAT JSON) \($0)" }
        endsSQL = try row.decode("ends_sql", as: String?.self).map {
            $0.replacing("SELECT (", with: "SELECT \(advisorTag) (", maxReplacements: 1)
        }
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
