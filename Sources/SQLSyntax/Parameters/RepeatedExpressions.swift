import JSONTape
import Model

/// Parameters that must have the value of another, or of a literal, for the statement to be valid.
///
/// `SELECT date_trunc($1, d) ... GROUP BY date_trunc('day', d)` was valid with `'day'` in both places. What GROUP BY, DISTINCT and
/// ORDER BY name is looked for in the rest of its query; where all else is the same, so are the values.
enum RepeatedExpressions {
    /// The text with those values put in; nil where there are none.
    static func unified(_ text: String) -> String? {
        guard text.utf8.count <= longest, let tree = try? RawParser.parse(text),
            let statement = tree.root["stmts"]?[0]?.node("stmt")
        else { return nil }
        var pairs = Pairs(Array(text.utf8))
        for query in statement.descendants("SelectStmt") {
            let own = lists.flatMap { query.body.nodes($0) }
            pairs.add(anchors: own, in: query)
        }
        for call in statement.descendants("FuncCall") where call.body.has("agg_order") {
            pairs.add(anchors: call.body.nodes("agg_order"), in: call)
        }
        let values = pairs.values
        return values.isEmpty ? nil : SQL.substituting(values, in: text)
    }

    /// Each item is compared with all of its query.
    private static let longest = 100_000
    private static let most = 100

    private static let lists = ["groupClause", "sortClause", "distinctClause"]

    private struct Pairs {
        private let bytes: [UInt8]
        private let ends: [Int: Int]
        /// Of each parameter what has its value: a parameter of a lower number, or a literal.
        private(set) var values: [Int: String] = [:]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            ends = Dictionary(
                Lexer.tokens(String(decoding: bytes, as: UTF8.self)).map { ($0.start, $0.end) },
                uniquingKeysWith: { $1 })
        }

        mutating func add(anchors: [Node], in query: Node) {
            for anchor in anchors.flatMap(Self.expressions).prefix(most)
            where anchor.tag != "ColumnRef" && anchor.tag != "A_Const" {
                for other in query.descendants(anchor.tag) {
                    var found: [(JSONValue, JSONValue)] = []
                    if Self.isSame(anchor.body, other.body, &found) { for (one, two) in found { unify(one, two) } }
                }
            }
        }

        /// The expressions of an item of GROUP BY or ORDER BY.
        private static func expressions(_ item: Node) -> [Node] {
            switch item.tag {
            case "SortBy": [item.body.node("node")].compactMap { $0 }
            case "GroupingSet": item.body.nodes("content").flatMap(expressions)
            case "RowExpr": item.body.nodes("args")
            default: [item]
            }
        }

        private static func leaf(_ value: JSONValue) -> Bool {
            value.kind == .object && (value["ParamRef"] != nil || value["A_Const"] != nil)
        }

        /// Whether two trees differ in parameters and literals only; those that differ are noted.
        private static func isSame(_ one: JSONValue, _ two: JSONValue, _ found: inout [(JSONValue, JSONValue)]) -> Bool
        {
            var open = [(one, two)]
            while let (one, two) = open.popLast() {
                if leaf(one), leaf(two) {
                    found.append((one, two))
                    continue
                }
                guard one.kind == two.kind else { return false }
                switch one.kind {
                case .object:
                    let (left, right) = (members(one), members(two))
                    guard left.count == right.count else { return false }
                    for (left, right) in zip(left, right) {
                        guard left.key == right.key else { return false }
                        open.append((left.value, right.value))
                    }
                case .array:
                    let (left, right) = (Array(one.elements), Array(two.elements))
                    guard left.count == right.count else { return false }
                    open += zip(left, right)
                default: guard one.rawText == two.rawText else { return false }
                }
            }
            return true
        }

        private static func members(_ value: JSONValue) -> [(key: String, value: JSONValue)] {
            value.members.compactMap { member in
                let key = member.key.string ?? ""
                // EXTRACT and a call of its function are the same to PostgreSQL.
                return key.hasSuffix("location") || key == "funcformat" ? nil : (key, member.value)
            }
        }

        private mutating func unify(_ one: JSONValue, _ two: JSONValue) {
            switch (number(one), number(two)) {
            case (let one?, let two?) where one != two:
                let (low, high) = (root(min(one, two)), root(max(one, two)))
                if low != high { set(max(low, high), "$\(min(low, high))") }
            case (let number?, nil): if let text = literal(two) { set(root(number), text) }
            case (nil, let number?): if let text = literal(one) { set(root(number), text) }
            default: break
            }
        }

        private mutating func set(_ number: Int, _ value: String) {
            if values[number] == nil { values[number] = value }
            // Those that had its value have the new one.
            for (other, old) in values where old == "$\(number)" { values[other] = values[number] }
        }

        private func root(_ number: Int) -> Int {
            guard let value = values[number], value.first == "$", let next = Int(value.dropFirst()) else {
                return number
            }
            return root(next)
        }

        private func number(_ value: JSONValue) -> Int? { value["ParamRef"]?["number"]?.int }

        private func literal(_ value: JSONValue) -> String? {
            guard let start = value["A_Const"]?["location"]?.int, let end = ends[start] else { return nil }
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            // The field of EXTRACT is a word.
            if let word = value["A_Const"]?["sval"]?["sval"]?.string, !text.holdsScalar(of: "'$") {
                return Quote.literal(word)
            }
            guard text == "-" else { return text }
            return ends.keys.filter { $0 > start }.min().flatMap { ends[$0] }.map {
                "(" + String(decoding: bytes[start..<$0], as: UTF8.self) + ")"
            }
        }
    }
}
