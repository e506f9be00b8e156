/// Takes the literals out of statements.
enum Normalizer {
    /// Literals become parameters, numbered on from the text's highest; comments go, for they may carry data too.
    ///
    /// libpg_query's own normalisation is tried first: it knows which constants PostgreSQL needs to see (type modifiers,
    /// ORDER BY 1). What it leaves in utility statements (passwords, function bodies, defaults), and all of a text
    /// that does not parse, is replaced token by token.
    static func normalize(_ text: String) -> String {
        guard let normalized = try? RawParser.normalize(text) else { return scrub(text, numbers: true) }
        return scrub(normalized, numbers: !Lexer.isPlannable(normalized))
    }

    private static func scrub(_ text: String, numbers: Bool) -> String {
        let tokens = Lexer.tokens(text)
        let bytes = Array(text.utf8)
        var nextParameter = highestParameter(tokens, bytes) + 1
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var copied = 0
        for (position, token) in tokens.enumerated() {
            appendGap(bytes[copied..<token.start], to: &output)
            copied = token.end
            if isLiteral(token, numbers: numbers) && !isTypeModifier(tokens, position, bytes) {
                output.append(contentsOf: "$\(nextParameter)".utf8)
                nextParameter += 1
            } else {
                output.append(contentsOf: bytes[token.start..<token.end])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// White space is kept as it is; a gap with a comment in it shrinks to one space.
    private static func appendGap(_ gap: ArraySlice<UInt8>, to output: inout [UInt8]) {
        let isSpace = gap.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
        if isSpace {
            output.append(contentsOf: gap)
        } else if !output.isEmpty {
            output.append(0x20)
        }
    }

    private static func isLiteral(_ token: Token, numbers: Bool) -> Bool {
        switch token.kind {
        case .string, .broken: true
        case .number: numbers
        default: false
        }
    }

    /// The 40 of `varchar(40)`, the 2 of `numeric(10, 2)`.
    private static func isTypeModifier(_ tokens: [Token], _ position: Int, _ bytes: [UInt8]) -> Bool {
        guard tokens[position].kind == .number else { return false }
        var before = position - 1
        while before >= 0, tokens[before].kind == .comma || tokens[before].kind == .number { before -= 1 }
        guard before >= 1, position - before <= 3, tokens[before].kind == .open, tokens[before - 1].kind == .word
        else { return false }
        let name = tokens[before - 1]
        return modifiedTypes.contains(Canonical.folded(bytes[name.start..<name.end]))
    }

    private static let modifiedTypes: Set<String> = [
        "bit", "bpchar", "char", "character", "dec", "decimal", "float", "interval", "numeric", "time", "timestamp",
        "timestamptz", "timetz", "varbit", "varchar", "varying",
    ]

    private static func highestParameter(_ tokens: [Token], _ bytes: [UInt8]) -> Int {
        tokens.lazy.filter { $0.kind == .parameter }.map { token in
            bytes[(token.start + 1)..<token.end].prefix(9).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }.max() ?? 0
    }
}
