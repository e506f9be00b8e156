import JSONTape

/// What can be added up, and counted in part.
protocol Weighable {
    static var zero: Self { get }
    static func + (left: Self, right: Self) -> Self
    static func * (value: Self, factor: Double) -> Self
}

extension Double: Weighable {}

/// The work of one execution as the planner expects it, apart from where the blocks come from.
struct PlanWork: Weighable, Sendable, Equatable {
    /// Planner units without those of pages: rows, conditions, functions.
    var processor = 0.0
    /// Pages of tables and leaves of indexes.
    var pages = 0.0
    /// How often an index is searched from its root.
    var searches = 0.0
    /// Indexes that are searched at all.
    var indexes = 0.0
    /// Rows that come out.
    var rows = 0.0
    /// Of the cost, what goes into reading whole tables however few rows come of it, as a cost with `MemoryCosts.page`.
    var whole = 0.0

    static let zero = PlanWork()

    /// With all pages in memory, in planner units.
    var cost: Double { processor + MemoryCosts.page * pages }
    /// Share of the cost that goes into reading whole tables, 0 to 1.
    var wholeShare: Double { cost > 0 ? min(1, whole / cost) : 0 }

    /// - Parameters:
    ///   - plan: EXPLAIN (FORMAT JSON) with all pages at `MemoryCosts.page`.
    ///   - dearer: cost of the same plan with pages at one unit more.
    /// - Returns: nil for what is no plan.
    init?(plan: String, dearer: Double) {
        guard let root = (try? JSONTape(plan).root)?[0]?["Plan"], let cost = root["Total Cost"]?.double else {
            return nil
        }
        pages = max(0, dearer - cost)
        processor = max(0, cost - MemoryCosts.page * pages)
        rows = root["Plan Rows"]?.double ?? 0
        add(root, times: 1)
    }

    init(
        processor: Double = 0, pages: Double = 0, searches: Double = 0, indexes: Double = 0, rows: Double = 0,
        whole: Double = 0
    ) {
        self.processor = processor
        self.pages = pages
        self.searches = searches
        self.indexes = indexes
        self.rows = rows
        self.whole = whole
    }

    /// - Parameter times: how often the node is begun anew.
    private mutating func add(_ node: JSONValue, times: Double) {
        let kind = node["Node Type"]?.string ?? ""
        if kind == "Seq Scan" { whole += node["Total Cost"]?.double ?? 0 }
        if ["Index Scan", "Index Only Scan", "Bitmap Index Scan"].contains(kind) {
            searches += times
            indexes += 1
            if node["Index Cond"] == nil { whole += node["Total Cost"]?.double ?? 0 }
        }
        var outer = 1.0
        for child in node["Plans"]?.elements.map({ $0 }) ?? [] {
            let relationship = child["Parent Relationship"]?.string
            let isRepeated = kind == "Nested Loop" && relationship == "Inner"
            add(child, times: isRepeated ? times * max(1, outer) : times)
            if relationship == "Outer" { outer = child["Plan Rows"]?.double ?? 1 }
        }
    }

    /// The work when of the rows expected only a share comes, 0 to 1: what is looked up for them falls with it, reading whole
    /// tables does not.
    func withRows(_ share: Double) -> PlanWork {
        let kept = wholeShare + (1 - wholeShare) * share
        return PlanWork(
            processor: processor * kept, pages: pages * kept, searches: max(min(1, searches), searches * share),
            indexes: indexes, rows: rows * share, whole: whole)
    }

    static func + (left: PlanWork, right: PlanWork) -> PlanWork {
        PlanWork(
            processor: left.processor + right.processor, pages: left.pages + right.pages,
            searches: left.searches + right.searches, indexes: left.indexes + right.indexes,
            rows: left.rows + right.rows, whole: left.whole + right.whole)
    }

    static func * (work: PlanWork, factor: Double) -> PlanWork {
        PlanWork(
            processor: work.processor * factor, pages: work.pages * factor, searches: work.searches * factor,
            indexes: work.indexes * factor, rows: work.rows * factor, whole: work.whole * factor)
    }
}
