import Model

/// A plan for programs.
enum PlanDocument {
    /// The first plan as ever, further ones under `others`, and what of the input was not read.
    static func document(_ explanation: PlanExplanation) -> Document {
        let documents = explanation.parts.map { part in
            members(part.analysis).merging(["line": Document(part.line)]) { $1 }
        }
        var document = documents.first ?? [:]
        document["others"] = .array(documents.dropFirst().map { .object($0) })
        document["input"] = .object([
            "lines": Document(explanation.lineCount), "plans": Document(explanation.parts.count),
            "problems": .array(explanation.problems.map { .text($0) }),
            "unread_lines": Document(explanation.unread.count),
            "unread": .array(
                explanation.unread.map { .object(["line": Document($0.number), "text": .text($0.text)]) }),
        ])
        return .object(document)
    }

    static func document(_ analysis: PlanAnalysis) -> Document { .object(members(analysis)) }

    private static func members(_ analysis: PlanAnalysis) -> [String: Document] {
        let plan = analysis.plan
        return [
            "schema_version": Document(Analysis.schemaVersion), "plan": node(plan.root),
            "planning_time": Document(plan.planningTime), "execution_time": Document(plan.executionTime),
            "jit": figures(plan.jit), "triggers": figures(plan.triggers),
            "planning_buffers": figures(plan.planningBuffers),
            "settings": .object(plan.settings.mapValues { .text($0) }), "query": Document(plan.queryText),
            "findings": .array(analysis.findings.map(JSONReport.finding)),
            "coverage": .object(["rules": .array(analysis.rules.map(JSONReport.outcome))]),
        ]
    }

    private static func figures(_ figures: [String: Double]) -> Document { .object(figures.mapValues { .number($0) }) }

    private static func node(_ node: PlanNode) -> Document {
        .object([
            "type": .text(node.type), "schema": Document(node.schema), "relation": Document(node.relation),
            "alias": Document(node.alias), "index": Document(node.index), "join_type": Document(node.joinType),
            "parent_relationship": Document(node.parentRelationship), "startup_cost": .number(node.startupCost),
            "total_cost": .number(node.totalCost), "exclusive_cost": .number(node.exclusiveCost),
            "rows": .number(node.rows), "width": .number(node.width), "actual_rows": Document(node.actualRows),
            "loops": Document(node.loops), "actual_startup_time": Document(node.actualStartupTime),
            "actual_total_time": Document(node.actualTotalTime), "exclusive_time": Document(node.exclusiveTime),
            "exclusive_shared_hit": Document(node.exclusiveSharedHit),
            "exclusive_shared_read": Document(node.exclusiveSharedRead),
            "exclusive_temp_read": Document(node.exclusiveTempRead),
            "exclusive_temp_written": Document(node.exclusiveTempWritten),
            "misestimate": Document(node.misestimate), "details": .object(node.details.mapValues { .text($0) }),
            "workers": .array(
                node.workers.map { worker in
                    .object([
                        "number": Document(worker.number), "details": .object(worker.details.mapValues { .text($0) }),
                    ])
                }),
            "children": .array(node.children.map(self.node)),
        ])
    }
}
