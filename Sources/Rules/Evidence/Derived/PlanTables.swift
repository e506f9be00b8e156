import Model
import Plans

/// What a row of `plan_nodes` is made from. A class: each of the 35 columns goes over all rows, and to copy a plan's node is
/// to retain twenty objects.
private final class NodeRow {
    let entry: StatementPlans.Entry
    let plan: Plan
    let place: PlanNodeRow
    let relation: Int64?
    let index: Int64?

    init(_ entry: StatementPlans.Entry, _ plan: Plan, _ place: PlanNodeRow, relation: Int64?, index: Int64?) {
        (self.entry, self.plan, self.place, self.relation, self.index) = (entry, plan, place, relation, index)
    }

    var node: PlanNode { place.node }

    func detail(_ names: String...) -> String? { names.lazy.compactMap { [node] in node.details[$0] }.first }
    func integer(_ name: String) -> Int64? { node.figure(name).flatMap { Int64(exactly: $0.rounded()) } }
}

extension WindowEvidence {
    /// `statement_plans`.
    func statementPlansTable() -> Section {
        let jitCost = settings.text("jit") == "off" ? nil : settings.number("jit_above_cost")
        return Section(
            .statementPlans, plans.entries.map { (entry: $0, nodes: $0.plan.map(PlanNodeRow.all)) },
            [
                .text("statement_id") { $0.entry.statement },
                .real("total_cost") { $0.entry.plan?.root.totalCost },
                .integer("node_count") { $0.nodes.map { Int64($0.count) } },
                .integer("depth") { $0.nodes?.map(\.depth).max().map { Int64($0) } },
                .real("planned_rows") { $0.entry.plan?.root.rows },
                .text("method") { $0.entry.method },
                .boolean("jit") { row in
                    row.entry.plan.map { plan in
                        !plan.jit.isEmpty || jitCost.map { $0 >= 0 && plan.root.totalCost >= $0 } ?? false
                    }
                },
                .real("jit_time") { row in row.entry.plan.flatMap { $0.jit["Total"] } },
                .real("execution_time") { $0.entry.plan?.executionTime },
                .real("planning_time") { $0.entry.plan?.planningTime },
                .text("error") { $0.entry.error },
            ])
    }

    /// `plan_nodes`.
    func planNodesTable() -> Section {
        let rows = plans.entries.flatMap { entry -> [NodeRow] in
            guard let plan = entry.plan else { return [] }
            return PlanNodeRow.all(plan).map { place in
                NodeRow(
                    entry, plan, place, relation: plans.relationOid(place.node), index: plans.indexOid(place.node))
            }
        }
        return Section(.planNodes, rows, (placeColumns() + costColumns() + conditionColumns() + actualColumns()))
    }

    private func placeColumns() -> [Column<NodeRow>] {
        let relations = relations
        return [
            .text("statement_id") { $0.entry.statement },
            .integer("node") { Int64($0.place.number) },
            .integer("parent") { $0.place.parent.map { Int64($0) } },
            .integer("depth") { Int64($0.place.depth) },
            .text("type") { $0.node.type },
            .integer("relation_oid") { $0.relation },
            .text("object") { row in
                relations.object(row.relation) ?? row.node.relation.map { Quote.qualified(row.node.schema, $0) }
            },
            .integer("index_oid") { $0.index },
            .text("index_name") { $0.node.index },
            .text("alias") { $0.node.alias },
            .text("join_type") { $0.node.joinType },
            .text("parent_relationship") { $0.node.parentRelationship },
        ]
    }

    private func costColumns() -> [Column<NodeRow>] {
        [
            .real("startup_cost") { $0.node.startupCost },
            .real("total_cost") { $0.node.totalCost },
            .real("exclusive_cost") { $0.node.exclusiveCost },
            .real("cost_share") { row in
                row.plan.root.totalCost > 0 ? min(row.node.exclusiveCost / row.plan.root.totalCost, 1) : nil
            },
            .real("rows") { $0.node.rows },
            .integer("width") { Int64(saturating: $0.node.width) },
        ]
    }

    private func conditionColumns() -> [Column<NodeRow>] {
        [
            .text("filter") { $0.detail("Filter", "Join Filter", "One-Time Filter") },
            .text("condition") { $0.detail("Index Cond", "Hash Cond", "Merge Cond", "Recheck Cond", "TID Cond") },
            .text("sort_key") { $0.detail("Sort Key", "Group Key", "Presorted Key") },
            .text("sort_method") { $0.detail("Sort Method") },
            .text("sort_space_type") { $0.detail("Sort Space Type") },
            .real("sort_space_kb") { $0.node.figure("Sort Space Used") },
            .integer("hash_batches") { $0.integer("Hash Batches") ?? $0.integer("HashAgg Batches") },
            .integer("original_hash_batches") {
                $0.integer("Original Hash Batches") ?? $0.integer("Planned Partitions")
            },
            .integer("exact_heap_blocks") { $0.integer("Exact Heap Blocks") },
            .integer("lossy_heap_blocks") { $0.integer("Lossy Heap Blocks") },
            .integer("workers_planned") { $0.integer("Workers Planned") },
            .integer("workers_launched") { $0.integer("Workers Launched") },
        ]
    }

    private func actualColumns() -> [Column<NodeRow>] {
        [
            .real("actual_rows") { $0.node.actualRows },
            .real("loops") { $0.node.loops },
            .real("exclusive_time") { $0.node.exclusiveTime },
            .real("time_share") { row in
                guard let time = row.node.exclusiveTime,
                    let total = row.plan.executionTime, total > 0
                else { return nil }
                return min(time / total, 1)
            },
            .real("rows_removed") { row in
                let removed = [
                    "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck",
                ].compactMap(row.node.figure)
                return removed.isEmpty ? nil : removed.reduce(0, +)
            },
            .real("heap_fetches") { $0.node.figure("Heap Fetches") },
            .real("shared_read") { $0.node.exclusiveSharedRead },
            .real("shared_hit") { $0.node.exclusiveSharedHit },
            .real("temp_written") { $0.node.exclusiveTempWritten },
        ]
    }
}
