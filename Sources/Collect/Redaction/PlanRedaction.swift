import JSONTape
import SQLSyntax

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
    static func redact(_ json: String) -> String { rewriting(json) { Scrub.literals($0) } }

    /// The plan without the literals that may be secrets.
    ///
    /// As it was where there are none: nearly always, and without writing it anew.
    static func withoutSecrets(_ json: String) -> String {
        var holdsSecrets = false
        let rewritten = rewriting(json) { text in
            let left = Secrets.removed(fromExpression: text)
            if left != text { holdsSecrets = true }
            return left
        }
        return holdsSecrets ? rewritten : json
    }

    private static func rewriting(_ json: String, _ change: (String) -> String) -> String {
        guard let tape = try? JSONTape(json) else { return "null" }
        var writer = JSONWriter(capacity: json.utf8.count)
        write(tape.root, member: "", to: &writer, change)
        return writer.text
    }

    /// Recursive: a plan is as deep as PostgreSQL's own recursion let it become, a few thousand nodes at most.
    private static func write(
        _ value: JSONValue, member: String, to writer: inout JSONWriter, _ change: (String) -> String
    ) {
        switch value.kind {
        case .object:
            writer.object { writer in
                for (key, value) in value.members {
                    let name = key.string ?? ""
                    writer.key(name)
                    write(value, member: name, to: &writer, change)
                }
            }
        case .array:
            writer.array { writer in
                for element in value.elements { write(element, member: member, to: &writer, change) }
            }
        case .string:
            let text = value.string ?? ""
            writer.value(open.contains(member) ? text : change(text))
        default: writer.raw(value.rawBytes)
        }
    }
}
