/// A statement whose named parameters, `$user` and `$post.id`, have become `$1`, `$2` ... in the order in which they
/// first appear; what stands in quotes is left alone.
struct NumberedParameters {
    private(set) var text = ""
    private(set) var sources: [Request.Source] = []

    init(_ named: String) {
        var rest = named[...]
        var isQuoted = false
        while let character = rest.first {
            if character == "'" { isQuoted.toggle() }
            if character == "$", !isQuoted, let source = Self.source(&rest) {
                text += "$\(number(of: source))"
            } else {
                text.append(character)
                rest.removeFirst()
            }
        }
    }

    private mutating func number(of source: Request.Source) -> Int {
        if let position = sources.firstIndex(of: source) { return position + 1 }
        sources.append(source)
        return sources.count
    }

    /// Takes `$name` or `$statement.column` off the front; nil where the dollar begins no name.
    private static func source(_ rest: inout Substring) -> Request.Source? {
        let tail = rest.dropFirst()
        guard tail.first?.isLetter == true else { return nil }
        let name = tail.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = tail.dropFirst(name.count)
        guard rest.first == ".", rest.dropFirst().first?.isLetter == true else { return .drawn(String(name)) }
        let column = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(1 + column.count)
        return .column(statement: String(name), column: String(column))
    }
}
