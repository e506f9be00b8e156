import Model
import Plans

/// The plans of the window's statements, read.
struct StatementPlans {
    struct Entry {
        let statement: String
        let method: String?
        /// nil where there is no plan, and `error` says why.
        let plan: Plan?
        let error: String?
    }

    private(set) var entries: [Entry] = []
    let indexes: IndexCatalog
    let catalog: Catalog

    init(_ evidence: WindowEvidence) {
        indexes = evidence.indexes
        catalog = evidence.catalog
        let section = evidence.section(.plans)
        let (plans, methods, errors) = (section.texts("plan"), section.texts("method"), section.texts("error"))
        var seen: Set<Int> = []
        for (row, hash) in section.texts("text_hash").enumerated() {
            // Spellings of one statement have one plan in common: the first counts.
            guard let hash, let group = evidence.statements.byTextHash[hash], seen.insert(group).inserted else {
                continue
            }
            var plan: Plan?
            var error = errors[row]
            if let text = plans[row] {
                do {
                    plan = try PlanReader.plan(json: Array(text.utf8))
                } catch let failure {
                    error = "the plan cannot be read: \(failure)"
                }
            }
            entries.append(
                Entry(statement: evidence.statements.groups[group].id, method: methods[row], plan: plan, error: error))
        }
    }

    /// A single plan that was given by hand.
    init(_ plan: Plan, evidence: WindowEvidence) {
        indexes = evidence.indexes
        catalog = evidence.catalog
        entries = [Entry(statement: "plan", method: "explain", plan: plan, error: nil)]
    }

    /// How many plans read each index, by oid.
    func usesByIndex() -> [Int64: Int] {
        var uses: [Int64: Int] = [:]
        for entry in entries {
            let read = Set((entry.plan.map(PlanNodeRow.all) ?? []).compactMap { indexOid($0.node) })
            for oid in read { uses[oid, default: 0] += 1 }
        }
        return uses
    }

    func relationOid(_ node: PlanNode) -> Int64? {
        node.relation.flatMap { catalog.relation(schema: node.schema, name: $0)?.oid }
    }

    /// A Bitmap Index Scan names its index only, not the table.
    func indexOid(_ node: PlanNode) -> Int64? {
        guard let name = node.index else { return nil }
        if let table = relationOid(node) { return indexes.oid(of: name, on: table) }
        return indexes.oid(named: name)
    }
}

/// A node of a plan and where it stands.
struct PlanNodeRow {
    let node: PlanNode
    /// From 0, in preorder.
    let number: Int
    let parent: Int?
    /// The root is 1.
    let depth: Int

    static func all(_ plan: Plan) -> [PlanNodeRow] {
        var rows: [PlanNodeRow] = []
        var pending: [(node: PlanNode, parent: Int?, depth: Int)] = [(plan.root, nil, 1)]
        while let next = pending.popLast() {
            let number = rows.count
            rows.append(PlanNodeRow(node: next.node, number: number, parent: next.parent, depth: next.depth))
            for child in next.node.children.reversed() { pending.append((child, number, next.depth + 1)) }
        }
        return rows
    }
}
