import JSONTape

/// One node of a parse tree: `{"SelectStmt": {...}}`, its tag and what it holds.
struct Node {
    let tag: String
    let body: JSONValue

    /// nil for the empty object that stands for an absent node, and for values that are no nodes.
    init?(_ value: JSONValue) {
        var members = value.members.makeIterator()
        guard let first = members.next(), let tag = first.key.string, first.value.kind == .object else { return nil }
        self.tag = tag
        body = first.value
    }

    init(tag: String, body: JSONValue) {
        self.tag = tag
        self.body = body
    }
}

extension JSONValue {
    /// The node in a field.
    func node(_ field: String) -> Node? { self[field].flatMap { Node($0) } }

    /// The nodes of a list field; none where the field is absent.
    func nodes(_ field: String) -> [Node] { self[field]?.elements.compactMap { Node($0) } ?? [] }

    /// The strings of a list of String nodes: a name in parts.
    func names(_ field: String) -> [String] {
        self[field]?.elements.compactMap { $0["String"]?["sval"]?.string } ?? []
    }

    func text(_ field: String) -> String? { self[field]?.string }

    /// A boolean field; false is never written.
    func flag(_ field: String) -> Bool { self[field]?.bool ?? false }

    func has(_ field: String) -> Bool { self[field] != nil }
}

extension Node {
    /// The name of a function, without pg_catalog.
    var functionName: String {
        let names = body.names("funcname")
        let parts = names.first == "pg_catalog" ? names.dropFirst() : names[...]
        return parts.joined(separator: ".").lowercased()
    }

    /// The operator of an A_Expr or the like; a schema of OPERATOR(schema.op) is dropped.
    func operatorName(_ field: String = "name") -> String? { body.names(field).last }
}
