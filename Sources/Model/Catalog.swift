/// The relations of a target by name: what SQLSyntax resolves names against.
public struct Catalog: Sendable {
    public struct Column: Sendable, Hashable {
        public var name: String
        /// As format_type prints it: `character varying(40)`.
        public var type: String
        /// pg_type.typcategory: N numeric, S string, D date and time, B boolean, A array, U user-defined ...
        public var typeCategory: String
        public var notNull: Bool

        public init(name: String, type: String, typeCategory: String = "", notNull: Bool = false) {
            self.name = name
            self.type = type
            self.typeCategory = typeCategory
            self.notNull = notNull
        }
    }

    public struct Relation: Sendable {
        public var oid: Int64
        public var schema: String
        public var name: String
        /// As in the section `relations`: table, partitioned, view, matview, foreign ...
        public var kind: String
        public var columns: [Column]
        /// The defining SELECT of a view; nil for all others.
        public var viewDefinition: String?

        public init(
            oid: Int64, schema: String, name: String, kind: String = "table", columns: [Column],
            viewDefinition: String? = nil
        ) {
            self.oid = oid
            self.schema = schema
            self.name = name
            self.kind = kind
            self.columns = columns
            self.viewDefinition = viewDefinition
        }
    }

    public private(set) var relations: [Relation]
    /// Schemas searched for a bare name, in order; pg_catalog is always searched first.
    public var searchPath: [String]
    private var byName: [String: [String: Int]]

    public init(relations: [Relation], searchPath: [String] = ["public"]) {
        self.relations = relations
        self.searchPath = searchPath
        byName = [:]
        for (position, relation) in relations.enumerated() {
            byName[relation.name, default: [:]][relation.schema] = position
        }
    }

    /// Finds a relation as PostgreSQL would: by its schema, or else along the search path. A bare name that is in no
    /// schema of the path but in exactly one other is taken too: a statement's own search_path is not recorded.
    public func relation(schema: String?, name: String) -> Relation? {
        guard let candidates = byName[name] else { return nil }
        if let schema { return candidates[schema].map { relations[$0] } }
        for schema in searchPath {
            if let position = candidates[schema] { return relations[position] }
        }
        guard candidates.count == 1, let only = candidates.first else { return nil }
        return relations[only.value]
    }
}

extension Catalog {
    /// The catalog as a snapshot saw it.
    public init(_ snapshot: Snapshot) {
        let columns = snapshot[.columns]
        let owners = columns.integers("relation_oid")
        var byRelation: [Int64: [Column]] = [:]
        let names = columns.texts("name")
        let types = columns.texts("type")
        let categories = columns.texts("type_category")
        for row in 0..<columns.count {
            guard let owner = owners[row], let name = names[row] else { continue }
            byRelation[owner, default: []].append(
                Column(
                    name: name, type: types[row] ?? "", typeCategory: categories[row] ?? "",
                    notNull: columns[row, "not_null"].boolean ?? false))
        }
        let views = snapshot[.views]
        var definitions: [Int64: String] = [:]
        for row in 0..<views.count {
            if let oid = views[row, "oid"].integer { definitions[oid] = views[row, "definition"].text }
        }
        let section = snapshot[.relations]
        let relations = (0..<section.count).compactMap { row -> Relation? in
            guard let oid = section[row, "oid"].integer, let schema = section[row, "schema"].text,
                let name = section[row, "name"].text, let kind = section[row, "kind"].text
            else { return nil }
            return Relation(
                oid: oid, schema: schema, name: name, kind: kind, columns: byRelation[oid] ?? [],
                viewDefinition: kind == "view" ? definitions[oid] : nil)
        }
        self.init(relations: relations, searchPath: snapshot.searchPath)
    }
}

extension Snapshot {
    /// The schemas of the setting search_path, `"$user"` left out; `public` where it was not read.
    public var searchPath: [String] {
        let settings = self[.settings]
        let row = (0..<settings.count).first { settings[$0, "name"].text == "search_path" }
        guard let text = row.flatMap({ settings[$0, "setting"].text }) else { return ["public"] }
        return text.split(separator: ",").map { part in
            var name = Substring(part.drop { $0 == " " })
            while name.last == " " { name.removeLast() }
            if name.first == "\"", name.last == "\"", name.count >= 2 { name = name.dropFirst().dropLast() }
            return String(name)
        }.filter { $0 != "$user" && !$0.isEmpty }
    }
}
