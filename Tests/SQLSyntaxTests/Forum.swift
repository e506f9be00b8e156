import Model
import SQLSyntax

/// The catalog that the tests resolve names against.
enum Forum {
    static let catalog = Catalog(
        relations: [
            table(
                1, "users",
                ["id bigint", "email character varying(80)", "name text", "active boolean", "created_at date"]),
            table(
                2, "posts",
                [
                    "id bigint", "author_id bigint", "title text", "body text", "tags text[]", "meta jsonb",
                    "score integer", "search tsvector", "created_at timestamp with time zone",
                    "deleted_at timestamp with time zone",
                ]),
            table(3, "comments", ["id bigint", "post_id bigint", "parent_id bigint", "author_id bigint", "text text"]),
            table(4, "orders", ["id bigint", "total numeric(10,2)"], schema: "shop"),
            view(
                10, "live_posts", ["id", "author", "title"],
                "SELECT id, author_id AS author, title FROM posts WHERE (deleted_at IS NULL);"),
            view(
                11, "titles", ["id", "label"], "SELECT live_posts.id, upper(live_posts.title) AS label FROM live_posts;"
            ),
            view(12, "loop_a", ["id"], "SELECT id FROM loop_b"),
            view(13, "loop_b", ["id"], "SELECT id FROM loop_a"),
            view(14, "broken", ["id"], "SELECT FROM WHERE"),
            view(
                15, "totals", ["author", "posts"],
                "SELECT u.name AS author, count(*) AS posts FROM (users u JOIN posts p ON ((p.author_id = u.id))) GROUP BY u.name"
            ),
        ], searchPath: ["public"])

    private static func table(_ oid: Int64, _ name: String, _ columns: [String], schema: String = "public")
        -> Catalog.Relation
    {
        Catalog.Relation(
            oid: oid, schema: schema, name: name,
            columns: columns.map { column in
                let parts = column.split(separator: " ", maxSplits: 1)
                return Catalog.Column(name: String(parts[0]), type: parts.count > 1 ? String(parts[1]) : "text")
            })
    }

    private static func view(_ oid: Int64, _ name: String, _ columns: [String], _ definition: String)
        -> Catalog.Relation
    {
        Catalog.Relation(
            oid: oid, schema: "public", name: name, kind: "view",
            columns: columns.map { Catalog.Column(name: $0, type: "text") }, viewDefinition: definition)
    }
}

/// Facts in one line each, so that tests read as tables.
struct Described {
    let facts: StatementFacts

    init(_ sql: String) {
        facts = SQL.facts(of: sql, catalog: Forum.catalog)
    }

    var relations: [String] {
        facts.relations.map { use in
            var line = use.oid == nil ? "?\(use.name)" : use.name
            if let alias = use.alias { line += " \(alias)" }
            line += " \(use.role.rawValue)"
            if let view = use.throughView { line += " through \(view)" }
            return line
        }
    }

    var predicates: [String] { facts.predicates.map(line) }

    var joins: [String] {
        facts.joins.map { "\(line($0.left)) \($0.op) \(line($0.right)) \($0.kind.rawValue)" }
    }

    var orderBy: [String] { facts.orderBy.map(line) }
    var groupBy: [String] { facts.groupBy.map(line) }
    var orders: [String] {
        facts.orders.map { "\($0.purpose.rawValue) \($0.keys.map(line).joined(separator: ", "))" }
    }
    var selected: [String] { facts.selected.map(line) }
    var written: [String] { facts.written.map(line) }
    var assigned: [String] { facts.assigned.map(line) }

    private func line(_ column: ColumnReference) -> String {
        guard let position = column.relation else { return "?.\(column.column)" }
        let use = facts.relations[position]
        return "\(use.alias ?? use.name).\(column.column)"
    }

    private func line(_ predicate: Predicate) -> String {
        var column = line(predicate.column)
        if let wrapper = predicate.wrappedBy { column = "\(wrapper)(\(column))" }
        if let cast = predicate.castTo { column += "::\(cast)" }
        var parts = [column, predicate.op]
        if let other = predicate.otherColumn {
            parts.append(
                predicate.comparand == .column ? line(other) : "\(predicate.comparand.rawValue) \(line(other))")
        } else {
            parts.append(predicate.constant ?? predicate.comparand.rawValue)
        }
        if let length = predicate.listLength { parts.append("[\(length)]") }
        if let position = predicate.rowPosition { parts.append("row \(position)") }
        if predicate.inDisjunction { parts.append("or") }
        if predicate.negated { parts.append("not") }
        if predicate.clause != .where { parts.append("in \(predicate.clause.rawValue)") }
        return parts.joined(separator: " ")
    }

    private func line(_ key: SortKey) -> String {
        var line = key.column.map(line) ?? "\(key.expression ?? "")()"
        if key.descending { line += " desc" }
        if let first = key.nullsFirst { line += first ? " nulls first" : " nulls last" }
        return line
    }
}
