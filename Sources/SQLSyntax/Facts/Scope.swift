import Model

/// A column as an expression sees it: the stored column behind a name, and what stands around it.
struct Operand {
    var column: ColumnReference
    var wrappedBy: String?
    var castTo: String?

    var isBare: Bool { wrappedBy == nil && castTo == nil }
}

/// A column that a query gives to the query around it.
struct OutputColumn {
    var name: String
    /// The stored column it comes from; nil for an expression without one, an aggregate, a window function.
    var operand: Operand?
}

/// One item of FROM.
struct Source {
    enum Columns {
        /// A stored relation: position in the facts, and its columns where the catalog knows it.
        case relation(Int, Catalog.Relation?)
        case derived([OutputColumn])
    }

    var name: String
    var schema: String?
    var columns: Columns
    /// Reads at least one stored relation and may give many rows.
    var readsManyRows: Bool
    /// A table or view of the database, not a sub-query, a WITH query or a function.
    var isStored = false

    /// A relation that the catalog does not know: any name may be a column of it.
    var isOpen: Bool {
        if case .relation(_, nil) = columns { return true }
        return false
    }

    func column(_ name: String) -> Operand? {
        switch columns {
        case .relation(let position, let relation):
            guard relation?.columns.contains(where: { $0.name == name }) ?? false else { return nil }
            return Operand(column: ColumnReference(relation: position, column: name))
        case .derived(let columns):
            guard let column = columns.first(where: { $0.name == name }) else { return nil }
            return column.operand ?? Operand(column: ColumnReference(relation: nil, column: name))
        }
    }

    /// What a qualified name means here even where the column is not listed: a system column, or a catalog that is
    /// older than the statement.
    func anyColumn(_ name: String) -> Operand {
        if let operand = column(name) { return operand }
        if case .relation(let position, _) = columns {
            return Operand(column: ColumnReference(relation: position, column: name))
        }
        return Operand(column: ColumnReference(relation: nil, column: name))
    }

    /// All columns in order; none for a relation that the catalog does not know.
    var outputs: [OutputColumn] {
        switch columns {
        case .relation(let position, let relation):
            (relation?.columns ?? []).map {
                OutputColumn(
                    name: $0.name, operand: Operand(column: ColumnReference(relation: position, column: $0.name)))
            }
        case .derived(let columns): columns
        }
    }
}

/// The names that expressions of one query level can see.
final class Scope {
    /// The query around it, as far as its columns are visible here.
    let parent: Scope?
    /// WITH queries visible here, by name.
    var commonTables: [String: CommonTable]
    var sources: [Source] = []
    /// How the rows of this query are joined to those of the query around it, where a condition compares both.
    let correlation: Join.Kind
    /// An expression in it uses a column of an outer query.
    private(set) var isCorrelated = false
    /// Sources whose columns were resolved since this was last cleared, a bit each; those behind the 64th share one.
    var touched: UInt64 = 0
    var isGrouped = false
    /// Set where the query is the UNION of a WITH RECURSIVE.
    var recursion: Recursion?
    /// Which sources conditions tie together.
    var connections = Connections()

    init(parent: Scope?, commonTables: [String: CommonTable], correlation: Join.Kind = .inner) {
        self.parent = parent
        self.commonTables = commonTables
        self.correlation = correlation
    }

    /// Finds the column that a name means, from the inside out.
    func resolve(_ column: String, qualifier: String?, schema: String? = nil) -> (operand: Operand, scope: Scope)? {
        var current: Scope? = self
        while let scope = current {
            if let (source, operand) = scope.find(column, qualifier: qualifier, schema: schema) {
                reach(scope, source)
                return (operand, scope)
            }
            current = scope.parent
        }
        return qualifier == nil ? guess(column) : nil
    }

    private func find(_ column: String, qualifier: String?, schema: String?) -> (source: Int, operand: Operand)? {
        for (position, source) in sources.enumerated() {
            if let qualifier {
                guard source.name == qualifier, schema == nil || source.schema == nil || schema == source.schema
                else { continue }
                return (position, source.anyColumn(column))
            }
            if let operand = source.column(column) { return (position, operand) }
        }
        return nil
    }

    /// A name that no known relation has belongs to the one unknown relation in sight, if it is one.
    private func guess(_ column: String) -> (operand: Operand, scope: Scope)? {
        var current: Scope? = self
        while let scope = current {
            let open = scope.sources.indices.filter { scope.sources[$0].isOpen }
            let isSystem = Self.systemColumns.contains(column) && scope.sources.count == 1
            if let only = isSystem ? 0 : open.first {
                guard open.count <= 1 else { return nil }
                reach(scope, only)
                return (scope.sources[only].anyColumn(column), scope)
            }
            current = scope.parent
        }
        return nil
    }

    private static let systemColumns: Set<String> = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]

    /// Whether a bare name is a source: a whole-row reference.
    func source(named name: String) -> Source? {
        var current: Scope? = self
        while let scope = current {
            if let position = scope.sources.firstIndex(where: { $0.name == name }) {
                reach(scope, position)
                return scope.sources[position]
            }
            current = scope.parent
        }
        return nil
    }

    /// Notes that a source of an enclosing scope, or of this one, was used.
    private func reach(_ target: Scope, _ source: Int) {
        var current: Scope? = self
        while let scope = current, scope !== target {
            scope.isCorrelated = true
            current = scope.parent
        }
        target.touched |= 1 << UInt64(min(source, 63))
    }
}

/// A query of WITH as its users see it.
struct CommonTable {
    var columns: [OutputColumn]
    var readsManyRows: Bool
}
