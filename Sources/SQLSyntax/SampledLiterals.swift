extension SQL {
    /// The literals that a statement was sent with, by the parameter that pg_stat_statements has in their place: SQL as it was
    /// written, `'open'`, `50`, `-1.5` or `true`. Parameters of the statement's own have none.
    ///
    /// - Parameters:
    ///   - normalised: text of pg_stat_statements.
    ///   - sample: text of one execution.
    /// - Returns: nil where the one is not the other with its literals, also where it was cut off.
    public static func literals(of normalised: String, in sample: String) -> [Int: String]? {
        SampledLiterals(normalised: normalised, sample: sample).literals
    }
}

/// Goes along both texts token by token.
private struct SampledLiterals {
    let normalised: Text
    let sample: Text

    init(normalised: String, sample: String) {
        self.normalised = Text(normalised)
        self.sample = Text(sample)
    }

    struct Text {
        let bytes: [UInt8]
        let tokens: [Token]

        init(_ text: String) {
            bytes = Array(text.utf8)
            var tokens = Lexer.tokens(text)
            while tokens.last?.kind == .semicolon { tokens.removeLast() }
            self.tokens = tokens
        }

        subscript(position: Int) -> String? {
            guard tokens.indices.contains(position) else { return nil }
            return String(decoding: bytes[tokens[position].start..<tokens[position].end], as: UTF8.self)
        }

        func kind(_ position: Int) -> Token.Kind? { tokens.indices.contains(position) ? tokens[position].kind : nil }
    }

    var literals: [Int: String]? {
        var found: [Int: String] = [:]
        var place = 0
        for position in normalised.tokens.indices {
            guard let text = normalised[position] else { return nil }
            if normalised.kind(position) == .parameter, sample.kind(place) != .parameter {
                guard let number = Int(text.dropFirst()), let literal = literal(at: &place) else { return nil }
                found[number] = literal
            } else {
                guard let other = sample[place], isSame(text, other, normalised.kind(position)) else { return nil }
                place += 1
            }
        }
        return place == sample.tokens.count ? found : nil
    }

    /// The literal that begins there, its sign included.
    private func literal(at place: inout Int) -> String? {
        guard let text = sample[place] else { return nil }
        switch sample.kind(place) {
        case .string, .number:
            place += 1
            return text
        case .sign where text == "-" && sample.kind(place + 1) == .number:
            place += 2
            return text + (sample[place - 1] ?? "")
        case .word where ["true", "false", "null"].contains(text.lowercased()):
            place += 1
            return text
        default: return nil
        }
    }

    private func isSame(_ one: String, _ other: String, _ kind: Token.Kind?) -> Bool {
        one == other || (kind == .word && one.lowercased() == other.lowercased())
    }
}
