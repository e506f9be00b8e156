import Model

/// Which methods other than btree serve a condition, by operator and type (pg_amop of PostgreSQL 15 and of pg_trgm).
enum SearchMethods {
    /// PostgreSQL's own and those of extensions.
    static func searches(
        _ predicate: Predicate, _ key: IndexDefinition.Key, _ table: TargetTable, _ schema: TargetSchema
    ) -> [Search] {
        let own = search(predicate, key, table, schema)
        guard let column = key.column.flatMap(table.column) else { return [own].compactMap { $0 } }
        let others = schema.operatorClasses.searching(column.typeName, predicate.op).map {
            Search(key: key, method: $0.method, operatorClasses: [$0.spelling])
        }
        return [own].compactMap { $0 } + others
    }

    private static func search(
        _ predicate: Predicate, _ key: IndexDefinition.Key, _ table: TargetTable, _ schema: TargetSchema
    ) -> Search? {
        let column = key.column.flatMap(table.column)
        let op = predicate.op
        if predicate.wrappedBy == "to_tsvector" || column?.typeName == "tsvector" {
            return op == "@@" ? Search(key: key, method: "gin", operatorClasses: [nil]) : nil
        }
        if ["~~", "~~*", "~", "~*", "%"].contains(op) {
            return column.map({ $0.category == "S" }) ?? true ? trigrams(predicate, key, schema) : nil
        }
        guard let column else {
            // A part of a document: `data -> 'tags' @> ...`.
            return op == "@>" && predicate.wrappedBy == "->"
                ? Search(key: key, method: "gin", operatorClasses: ["jsonb_path_ops"]) : nil
        }
        switch (column.typeName, column.category) {
        case ("jsonb", _):
            if ["@>", "@?", "@@"].contains(op) {
                return Search(key: key, method: "gin", operatorClasses: ["jsonb_path_ops", nil])
            }
            return ["?", "?|", "?&"].contains(op) ? Search(key: key, method: "gin", operatorClasses: [nil]) : nil
        case (_, "A"):
            return ["@>", "<@", "&&"].contains(op) ? Search(key: key, method: "gin", operatorClasses: [nil]) : nil
        case (_, "R"):
            let operators = ["@>", "<@", "&&", "<<", ">>", "-|-", "&<", "&>"]
            return operators.contains(op) ? Search(key: key, method: "gist", operatorClasses: [nil]) : nil
        case (_, "G"):
            let operators = ["@>", "<@", "&&", "<<", ">>", "~=", "&<", "&>", "<<|", "|>>", "&<|", "|&>", "<^", ">^"]
            return operators.contains(op) && geometry.contains(column.typeName)
                ? Search(key: key, method: "gist", operatorClasses: [nil]) : nil
        case ("inet", _), ("cidr", _):
            let operators = ["<<", "<<=", ">>", ">>=", "&&"]
            return operators.contains(op) ? Search(key: key, method: "gist", operatorClasses: ["inet_ops"]) : nil
        default: return nil
        }
    }

    /// Where pg_trgm would have to be installed first: only for patterns that a btree cannot serve.
    private static func trigrams(
        _ predicate: Predicate, _ key: IndexDefinition.Key, _ schema: TargetSchema
    ) -> Search? {
        var search = Search(key: key, method: "gin", operatorClasses: [schema.operatorClasses.spelling("gin_trgm_ops")])
        if schema.extensions.contains("pg_trgm") { return search }
        guard schema.availableExtensions.contains("pg_trgm"), predicate.op != "%", predicate.leadingWildcard != false,
            predicate.isAnchored != true
        else { return nil }
        search.missingExtension = "pg_trgm"
        return search
    }

    /// Types of PostgreSQL's own that have a GiST operator class by default.
    private static let geometry: Set<String> = ["point", "box", "circle", "polygon"]

    /// What gives rows by their distance from something, the nearest first; nil where nothing does.
    static func nearest(_ op: String, _ column: TargetColumn, _ schema: TargetSchema) -> Search? {
        let key = IndexDefinition.Key(column: column.name)
        let gist = Search(key: key, method: "gist", operatorClasses: [nil])
        if let own = schema.operatorClasses.ordering(column.typeName, op).first {
            return Search(key: key, method: own.method, operatorClasses: [own.spelling])
        }
        switch (column.typeName, column.category) {
        case (let type, "G") where geometry.contains(type): return op == "<->" ? gist : nil
        case ("geometry", _), ("geography", _), ("cube", _): return gist
        case (_, "S"):
            let operators = ["<->", "<->>", "<->>>"]
            return schema.extensions.contains("pg_trgm") && operators.contains(op)
                ? Search(key: key, method: "gist", operatorClasses: [schema.operatorClasses.spelling("gist_trgm_ops")])
                : nil
        case (_, "N"), (_, "D"): return schema.extensions.contains("btree_gist") && op == "<->" ? gist : nil
        default: return nil
        }
    }
}
