import JSONTape

/// JSON that keeps the order of its members, so that a file that is written back differs only where it must.
enum OrderedJSON {
    struct Member {
        var key: String
        var value: OrderedJSON

        init(_ key: String, _ value: OrderedJSON) {
            self.key = key
            self.value = value
        }
    }

    case object([Member])
    case array([OrderedJSON])
    case string(String)
    /// A number, true, false or null as it stands.
    case word(String)

    static func bool(_ value: Bool) -> OrderedJSON { .word(value ? "true" : "false") }

    init(_ value: JSONValue) {
        switch value.kind {
        case .object:
            self = .object(value.members.map { Member($0.key.string ?? "", OrderedJSON($0.value)) })
        case .array: self = .array(value.elements.map(OrderedJSON.init))
        case .string: self = .string(value.string ?? "")
        default: self = .word(value.rawText)
        }
    }

    subscript(key: String) -> OrderedJSON? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.key == key }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            if let at = members.firstIndex(where: { $0.key == key }) {
                if let newValue { members[at].value = newValue } else { members.remove(at: at) }
            } else if let newValue {
                members.append(Member(key, newValue))
            }
            self = .object(members)
        }
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var elements: [OrderedJSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// With two spaces a level, as JavaScript's tools write it.
    func pretty(_ indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .object(let members) where members.isEmpty: return "{}"
        case .object(let members):
            let lines = members.map { "\(inner)\(Self.quoted($0.key)): \($0.value.pretty(inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let elements) where elements.isEmpty: return "[]"
        case .array(let elements):
            return "[\n" + elements.map { inner + $0.pretty(inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .string(let text): return Self.quoted(text)
        case .word(let word): return word
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }
}
