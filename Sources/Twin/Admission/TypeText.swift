import JSONTape
import Model
import SQLSyntax

/// A TypeName of a parse tree as SQL: all names quoted, so that nothing but a type can come of it.
enum TypeText {
    /// nil for what a dump has no need of: `%TYPE`, or modifiers that are neither numbers nor words.
    static func sql(_ type: JSONValue) -> String? {
        let names = type.names("names")
        guard !names.isEmpty, names.count <= 2, !type.flag("pct_type") else { return nil }
        var text = names.map(Quote.identifier).joined(separator: ".")
        var modifiers: [String] = []
        for node in type.nodes("typmods") {
            guard let modifier = modifier(node) else { return nil }
            modifiers.append(modifier)
        }
        if !modifiers.isEmpty { text += "(\(modifiers.joined(separator: ", ")))" }
        return text + String(repeating: "[]", count: type["arrayBounds"]?.count ?? 0)
    }

    private static func modifier(_ node: Node) -> String? {
        switch node.tag {
        case "A_Const":
            if let text = node.body["sval"] { return text["sval"]?.string.map(Quote.literal) }
            return node.body["ival"].map { String($0["ival"]?.int ?? 0) }
        case "ColumnRef":
            let names = node.body.names("fields")
            return names.count == 1 ? Quote.identifier(names[0]) : nil
        default: return nil
        }
    }

    /// Its name, whoever's it is: `int4`, `comp`.
    static func name(_ type: JSONValue) -> String { type.names("names").last ?? "" }

    static func isArray(_ type: JSONValue) -> Bool { (type["arrayBounds"]?.count ?? 0) > 0 }

    /// PostgreSQL's own: bare names are, since the search path of a dump is empty.
    static func isOwn(_ type: JSONValue) -> Bool {
        let names = type.names("names")
        return names.count == 1 || names.first == "pg_catalog"
    }

    /// What a value of it could be, not null; nil where only the server can tell.
    static func value(_ type: JSONValue) -> String? {
        if isArray(type) { return "{}" }
        return isOwn(type) ? values[name(type)] : nil
    }

    private static let values: [String: String] = [
        "bool": "true", "int2": "1", "int4": "1", "int8": "1", "float4": "1", "float8": "1", "numeric": "1",
        "money": "1",
        "oid": "1", "text": "x", "varchar": "x", "bpchar": "x", "char": "x", "name": "x", "bytea": "x", "citext": "x",
        "date": "2000-01-01", "timestamp": "2000-01-01", "timestamptz": "2000-01-01", "time": "12:00",
        "timetz": "12:00",
        "interval": "1 day", "uuid": "00000000-0000-0000-0000-000000000001", "json": "{}", "jsonb": "{}", "xml": "<x/>",
        "inet": "10.0.0.1", "cidr": "10.0.0.0/8", "macaddr": "08:00:2b:01:02:03", "bit": "1", "varbit": "1",
        "tsvector": "x", "tsquery": "x", "jsonpath": "$", "int4range": "[1,2)", "int8range": "[1,2)",
        "numrange": "[1,2)",
        "daterange": "[2000-01-01,2000-01-02)", "tsrange": "[2000-01-01,2000-01-02)",
        "tstzrange": "[2000-01-01,2000-01-02)", "point": "(1,1)", "box": "(1,1),(0,0)", "refcursor": "x",
    ]

    /// Types of arguments and results of which the server's own machinery is made, not queries.
    static let internals: Set<String> = [
        "internal", "cstring", "trigger", "event_trigger", "language_handler", "fdw_handler", "index_am_handler",
        "table_am_handler", "tsm_handler", "opaque", "pg_ddl_command",
    ]
}
