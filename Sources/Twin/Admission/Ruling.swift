import JSONTape
import SQLSyntax

/// What becomes of one statement of a dump.
enum Ruling: Sendable, Equatable {
    /// This text runs, which need not be the dump's.
    case run(String)
    /// It decides no plan.
    case skip
    /// Why it may not run; continues "The table x is left out: ".
    case refuse(String)
}

/// The names that decide what a twin may run.
///
/// All that a twin's server holds before the target's objects come: PostgreSQL's own functions, and those of the extensions that
/// this machine has installed.
struct KnownFunctions: Sendable {
    /// `schema.name` of those of which no overload is volatile, and none runs SQL or names settings.
    var steady: Set<String> = []
    /// Where bare names are looked for.
    var schemas: [String] = ["pg_catalog"]

    func isSteady(_ name: [String]) -> Bool {
        switch name.count {
        case 1: schemas.contains { steady.contains("\($0).\(name[0])") }
        case 2: steady.contains("\(name[0]).\(name[1])")
        default: false
        }
    }

    /// PostgreSQL's own that run SQL, named or given, although they are not volatile, or that the planner would run for what they
    /// do besides.
    static let runningSQL: Set<String> = [
        "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema", "cursor_to_xml", "cursor_to_xmlschema",
        "table_to_xml", "table_to_xmlschema", "table_to_xml_and_xmlschema", "schema_to_xml", "schema_to_xmlschema",
        "schema_to_xml_and_xmlschema", "database_to_xml", "database_to_xmlschema", "database_to_xml_and_xmlschema",
        "ts_stat", "ts_rewrite", "set_config",
    ]
}

extension JSONValue {
    /// Whether an object has no other fields than these.
    func hasOnly(_ fields: Set<String>) -> Bool {
        members.allSatisfy { key, _ in key.string.map(fields.contains) ?? false }
    }

    /// The tags of all nodes in this value.
    var tags: Set<String> {
        var found: Set<String> = []
        var open = [self]
        while let value = open.popLast() {
            if value.kind == .object {
                for (key, member) in value.members {
                    // Fields are in lower case, tags are not.
                    if let name = key.string, name.first?.isUppercase == true { found.insert(name) }
                    if member.kind == .object || member.kind == .array { open.append(member) }
                }
            } else {
                open.append(contentsOf: value.elements)
            }
        }
        return found
    }

    /// Whether any object in this value has that field.
    func mentions(_ field: String) -> Bool {
        var open = [self]
        while let value = open.popLast() {
            if value.kind == .object {
                for (key, member) in value.members {
                    if key.equals(field) { return true }
                    if member.kind == .object || member.kind == .array { open.append(member) }
                }
            } else {
                open.append(contentsOf: value.elements)
            }
        }
        return false
    }

    /// Schema and name of a RangeVar.
    var relation: (schema: String?, name: String) { (text("schemaname"), text("relname") ?? "") }

    /// The options of a list of DefElem, by name; nil where one has a namespace or is no option.
    func options(_ field: String) -> [(name: String, value: JSONValue?)]? {
        var result: [(name: String, value: JSONValue?)] = []
        for node in nodes(field) {
            guard node.tag == "DefElem", let name = node.body.text("defname") else { return nil }
            result.append((name, node.body["arg"]))
        }
        return result
    }
}
