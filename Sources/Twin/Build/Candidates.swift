import Model
import Postgres

/// Candidates: real indexes on the empty tables, made before these get their sizes, and switched off at once.
extension TwinBuild {
    mutating func buildCandidates(_ connection: Connection) async throws {
        for row in try await connection.query(Self.makeWaySQL) {
            names.originalNames[try row.decode("oid")] = try row.decode("original", as: String.self)
        }
        guard !candidates.isEmpty else { return }
        // Names mean PostgreSQL's own objects where there are such, whatever is called like them on the target's search path.
        try await create(Array(candidates.indices), connection)
        try await removeStrangersCode(connection)
        // As in a session of the target's: expressions may name functions without their schema.
        let path = PlanContext(source).searchPath(role: nil)
        _ = try await connection.query("SELECT set_config('search_path', $1, false)", [.string(path)])
        try await create(unusable.keys.sorted(), connection)
        try await connection.execute("SET search_path = ''")
        try await removeStrangersCode(connection)
        try await writeOut(connection)
        for row in try await connection.query(Self.treesSQL) {
            switches[try row.decode("candidate", as: Int.self), default: []].append(
                Int64(try row.decode("oid", as: Int.self)))
        }
        try await connection.execute(Self.switchOffSQL)
    }

    private mutating func create(_ positions: [Int], _ connection: Connection) async throws {
        for start in stride(from: 0, to: positions.count, by: 500) {
            let batch = positions[start..<min(start + 500, positions.count)]
            let answers = try await connection.pipeline(
                batch.map { Query(candidates[$0].definition.createStatement(name: CandidateIndex.planName($0))) })
            for (position, answer) in zip(batch, answers) {
                unusable[position] = nil
                if case .failure(let error) = answer { unusable[position] = .refused(error.message) }
            }
        }
    }

    private static let prefix = CandidateIndex.planPrefix

    /// An index of the target's may be called as candidates are.
    private static let makeWaySQL = """
        UPDATE pg_class c SET relname = 'advisor_index_' || c.oid FROM pg_class o
        WHERE o.oid = c.oid AND c.relkind IN ('i', 'I') AND starts_with(c.relname::text, '\(prefix)')
        RETURNING c.oid::int8, o.relname AS original
        """

    /// The indexes of each candidate, those of partitions included.
    static let trees = """
        WITH RECURSIVE trees AS (
          SELECT oid, substring(relname FROM \(prefix.count + 1))::int AS candidate, true AS is_top
          FROM pg_class WHERE relkind IN ('i', 'I') AND relname ~ '^\(prefix)[0-9]+$'
          UNION ALL SELECT h.inhrelid, candidate, false FROM trees JOIN pg_inherits h ON h.inhparent = trees.oid)
        """
    private static let treesSQL = "\(trees) SELECT oid, candidate FROM trees ORDER BY candidate, oid"

    /// Those of partitions were named by the server; their names tell whose they are from now on.
    private static let switchOffSQL = """
        \(trees) UPDATE pg_index SET indislive = false FROM trees WHERE indexrelid = oid;
        \(trees) UPDATE pg_class SET relname = '\(prefix)' || candidate || '_' || trees.oid
        FROM trees WHERE pg_class.oid = trees.oid AND NOT is_top;
        """

    /// What each index of a candidate gets of its pages and entries: all of it, or a share by the size of the partition.
    func candidateFigures(_ connection: Connection) async throws -> [Int64: CandidateFigures] {
        guard !switches.isEmpty else { return [:] }
        let rows = try await connection.query(
            """
            SELECT indexrelid AS index_oid, indrelid AS relation_oid FROM pg_index JOIN pg_class c ON c.oid = indexrelid
            WHERE indexrelid = ANY ($1::oid[]) AND relkind = 'i'
            """, [.ints(switches.values.joined().map { Int($0) })])
        var relation: [Int64: Int64] = [:]
        for row in rows {
            relation[Int64(try row.decode("index_oid", as: Int.self))] = Int64(
                try row.decode("relation_oid", as: Int.self))
        }
        let sizes = RelationFigures(snapshot)
        var figures: [Int64: CandidateFigures] = [:]
        for (position, oids) in switches {
            let candidate = candidates[position]
            let leaves = oids.compactMap { oid in relation[oid].map { (oid, sizes.pages[$0] ?? 0) } }
            let total = max(1, leaves.reduce(0) { $0 + $1.1 })
            for (oid, pages) in leaves {
                let share = leaves.count == 1 ? 1 : Double(pages) / Double(total)
                figures[oid] = CandidateFigures(
                    pages: max(1, Int64(saturating: (Double(candidate.pages) * share).rounded())),
                    entries: candidate.entries * share, height: candidate.treeHeight)
            }
        }
        return figures
    }
}

struct CandidateFigures: Sendable {
    var pages: Int64
    var entries: Double
    var height: Int
}
