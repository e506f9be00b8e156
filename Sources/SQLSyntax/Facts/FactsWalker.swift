import JSONTape
import Model

/// Walks the parse tree of a statement and writes down its facts. One walker serves one statement, on a big stack.
///
/// Its parts stand in files of their own: queries, FROM, targets, conditions, predicates, sub-queries, ordering,
/// modifications, utility statements, views.
final class FactsWalker {
    let catalog: Catalog
    let views: ViewDefinitions
    var facts = StatementFacts(kind: .utility)
    /// The text that the locations of the current tree refer to: the statement's or a view's definition.
    var source: [UInt8]
    /// The view that the statement names and that is being walked.
    var view: String?
    /// The views around the current one, to stop at cycles.
    var openViews: [Int64] = []
    /// While the side of a comparison is walked: the columns in it. nil: columns count as selected.
    var collected: [Located]?
    /// What was met since this was last cleared; shows whether a target is computed from many rows.
    var computed: Computed = []
    /// How many queries are around the current one.
    var queryDepth = 0
    private var outermostGroupBy: [SortKey] = []
    private var outermostOrderBy: [SortKey] = []
    private var outermostOrders: [RowOrder] = []
    private var selected: Set<ColumnReference> = []
    private var functions: Set<String> = []

    /// An operand and the scope that its relation stands in.
    struct Located {
        var operand: Operand
        var scope: Scope
    }

    struct Computed: OptionSet {
        let rawValue: Int
        static let aggregate = Computed(rawValue: 1)
        static let window = Computed(rawValue: 2)
    }

    private init(catalog: Catalog, views: ViewDefinitions, source: [UInt8]) {
        self.catalog = catalog
        self.views = views
        self.source = source
    }

    static func facts(of text: String, catalog: Catalog, views: ViewDefinitions) -> StatementFacts {
        do throws(SyntaxError) {
            let parsed = try Repair.parse(text)
            let walker = FactsWalker(catalog: catalog, views: views, source: parsed.source)
            return try walker.walk(parsed.tape.root)
        } catch {
            var facts = StatementFacts(kind: .unparsed)
            facts.parseError = error.description
            return facts
        }
    }

    private func walk(_ root: JSONValue) throws(SyntaxError) -> StatementFacts {
        let statements = root.nodesOfStatements
        guard let first = statements.first else { throw .empty }
        facts.kind = Self.kind(of: first)
        for statement in statements { walkStatement(statement) }
        facts.groupBy = outermostGroupBy + facts.groupBy
        facts.orderBy = outermostOrderBy + facts.orderBy
        facts.orders = outermostOrders + facts.orders
        facts.functions = functions.sorted()
        return facts
    }

    // MARK: Writing facts down

    /// Counts a feature; what a view does is no habit of the statement that reads it.
    func note(_ feature: Feature) {
        if view == nil { facts.features[feature, default: 0] += 1 }
    }

    func noteFunction(_ name: String) { functions.insert(name) }

    /// Computed columns and those of unknown relations are left out: they are no columns that an index could hold.
    func noteSelected(_ column: ColumnReference) {
        guard column.relation != nil else { return }
        if selected.insert(column).inserted { facts.selected.append(column) }
    }

    func noteGroupBy(_ keys: [SortKey]) {
        if queryDepth == 1, view == nil { outermostGroupBy += keys } else { facts.groupBy += keys }
    }

    func noteOrderBy(_ keys: [SortKey]) {
        if queryDepth == 1, view == nil { outermostOrderBy += keys } else { facts.orderBy += keys }
    }

    func noteOrder(_ order: RowOrder) {
        guard !order.keys.isEmpty, !outermostOrders.contains(order), !facts.orders.contains(order) else { return }
        if queryDepth == 1, view == nil { outermostOrders.append(order) } else { facts.orders.append(order) }
    }

    /// A column met in a value: part of the side of a comparison, or else selected.
    func noteColumn(_ operand: Operand, in scope: Scope) {
        if collected != nil {
            collected?.append(Located(operand: operand, scope: scope))
        } else {
            noteSelected(operand.column)
        }
    }

    /// Walks something whose columns are not part of the comparison around it.
    func withoutCollecting<Value>(_ body: () -> Value) -> Value {
        let outer = (collected, computed)
        collected = nil
        defer { (collected, computed) = outer }
        return body()
    }
}

extension JSONValue {
    /// The statements of a whole parse result.
    fileprivate var nodesOfStatements: [Node] {
        self["stmts"]?.elements.compactMap { $0.node("stmt") } ?? []
    }
}
