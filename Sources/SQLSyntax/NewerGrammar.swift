/// Statements of PostgreSQL 16, 17 and 18 for the parser of 15: what is newer is written so that it means the same for
/// whoever asks which tables a statement locks, reads and writes. Every offset stays, but behind an alias that a
/// sub-query lacks, and behind a NOT NULL constraint of ALTER TABLE, which becomes the CHECK that it is worth.
struct NewerGrammar {
    private let bytes: [UInt8]
    private let tokens: [Token]
    /// Words in small letters, signs as they are; literals and quoted names empty, since they are never key words.
    private let words: [String]
    private var edits: [(range: Range<Int>, text: String)] = []

    private init(_ text: String) {
        let bytes = Array(text.utf8)
        self.bytes = bytes
        tokens = Lexer.tokens(text)
        words = tokens.map { token in
            switch token.kind {
            case .string, .quotedWord: ""
            case .word: Canonical.folded(bytes[token.start..<token.end])
            default: String(decoding: bytes[token.start..<token.end], as: UTF8.self)
            }
        }
    }

    /// The statement in the words of 15; nil where it has nothing newer that can be said so.
    static func rewritten(_ statement: String) -> String? {
        var grammar = NewerGrammar(statement)
        for rewrite in [
            clauses, constraints, generatedColumns, temporalKeys, json, merge, numbers, subQueries,
        ] as [(inout NewerGrammar) -> Void] { rewrite(&grammar) }
        return grammar.edits.isEmpty ? nil : grammar.edited()
    }

    /// Whether a statement that cannot be read has words that only newer servers know.
    static func isNewer(_ statement: String) -> Bool {
        let grammar = NewerGrammar(statement)
        let phrases = [
            "set expression as", "without overlaps", "not enforced", "enforced", "on large objects", "returning with (",
            "merge partitions (", "split partition", "set access method default", "set statistics default",
            "matched by source", "matched by target", "merge_action ( )", "json_table (", "json_query (",
            "json_value (",
            "json_exists (", "json_array (", "json_object (", "json_objectagg (", "json_arrayagg (", "json_scalar (",
            "json_serialize (", "is json", "is not json", "at local",
        ]
        return phrases.contains { !grammar.places(of: $0).isEmpty } || grammar.altersInheritance
    }

    /// `ALTER CONSTRAINT c [NO] INHERIT`.
    private var altersInheritance: Bool {
        places(of: "alter constraint").contains { words.dropFirst($0 + 3).prefix(2).contains("inherit") }
    }

    private func edited() -> String {
        var result = bytes
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            let missing = edit.range.count - edit.text.utf8.count
            result.replaceSubrange(
                edit.range, with: Array(edit.text.utf8) + Array(repeating: 0x20, count: max(0, missing)))
        }
        return String(decoding: result, as: UTF8.self)
    }
}

// MARK: Finding and replacing

extension NewerGrammar {
    /// Indexes of the tokens at which the words begin.
    private func places(of phrase: String) -> [Int] {
        let wanted = phrase.split(separator: " ").map(String.init)
        return words.indices.filter { words[$0] == wanted[0] && words[$0...].starts(with: wanted) }
    }

    private func follows(_ phrase: String, at index: Int) -> Bool {
        index <= words.count && words[index...].starts(with: phrase.split(separator: " ").map(String.init))
    }

    /// The token that closes the parenthesis at an index.
    private func closing(_ open: Int) -> Int? {
        var depth = 0
        for index in open..<tokens.count {
            if tokens[index].kind == .open { depth += 1 }
            if tokens[index].kind == .close { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// Line feeds need not stay: places are counted in the text as it was.
    private mutating func replace(_ tokens: ClosedRange<Int>, by text: String = "") {
        let range = self.tokens[tokens.lowerBound].start..<self.tokens[tokens.upperBound].end
        guard !edits.contains(where: { $0.range.overlaps(range) }) else { return }
        edits.append((range, text))
    }

    private mutating func blank(_ phrase: String) {
        let length = phrase.split(separator: " ").count
        for place in places(of: phrase) { replace(place...(place + length - 1)) }
    }
}

// MARK: What is newer

extension NewerGrammar {
    /// Words that say nothing about locks and work.
    private static func clauses(_ grammar: inout NewerGrammar) {
        if ["vacuum", "analyze"].contains(grammar.words.first) { grammar.blank("only") }
        if grammar.words.starts(with: ["create"]), grammar.words.contains("table") {
            for place in grammar.places(of: "storage") where grammar.words.indices.contains(place + 1) {
                if ["plain", "external", "extended", "main", "default"].contains(grammar.words[place + 1]) {
                    grammar.replace(place...(place + 1))
                }
            }
        }
        if grammar.words.first == "grant", let with = grammar.words.lastIndex(of: "with"),
            ["inherit", "set", "admin"].contains(grammar.words[min(with + 1, grammar.words.count - 1)])
        {
            grammar.replace(with...(grammar.words.count - 1))
        }
        for place in grammar.places(of: "returning with (") {
            if let end = grammar.closing(place + 2) { grammar.replace((place + 1)...end) }
        }
        grammar.blank("at local")
        for place in grammar.places(of: "not null no inherit") { grammar.replace((place + 2)...(place + 3)) }
    }

    private static func constraints(_ grammar: inout NewerGrammar) {
        for place in grammar.places(of: "not enforced") where grammar.words.first == "alter" {
            // Neither looks at a row.
            if !grammar.follows("alter constraint", at: max(0, place - 3)) {
                grammar.replace(place...(place + 1), by: "NOT VALID")
            }
        }
        if grammar.words.first == "create" { grammar.blank("not enforced") }
        let altersOne = !grammar.places(of: "alter constraint").isEmpty
        for place in grammar.places(of: "enforced") where place > 0 && grammar.words[place - 1] != "not" && !altersOne {
            grammar.replace(place...place)
        }
        for place in grammar.places(of: "not null") { grammar.namedNotNull(place) }
    }

    /// `[CONSTRAINT c] NOT NULL column` as an element of its own.
    private mutating func namedNotNull(_ place: Int) {
        guard tokens.indices.contains(place + 2), [.word, .quotedWord].contains(tokens[place + 2].kind) else { return }
        let isNamed = place >= 2 && words[place - 2] == "constraint"
        let first = isNamed ? place - 2 : place
        guard first > 0 else { return }
        let column = String(decoding: bytes[tokens[place + 2].start..<tokens[place + 2].end], as: UTF8.self)
        if words[first - 1] == "add", words.starts(with: ["alter"]) {
            replace(place...(place + 2), by: "CHECK (\(column) IS NOT NULL)")
        } else if words.first == "create", words[first - 1] == "," {
            replace((first - 1)...(place + 2))
        }
    }

    /// A virtual column costs nothing to add, as one without a default does.
    private static func generatedColumns(_ grammar: inout NewerGrammar) {
        for place in grammar.places(of: "generated always as (") {
            guard let end = grammar.closing(place + 3), !grammar.follows("stored", at: end + 1) else { continue }
            grammar.replace(place...(grammar.follows("virtual", at: end + 1) ? end + 1 : end))
        }
    }

    /// In CREATE TABLE only: added to a table that is there they build an index that no concurrent build replaces.
    private static func temporalKeys(_ grammar: inout NewerGrammar) {
        guard grammar.words.first == "create" else { return }
        grammar.blank("without overlaps")
        for place in grammar.places(of: ", period") { grammar.replace((place + 1)...(place + 1)) }
    }

    private static func json(_ grammar: inout NewerGrammar) {
        let functions: Set<String> = [
            "json_table", "json_query", "json_value", "json_exists", "json_array", "json_object", "json_objectagg",
            "json_arrayagg", "json_scalar", "json_serialize",
        ]
        for (index, word) in grammar.words.enumerated() where functions.contains(word) {
            guard grammar.follows("(", at: index + 1), let end = grammar.closing(index + 1), end > index + 2 else {
                continue
            }
            grammar.replace((index + 2)...(end - 1))
        }
        for (index, word) in grammar.words.enumerated() where word == "json" && index > 0 {
            guard grammar.words[index - 1] == "is" || grammar.follows("is not", at: max(0, index - 2)) else { continue }
            var end = index
            if ["value", "array", "object", "scalar"].contains(where: { grammar.follows($0, at: end + 1) }) {
                end += 1
            }
            for keys in ["with unique keys", "without unique keys", "with unique", "without unique"]
            where grammar.follows(keys, at: end + 1) {
                end += keys.split(separator: " ").count
                break
            }
            grammar.replace(index...end, by: "TRUE")
        }
    }

    private static func merge(_ grammar: inout NewerGrammar) {
        guard let first = grammar.places(of: "merge into").first else { return }
        for place in grammar.places(of: "not matched by source") {
            grammar.replace(place...place)
            grammar.replace((place + 2)...(place + 3))
        }
        grammar.blank("by target")
        for place in grammar.places(of: "returning") where place > first {
            var depth = 0
            var end = place
            for index in place..<grammar.tokens.count {
                if grammar.tokens[index].kind == .open { depth += 1 }
                if grammar.tokens[index].kind == .close { depth -= 1 }
                if depth < 0 { break }
                end = index
            }
            grammar.replace(place...end)
        }
    }

    /// `1_000` and `0x1F`.
    private static func numbers(_ grammar: inout NewerGrammar) {
        for (index, token) in grammar.tokens.enumerated() where token.kind == .number {
            let spelled = grammar.words[index].lowercased()
            let digits = spelled.filter { $0 != "_" }
            let bases: [(String, Int)] = [("0x", 16), ("0o", 8), ("0b", 2)]
            let value = bases.first { digits.hasPrefix($0.0) }.map { prefix, radix in
                Int(digits.dropFirst(2), radix: radix).map(String.init) ?? "1"
            }
            guard value != nil || digits != spelled, (value ?? digits).utf8.count <= spelled.utf8.count else {
                continue
            }
            grammar.replace(index...index, by: value ?? digits)
        }
    }

    /// `FROM (SELECT 1)` without an alias.
    private static func subQueries(_ grammar: inout NewerGrammar) {
        for (index, token) in grammar.tokens.enumerated() where token.kind == .open {
            guard index > 0, ["from", "join", ",", "lateral", "using"].contains(grammar.words[index - 1]),
                ["select", "values", "with", "table"].contains(where: { grammar.follows($0, at: index + 1) }),
                let end = grammar.closing(index), !grammar.isAlias(end + 1)
            else { continue }
            let range = grammar.tokens[end].end..<grammar.tokens[end].end
            // An alias behind an expression is harmless too: there it names a column, or the text parses without.
            grammar.edits.append((range, " newer_\(index)"))
        }
    }

    private func isAlias(_ index: Int) -> Bool {
        guard index < tokens.count else { return false }
        let ends: Set<String> = [
            "where", "join", "left", "right", "inner", "full", "cross", "natural", "on", "using", "group", "order",
            "limit",
            "offset", "fetch", "union", "except", "intersect", "having", "window", "for", "returning", "when", "with",
            "set",
        ]
        return tokens[index].kind == .quotedWord || tokens[index].kind == .word && !ends.contains(words[index])
    }
}
