import JSONTape

/// XML output as the JSON that EXPLAIN would have printed for the same plan, all scalars as strings.
///
/// EXPLAIN writes elements that hold either elements or text, and no attribute that matters: these 100 lines read it.
/// FoundationXML would link libxml2 into the binary and cost its start-up for every command.
enum XMLPlan {
    static func tree(_ lines: [SourceLine]) throws(PlanError) -> JSONValue {
        var scanner = XMLScanner(lines)
        let root = try scanner.element()
        var writer = JSONWriter()
        writer.array { writer in
            if root.name == "explain", !root.children.contains(where: { $0.name == "Plan" }) {
                for query in root.children { write(query, to: &writer) }
            } else {
                // auto_explain leaves <Query> out.
                write(root.name == "Plan" ? XMLElement(name: "Query", children: [root]) : root, to: &writer)
            }
        }
        do { return try JSONTape(writer.bytes).root } catch {
            throw .malformed(line: lines.first?.number ?? 1, "this is not the XML of a plan")
        }
    }

    private static let lists: Set<String> = [
        "Plans", "Workers", "Triggers", "Grouping-Sets", "Group-Keys", "Hash-Keys", "Group-Key", "Hash-Key",
        "Target-Tables",
    ]

    private static func write(_ element: XMLElement, to writer: inout JSONWriter) {
        let isList = element.children.allSatisfy { $0.name == "Item" } && !element.children.isEmpty
        if isList || lists.contains(element.name) {
            writer.array { writer in for child in element.children { write(child, to: &writer) } }
        } else if element.children.isEmpty {
            writer.value(element.text)
        } else {
            writer.object { writer in
                var sortGroups = ["Full-sort Groups", "Pre-sorted Groups"][...]
                for child in element.children {
                    if child.name == "Incremental-Sort-Groups", let name = sortGroups.popFirst() {
                        // XML names both kinds alike; the full sorts come first.
                        writer.key(name)
                    } else {
                        writer.key(element.name == "Settings" ? child.name : label(child.name))
                    }
                    write(child, to: &writer)
                }
            }
        }
    }

    /// The JSON name: EXPLAIN turns blanks and slashes into hyphens.
    private static func label(_ tag: String) -> String {
        if tag == "One-Time-Filter" { return "One-Time Filter" }
        let words = tag.split(separator: "-").map(String.init)
        guard let position = words.firstIndex(of: "I"), words.count > position + 1, words[position + 1] == "O" else {
            return words.joined(separator: " ")
        }
        return (words[..<position] + ["I/O"] + words[(position + 2)...]).joined(separator: " ")
    }
}

/// An element with its text or its children.
struct XMLElement {
    var name: String
    var text = ""
    var children: [XMLElement] = []
}

/// Reads elements from a text; attributes, comments and declarations are skipped.
struct XMLScanner {
    private let text: Substring
    private let lines: [SourceLine]
    private var position: Substring.Index
    private static let deepest = 2_000

    init(_ lines: [SourceLine]) {
        self.lines = lines
        text = Substring(lines.map { String($0.text) }.joined(separator: "\n"))
        position = text.startIndex
    }

    private var line: Int {
        let passed = text[..<position].utf8.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
        return lines[min(passed, lines.count - 1)].number
    }

    /// The next element with all that it holds.
    mutating func element() throws(PlanError) -> XMLElement {
        var open: [XMLElement] = []
        while true {
            guard let tagStart = text[position...].cut(at: "<") else {
                throw .truncated(line: line, "the XML ends within <\(open.last?.name ?? "explain")>")
            }
            if !open.isEmpty { open[open.count - 1].text += Self.unescaped(tagStart.head) }
            guard let tag = tagStart.tail.cut(at: ">") else {
                throw .truncated(line: line, "the XML ends within a tag")
            }
            position = tag.tail.startIndex
            if tag.head.hasPrefix("?") || tag.head.hasPrefix("!") { continue }
            if let name = tag.head.removingPrefix("/") {
                guard var closed = open.popLast(), closed.name == name.trimmedEnd else {
                    throw .malformed(line: line, "</\(name)> closes nothing")
                }
                if !closed.children.isEmpty { closed.text = "" }
                if closed.children.isEmpty, Substring(closed.text).trimmed.isEmpty { closed.text = "" }
                if open.isEmpty { return closed }
                open[open.count - 1].children.append(closed)
            } else if tag.head.hasSuffix("/") {
                let element = XMLElement(name: Self.name(tag.head.dropLast()))
                if open.isEmpty { return element }
                open[open.count - 1].children.append(element)
            } else {
                guard open.count < Self.deepest else { throw .malformed(line: line, "the XML is nested too deeply") }
                open.append(XMLElement(name: Self.name(tag.head)))
            }
        }
    }

    private static func name(_ tag: Substring) -> String { String(Substring(tag.utf8.prefix { $0 > 0x20 })) }

    private static func unescaped(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        var result = ""
        var rest = text
        while let (head, tail) = rest.cut(at: "&") {
            result += head
            guard let (entity, after) = tail.cut(at: ";"), let character = character(entity) else {
                result += "&"
                rest = tail
                continue
            }
            result.append(character)
            rest = after
        }
        return result + rest
    }

    private static func character(_ entity: Substring) -> Character? {
        switch entity {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard let code = entity.removingPrefix("#") else { return nil }
            let number = code.removingPrefix("x").map { UInt32($0, radix: 16) } ?? UInt32(code)
            return number.flatMap(Unicode.Scalar.init).map(Character.init)
        }
    }
}
