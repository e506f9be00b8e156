import JSONTape
import Model
import SQLSyntax

/// A statement with parameters in place of calls that the target would have computed before planning.
///
/// What a stand-in returns says nothing of how many rows have that value, so a call of one with constants for arguments becomes a
/// parameter of its type: the plan is then one for any value.
struct StandInCalls {
    private(set) var text: String
    /// What the plan rests on that has not the target's code.
    private(set) var standIns: Set<String> = []

    /// - Parameter path: the schemas in which bare operators are looked for.
    init(_ statement: String, _ code: ForeignCode, path: Set<String>) {
        text = statement
        guard !code.functions.isEmpty else { return }
        let bytes = Array(statement.utf8)
        for token in SQL.tokens(statement) {
            let spelling = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
            switch token.kind {
            case .word: note(spelling.lowercased(), code)
            case .quotedWord: note(spelling.unquoted, code)
            case .sign:
                // OPERATOR(schema.=) names another than the bare one.
                let isNamed = token.start > 0 && bytes[token.start - 1] == UInt8(ascii: ".")
                if let schemas = code.operators[spelling], isNamed || !schemas.isDisjoint(with: path) {
                    standIns.insert(spelling)
                }
            default: break
            }
        }
        guard !standIns.isDisjoint(with: code.functions.keys), let tree = try? SQL.parse(statement) else { return }
        replaceCalls(tree, bytes, code)
    }

    private mutating func note(_ name: String, _ code: ForeignCode) {
        if code.functions[name] != nil || code.relations.contains(name) { standIns.insert(name) }
    }

    private mutating func replaceCalls(_ tree: JSONTape, _ bytes: [UInt8], _ code: ForeignCode) {
        guard let root = tree.root["stmts"]?[0]?.node("stmt") else { return }
        let inFrom = Set(
            root.descendants("RangeFunction").flatMap { $0.descendants("FuncCall").prefix(1) }.compactMap(Self.place))
        var next = SQL.parameterCount(text)
        var result: [UInt8] = []
        var copied = 0
        for call in root.descendants("FuncCall") {
            guard let start = Self.place(call), start >= copied, !inFrom.contains(start), Self.isConstant(call),
                let type = Self.type(of: call, code), let end = Self.end(of: start, bytes)
            else { continue }
            next += 1
            result += bytes[copied..<start] + Array("$\(next)::\(type)".utf8)
            copied = end
        }
        if copied > 0 { text = String(decoding: result + bytes[copied...], as: UTF8.self) }
    }

    private static func place(_ call: Node) -> Int? { call.body["location"]?.int }

    /// The type of a call that means one function for certain.
    private static func type(of call: Node, _ code: ForeignCode) -> String? {
        let names = call.body.names("funcname")
        guard let name = names.last, let candidates = code.functions[name], !call.body.has("over"),
            !call.body.flag("func_variadic")
        else { return nil }
        let count = call.body.nodes("args").count
        let fitting = candidates.filter { $0.arguments.contains(count) && (names.count == 1 || $0.schema == names[0]) }
        guard fitting.count == 1, names.count == 2 || names.count == 1 && !code.shared.contains(name) else {
            return nil
        }
        return fitting[0].type
    }

    /// Whether nothing but literals is in it.
    private static func isConstant(_ call: Node) -> Bool {
        call.body["args"].map { arguments in
            arguments.tags.isSubset(of: [
                "A_Const", "TypeCast", "String", "Integer", "Float", "TypeName", "FuncCall", "A_ArrayExpr",
                "NamedArgExpr",
            ])
        } ?? true
    }

    /// Behind the parenthesis that closes the call's arguments.
    private static func end(of start: Int, _ bytes: [UInt8]) -> Int? {
        var depth = 0
        for token in SQL.tokens(String(decoding: bytes, as: UTF8.self)) where token.start >= start {
            if token.kind == .open { depth += 1 }
            if token.kind == .close {
                depth -= 1
                if depth == 0 { return token.end }
            }
        }
        return nil
    }
}
