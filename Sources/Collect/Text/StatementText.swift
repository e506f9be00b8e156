/// What the collector must know of a statement's text before it asks for a plan.
struct StatementText {
    /// The statement can be explained: one SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES or TABLE.
    let isExplainable: Bool
    /// The highest `$n`; 0 without parameters.
    let parameterCount: Int

    init(_ sql: String) {
        var first: String?
        var hasSecondStatement = false
        var isEnded = false
        var highest = 0
        var scanner = SQLScanner(sql)
        while let token = scanner.next() {
            switch token.kind {
            case .space, .comment: continue
            case .other where scanner.text[token.range] == [UInt8(ascii: ";")]:
                isEnded = true
                continue
            case .other where scanner.text[token.range] == [UInt8(ascii: "(")] && first == nil: continue
            case .parameter:
                highest = max(highest, Int(String(decoding: scanner.text[token.range].dropFirst(), as: UTF8.self)) ?? 0)
            default: break
            }
            if isEnded { hasSecondStatement = true }
            if first == nil { first = String(decoding: scanner.text[token.range], as: UTF8.self).lowercased() }
        }
        parameterCount = highest
        let explainable: Set = ["select", "insert", "update", "delete", "merge", "with", "values", "table"]
        isExplainable = !hasSecondStatement && first.map(explainable.contains) == true
    }
}
