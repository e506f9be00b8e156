import JSONTape
import Model

/// Reads a plan from the tree that the JSON format is, and that YAML and XML are turned into.
struct TreePlan {
    /// The line on which a byte of the tree's text stands in what the user gave.
    var line: (_ offset: Int) -> Int

    /// Deeper plans are refused before the stack ends; PostgreSQL's own limit on nested queries is below it.
    static let deepest = 1_000

    func plans(_ value: JSONValue) throws(PlanError) -> [Plan] {
        try plans(value, depth: 0)
    }

    /// Rows that a driver or pgAdmin exported hold the plan as a value: `[{"QUERY PLAN": [{"Plan": ...}]}]`.
    private func plans(_ value: JSONValue, depth: Int) throws(PlanError) -> [Plan] {
        var plans: [Plan] = []
        if value.kind == .array, depth < Self.deepestRow {
            for element in value.elements { plans += try self.plans(element, depth: depth + 1) }
        } else if value.kind == .object, value["Plan"] == nil, value["Node Type"] == nil, depth < Self.deepestRow,
            let row = value.members.first(where: { $0.value.kind == .array || $0.value.kind == .object })
        {
            plans = try self.plans(row.value, depth: depth + 1)
        } else {
            plans = [try plan(value)]
        }
        return plans
    }

    private static let deepestRow = 5

    private func plan(_ value: JSONValue) throws(PlanError) -> Plan {
        guard value.kind == .object else { throw .noPlan(line: line(value.rawBytes.startIndex)) }
        if value["Node Type"] != nil { return Self.finished(Plan(root: try node(value))) }
        guard let root = value["Plan"] else { throw .noPlan(line: line(value.rawBytes.startIndex)) }
        var plan = Plan(root: try node(root))
        for (key, value) in value.members {
            switch key.string {
            case "Planning Time": plan.planningTime = Self.figure(value)
            case "Execution Time", "Total Runtime": plan.executionTime = Self.figure(value)
            case "Query Text": plan.queryText = value.string
            case "Settings": for (name, setting) in value.members { plan.settings[name.string ?? ""] = setting.string }
            case "Planning": plan.planningBuffers = Self.buffers(value)
            case "JIT": plan.jit = Self.jit(value)
            case "Triggers": for trigger in value.elements { Self.add(trigger, to: &plan.triggers) }
            default: break
            }
        }
        return Self.finished(plan)
    }

    private static func finished(_ plan: Plan) -> Plan {
        var plan = plan
        Exclusive.compute(&plan.root)
        return plan
    }

    private func node(_ value: JSONValue, depth: Int = 1) throws(PlanError) -> PlanNode {
        guard depth <= Self.deepest else {
            throw .malformed(line: line(value.rawBytes.startIndex), "the plan is nested too deeply")
        }
        var node = PlanNode(type: "")
        for (key, value) in value.members {
            switch PlanFieldTable.shared.field(key) {
            case .type: node.type = value.string ?? ""
            case .schema: node.schema = value.string
            case .relation: node.relation = value.string
            case .alias: node.alias = value.string
            case .index: node.index = value.string
            case .joinType: node.joinType = value.string
            case .parentRelationship: node.parentRelationship = value.string
            case .startupCost: node.startupCost = Self.figure(value) ?? 0
            case .totalCost: node.totalCost = Self.figure(value) ?? 0
            case .rows: node.rows = Self.figure(value) ?? 0
            case .width: node.width = Self.figure(value) ?? 0
            case .actualStartupTime: node.actualStartupTime = Self.figure(value)
            case .actualTotalTime: node.actualTotalTime = Self.figure(value)
            case .actualRows: node.actualRows = Self.figure(value)
            case .loops: node.loops = Self.figure(value)
            case .plans: for child in value.elements { node.children.append(try self.node(child, depth: depth + 1)) }
            case .workers: node.workers = Self.workers(value)
            case .detail(let name): TreeDetail.add(name, value, to: &node.details)
            case nil: TreeDetail.add(key.string ?? "", value, to: &node.details)
            }
        }
        guard !node.type.isEmpty else {
            throw .malformed(line: line(value.rawBytes.startIndex), "a node of the plan has no \"Node Type\"")
        }
        PlanDetail.simplify(&node.details)
        return node
    }

    private static func workers(_ value: JSONValue) -> [PlanNode.Worker] {
        value.elements.map { element in
            var worker = PlanNode.Worker(number: 0)
            for (key, value) in element.members {
                let name = key.string ?? ""
                if name == "Worker Number" {
                    worker.number = Int(saturating: figure(value) ?? 0)
                } else {
                    TreeDetail.add(name, value, to: &worker.details)
                }
            }
            PlanDetail.simplify(&worker.details)
            return worker
        }
    }

    private static func buffers(_ value: JSONValue) -> [String: Double] {
        var buffers: [String: Double] = [:]
        for (key, value) in value.members {
            if let figure = figure(value), figure != 0 { buffers[key.string ?? ""] = figure }
        }
        return buffers
    }

    private static func jit(_ value: JSONValue) -> [String: Double] {
        var figures: [String: Double] = [:]
        if let functions = value["Functions"].flatMap(figure) { figures["Functions"] = functions }
        for (key, phase) in value["Timing"]?.members ?? value.members {
            // From 17 on the generation is an object: its parts and their total.
            if let figure = figure(phase) ?? phase["Total"].flatMap(figure) { figures[key.string ?? ""] = figure }
        }
        return figures
    }

    private static func add(_ trigger: JSONValue, to triggers: inout [String: Double]) {
        let name = trigger["Constraint Name"]?.string ?? trigger["Trigger Name"]?.string ?? ""
        triggers[name, default: 0] += trigger["Time"].flatMap(figure) ?? 0
    }

    /// A number, whether written as one or as a string; figures of a plan are summed and multiplied, so it is bounded.
    private static func figure(_ value: JSONValue) -> Double? {
        (value.double ?? value.string.flatMap(Double.init))?.bounded
    }
}
