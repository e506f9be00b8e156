import Model
import SQLSyntax

/// Tables of one name in several schemas, as where each tenant has a schema of its own: which of them an entry of
/// pg_stat_statements is about.
///
/// The server counts a text once for each set of tables that it meant, and says of none which they were. So the entries of one
/// text and one role are given to the schemas that have all its tables: the one that took most time to the one that was read
/// most.
struct SharedNames {
    private let paths: RoleSearchPaths
    /// Schemas by table, where there are several.
    private var schemas: [String: Set<String>] = [:]
    /// Rows read of a table in the window.
    private var reads: [String: [String: Double]] = [:]
    private let known: Set<String>
    private var rankings: [Set<String>: [(schema: String, rows: Double)]] = [:]
    /// What most statements have: no path of their own.
    let common: [String]

    init(_ window: Window) {
        let snapshot = window.last
        paths = RoleSearchPaths(snapshot)
        common = snapshot.searchPath
        let relations = snapshot[.relations]
        var names: [Int64: (schema: String, name: String)] = [:]
        var all: [String: Set<String>] = [:]
        for row in 0..<relations.count {
            guard let oid = relations[row, "oid"].integer, let schema = relations[row, "schema"].text,
                let name = relations[row, "name"].text
            else { continue }
            names[oid] = (schema, name)
            all[name, default: []].insert(schema)
        }
        known = Set(names.values.map(\.schema))
        schemas = all.filter { $0.value.count > 1 }
        guard !schemas.isEmpty else { return }
        let statistics = window.deltas[SectionShape.tableStatistics.name]?.section ?? Section(.tableStatistics)
        for row in 0..<statistics.count {
            guard let table = statistics[row, "relation_oid"].integer.flatMap({ names[$0] }), schemas[table.name] != nil
            else {
                continue
            }
            let rows = ["sequential_rows_read", "index_rows_fetched", "rows_inserted"].reduce(0.0) {
                $0 + Double(statistics[row, $1].integer ?? 0)
            }
            reads[table.name, default: [:]][table.schema, default: 0] += rows
        }
    }

    /// The role's path without schemas that nobody has made.
    func path(of user: Int64?) -> [String] { paths.path(of: user).filter { known.contains($0) || common.contains($0) } }

    /// For each of so many entries of one text and one role, the most expensive first, the schemas that are searched.
    mutating func paths(of text: String?, user: Int64?, entries: Int) -> [[String]] {
        let path = path(of: user)
        let same = Array(repeating: path, count: entries)
        guard !schemas.isEmpty, let text,
            let names = try? SQL.namesOfPlannable(SQL.carriedQuery(of: text) ?? SQL.plannable(text))
        else { return same }
        let shared = names.relations.filter { $0.schema == nil && schemas[$0.name] != nil }.map(\.name)
        guard !shared.isEmpty else { return same }
        let isFound = shared.allSatisfy { !(schemas[$0] ?? []).isDisjoint(with: path) }
        if isFound, entries == 1 { return same }
        let ranked = ranking(of: Set(shared)).filter { !isFound || $0.rows > 0 }.map(\.schema)
        guard !ranked.isEmpty else { return same }
        return (0..<entries).map { entry in
            let schema = ranked[entry % ranked.count]
            return [schema] + path.filter { $0 != schema }
        }
    }

    /// The schemas that have all these tables, those first of whose tables most was read. There may be thousands, and as many texts.
    private mutating func ranking(of names: Set<String>) -> [(schema: String, rows: Double)] {
        if let known = rankings[names] { return known }
        let having = names.dropFirst().reduce(names.first.flatMap { schemas[$0] } ?? []) {
            $0.intersection(schemas[$1] ?? [])
        }
        let ranked = having.map { schema in
            (schema: schema, rows: names.reduce(0) { $0 + (reads[$1]?[schema] ?? 0) })
        }.sorted { ($1.rows, $0.schema) < ($0.rows, $1.schema) }
        rankings[names] = ranked
        return ranked
    }
}

/// The schemas that are searched for the bare names of each entry of pg_stat_statements; nil where they are the target's own.
struct EntryPaths {
    private var paths: [[String]?]

    init(_ entries: Section, _ names: SharedNames, text: (_ hash: String) -> String?) {
        struct Source: Hashable {
            var hash: String
            var user: Int64?
        }
        var names = names
        paths = Array(repeating: nil, count: entries.count)
        var rows: [Source: [Int]] = [:]
        for row in 0..<entries.count {
            guard let hash = entries[row, "text_hash"].text, entries[row, "toplevel"].boolean != false else { continue }
            rows[Source(hash: hash, user: entries[row, "user_oid"].integer), default: []].append(row)
        }
        for (source, rows) in rows {
            let ranked = rows.sorted {
                (entries[$1, "total_exec_time"].real ?? 0, $0) < (entries[$0, "total_exec_time"].real ?? 0, $1)
            }
            let found = names.paths(of: text(source.hash), user: source.user, entries: rows.count)
            for (row, path) in zip(ranked, found) where path != names.common { paths[row] = path }
        }
    }

    subscript(row: Int) -> [String]? { paths[row] }
}
