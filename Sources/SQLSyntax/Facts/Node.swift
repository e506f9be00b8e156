import JSONTape

/// One node of a parse tree: `{"SelectStmt": {...}}`, its tag and what it holds. Tags and fields are those of
/// PostgreSQL's parsenodes.h.
public struct Node: Sendable {
    public let tag: String
    public let body: JSONValue

    /// nil for the empty object that stands for an absent node, and for values that are no nodes.
    public init?(_ value: JSONValue) {
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
    public func node(_ field: String) -> Node? { self[field].flatMap { Node($0) } }

    /// The nodes of a list field; none where the field is absent.
    public func nodes(_ field: String) -> [Node] { self[field]?.elements.compactMap { Node($0) } ?? [] }

    /// The strings of a list of String nodes: a name in parts.
    public func names(_ field: String) -> [String] {
        self[field]?.elements.compactMap { $0["String"]?["sval"]?.string } ?? []
    }

    public func text(_ field: String) -> String? { self[field]?.string }

    /// A boolean field; false is never written.
    public func flag(_ field: String) -> Bool { self[field]?.bool ?? false }

    public func has(_ field: String) -> Bool { self[field] != nil }
}

extension Node {
    /// The name of a function, without pg_catalog.
    public var functionName: String {
        let names = body.names("funcname")
        let parts = names.first == "pg_catalog" ? names.dropFirst() : names[...]
        return parts.joined(separator: ".").lowercased()
    }

    /// The operator of an A_Expr or the like; a schema of OPERATOR(schema.op) is dropped.
    public func operatorName(_ field: String = "name") -> String? { body.names(field).last }
}

extension Node {
    /// The nodes of a tag in this one and below it, in the order of the text. Goes by a stack of its own, so any depth
    /// is fine on any thread.
    public func descendants(_ tag: String) -> [Node] {
        var found: [Node] = self.tag == tag ? [self] : []
        var open = [body]
        while let value = open.popLast() {
            if value.kind == .object {
                for (key, member) in value.members {
                    if member.kind == .object, key.equals(tag) { found.append(Node(tag: tag, body: member)) }
                    if member.kind == .object || member.kind == .array { open.append(member) }
                }
            } else {
                open.append(contentsOf: value.elements)
            }
        }
        return found.sorted { ($0.body["location"]?.int ?? 0) < ($1.body["location"]?.int ?? 0) }
    }
}
