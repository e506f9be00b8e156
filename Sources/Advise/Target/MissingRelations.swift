import Model

/// Relations that are in the catalogs but not in the schema that was collected: no twin has them. Without a schema nothing is
/// known to be missing.
struct MissingRelations {
    private let dumped: Set<String>?
    private let reasons: [String: String]

    init(_ snapshot: Snapshot) {
        let dump = snapshot[.schemaDump]
        let kinds: Set = ["TABLE", "VIEW", "MATERIALIZED VIEW"]
        dumped =
            dump.count == 0
            ? nil
            : Set(
                (0..<dump.count).filter { kinds.contains(dump[$0, "kind"].text ?? "") }.map {
                    Quote.qualified(dump[$0, "schema"].text, dump[$0, "name"].text ?? "")
                })
        reasons = Dictionary(
            snapshot.unreadable.compactMap { item in item.object.map { ($0, item.reason) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Why a relation is missing; nil where it is not. Foreign tables are never dumped.
    func reason(schema: String?, name: String, kind: String?) -> String? {
        guard let dumped, ["table", "partitioned", "matview", "view"].contains(kind) else { return nil }
        // Snapshots of before 2026-12 were made by pg_dump, which writes a name on one line of a comment.
        let printed = String(name.map { $0.isNewline ? " " : $0 })
        guard !dumped.contains(Quote.qualified(schema, name)), !dumped.contains(Quote.qualified(schema, printed)) else {
            return nil
        }
        return reasons[Quote.qualified(schema, name)]
            ?? "it could not be collected: it, or something that it rests on, was locked, or closed to the role that collected"
    }
}
