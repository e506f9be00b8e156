import JSONTape

/// Takes the literals out of EXPLAIN's JSON: conditions and outputs are SQL, names are names.
enum PlanRedaction {
    /// Members whose texts are names or words of the planner, never SQL.
    private static let open: Set = [
        "Node Type", "Strategy", "Partial Mode", "Parent Relationship", "Subplan Name", "CTE Name", "Operation",
        "Command",
        "Relation Name", "Schema", "Alias", "Index Name", "Function Name", "Tuplestore Name", "Join Type",
        "Scan Direction", "Custom Plan Provider", "Conflict Resolution", "Conflict Arbiter Indexes", "Sort Method",
        "Sort Space Type", "Full-sort Groups", "Cache Mode", "Trigger Name", "Constraint Name", "Relation",
    ]

    /// Null, as JSON, where the text is no JSON.
    static func redact(_ json: String) -> String {
        guard let tape = try? JSONTape(json) else { return "null" }
        var writer = JSONWriter(capacity: json.utf8.count)
        write(tape.root, member: "", to: &writer)
        return writer.text
    }

    /// Recursive: a plan is as deep as PostgreSQL's own recursion let it become, a few thousand nodes at most.
    private static func write(_ value: JSONValue, member: String, to writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.object { writer in
                for (key, value) in value.members {
                    let name = key.string ?? ""
                    writer.key(name)
                    write(value, member: name, to: &writer)
                }
            }
        case .array:
            writer.array { writer in
                for element in value.elements { write(element, member: member, to: &writer) }
            }
        case .string:
            let text = value.string ?? ""
            writer.value(open.contains(member) ? text : Scrub.literals(text))
        default: writer.raw(value.rawBytes)
        }
    }
}
