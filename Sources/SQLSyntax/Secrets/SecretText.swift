/// One text, its tokens, and which of them go.
struct SecretText {
    private let bytes: [UInt8]
    let tokens: [Token]
    /// Token by token what stands instead; nil: itself.
    private var replacements: [Int: String] = [:]
    private var keepsComments = true
    private(set) var secretParameters: Set<Int> = []
    /// Lexes to its end, and in one way.
    let isWhole: Bool

    init(_ sql: String) {
        let reading = Reading(sql)
        bytes = reading.bytes
        tokens = reading.tokens
        isWhole = reading.isWhole
        // From there on nobody knows what is a literal.
        for position in reading.sure..<tokens.count { replacements[position] = position == reading.sure ? "'?'" : "" }
    }

    /// One statement of the kinds that are planned, and certain.
    var isPlannable: Bool {
        isWhole && SQL.isOnePlannable(String(decoding: bytes, as: UTF8.self))
    }

    // MARK: All literals

    /// Every literal, comment, and value of a setting that may be a secret.
    mutating func removeAll() {
        keepsComments = false
        for (position, token) in tokens.enumerated() {
            switch token.kind {
            case .string: remove(position)
            case .number where !isWhole: remove(position, by: "0")
            case .word where word(position) == "password": removeUnquoted(after: position)
            case .word where word(position) == "set": removeSetting(after: position)
            default: break
            }
        }
    }

    /// `PASSWORD secret`, where the quotes were forgotten.
    private mutating func removeUnquoted(after position: Int) {
        guard tokens.indices.contains(position + 1), tokens[position + 1].kind != .string else { return }
        let isValue = [.word, .quotedWord, .number, .broken].contains(tokens[position + 1].kind)
        if isValue, !["null", "valid", "expire"].contains(word(position + 1)) { remove(position + 1) }
    }

    /// `SET name = value`, where the value may be a bare word: of custom settings and of those that are called like a secret.
    private mutating func removeSetting(after position: Int) {
        var next = position + 1
        while ["session", "local"].contains(word(next)) { next += 1 }
        var name = ""
        while tokens.indices.contains(next), [.word, .quotedWord, .dot].contains(tokens[next].kind), word(next) != "to"
        {
            name += word(next)
            next += 1
        }
        guard name.contains(".") || SecretNames.isSecret(name) else { return }
        let isAssigned = word(next) == "to" || word(next) == "=" || word(next) == "from"
        guard isAssigned, tokens.indices.contains(next + 1) else { return }
        for value in next + 1..<tokens.count {
            if tokens[value].kind == .semicolon { return }
            remove(value, by: value == next + 1 ? "'?'" : "")
        }
    }

    // MARK: Some literals

    /// The literals in calls to secret functions, beside secret names, and those that read like secrets.
    ///
    /// - Parameters:
    ///   - isDefinition: what is left must still be valid: whoever makes the object again reads each literal as its type.
    ///   - everyString: whether all strings are secret, wherever they stand.
    mutating func removeFromCalls(isDefinition: Bool = false, everyString: Bool = false) {
        keepsComments = true
        let names = secretNames
        // Whether the last literal of a list was beside a secret name: so are the next.
        var isList = false
        var writing = Writing()
        var depth = 0
        /// Depths at which a secret call began.
        var calls: [Int] = []
        for (position, token) in tokens.enumerated() {
            func isSecret() -> Bool {
                if !names.isEmpty, !isList { isList = isBeside(names, position) }
                return !calls.isEmpty || !names.isEmpty && (writing.isOn || isList)
            }
            switch token.kind {
            case .word:
                writing.step(bytes[token.start..<token.end])
                isList = isList && isOfList(position)
            case .quotedWord: isList = isList && isOfList(position)
            case .semicolon: isList = false
            case .open:
                depth += 1
                if isSecretCall(before: position) { calls.append(depth) }
            case .close:
                if calls.last == depth { calls.removeLast() }
                depth -= 1
            case .string:
                guard isSecret() || everyString || isSecretLiteral(position) else { break }
                remove(position, by: isDefinition ? stand(in: typeCast(behind: position)) : "'?'")
            case .number: if isSecret(), !isTypeModifier(position) { remove(position, by: "0") }
            case .parameter:
                if isSecret(), let number = Int(word(position).dropFirst()) { secretParameters.insert(number) }
            default: break
            }
        }
    }

    /// Where a statement writes: a list of columns and VALUES say by position only which literal is the password.
    private struct Writing {
        private var inserts = false
        private var sets = false
        var isOn: Bool { inserts || sets }

        mutating func step(_ word: ArraySlice<UInt8>) {
            guard word.count <= 9 else { return }
            switch Canonical.folded(word) {
            case "insert", "merge": inserts = true
            case "set": sets = true
            case "where", "from", "returning": sets = false
            default: break
            }
        }
    }

    /// The places of names that say that a secret stands beside them. Texts of a megabyte have few different names.
    private var secretNames: Set<Int> {
        var known: [ArraySlice<UInt8>: Bool] = [:]
        var places: Set<Int> = []
        for (position, token) in tokens.enumerated() where token.kind == .word || token.kind == .quotedWord {
            let spelling = bytes[token.start..<token.end]
            // As it is written: `userPin` is two words.
            let isSecret = known[spelling] ?? SecretNames.isSecret(String(decoding: spelling, as: UTF8.self))
            known[spelling] = isSecret
            if isSecret { places.insert(position) }
        }
        return places
    }

    private func isSecretCall(before open: Int) -> Bool {
        guard open > 0, tokens[open - 1].kind == .word || tokens[open - 1].kind == .quotedWord else { return false }
        guard !isIntroduced(open - 1) else { return false }
        let name = word(open - 1)
        // net.http_post(...), vault.create_secret(...): the schema may say it too.
        let schema = open > 2 && tokens[open - 2].kind == .dot ? word(open - 3) : ""
        return SecretNames.isSecretFunction(name)
            || ["vault", "net", "pgsodium", "cron", "aws_lambda"].contains(schema)
    }

    /// `CREATE FUNCTION secret(...)`, `CREATE TABLE IF NOT EXISTS tokens (...)`: the name of what is made, which is called nowhere yet.
    private func isIntroduced(_ name: Int) -> Bool {
        let isQualified = name > 1 && tokens[name - 1].kind == .dot
        return ["function", "procedure", "aggregate", "table", "exists"].contains(word(name - (isQualified ? 3 : 1)))
    }

    /// `password = '...'`, `'...' = password`, `password IN ('...', '...')`, `secret => '...'`.
    private func isBeside(_ names: Set<Int>, _ position: Int) -> Bool {
        nearest(names, position, step: -1, limit: 12) || nearest(names, position, step: 1, limit: 8)
    }

    /// Whether a word between two literals leaves them in one list: `IN ('a', upper('b'))`, `ARRAY['a'::citext, 'b']`.
    private func isOfList(_ position: Int) -> Bool {
        let before = word(position - 1)
        return Self.stepped.contains(word(position)) || isCall(position) || ["::", "as", "."].contains(before)
            || word(position + 1) == "."
    }

    /// `lower(`, but not `AND (`.
    private func isCall(_ position: Int) -> Bool {
        guard tokens.indices.contains(position + 1), tokens[position + 1].kind == .open else { return false }
        return tokens[position].kind == .quotedWord || !KeyWords.common.contains(word(position))
    }

    /// Goes over operators, casts, parentheses, commas of a list, and other literals up to the next name.
    private func nearest(_ names: Set<Int>, _ position: Int, step: Int, limit: Int) -> Bool {
        var place = position + step
        for _ in 0..<limit {
            guard tokens.indices.contains(place) else { return false }
            switch tokens[place].kind {
            case .sign, .string, .number, .parameter, .openBracket, .closeBracket, .open, .close: break
            case .comma where step < 0: break
            case .word where Self.stepped.contains(word(place)): break
            case .word, .quotedWord:
                if names.contains(place) { return true }
                // What a function makes of a literal or of a column says as much.
                guard isCall(place) else { return false }
            default: return false
            }
            place += step
        }
        return false
    }

    /// Words between a column and the literal that it is compared with.
    private static let stepped: Set<String> = [
        "in", "not", "like", "ilike", "similar", "to", "between", "is", "distinct", "from", "any", "all", "array",
        "text", "values", "row",
        "character", "varying", "bytea", "varchar", "some", "operator", "pg_catalog", "as", "cast", "e", "symmetric",
    ]

    private func isSecretLiteral(_ position: Int) -> Bool {
        SecretLiteral.matches(bytes[tokens[position].start..<tokens[position].end])
    }

    // MARK: Text

    private mutating func remove(_ position: Int, by text: String = "'?'") {
        if replacements[position] == nil { replacements[position] = text }
    }

    /// A token as a name: folded, without its quotes.
    func word(_ position: Int) -> String {
        guard tokens.indices.contains(position) else { return "" }
        let spelling = bytes[tokens[position].start..<tokens[position].end]
        guard tokens[position].kind == .quotedWord else { return Canonical.folded(spelling) }
        return String(decoding: spelling.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self).lowercased()
    }

    var result: String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var end = 0
        for (position, token) in tokens.enumerated() {
            output += gap(bytes[end..<token.start])
            end = token.end
            if let replacement = replacements[position] {
                output += replacement.utf8
            } else {
                output += bytes[token.start..<token.end]
            }
        }
        if isWhole || replacements.isEmpty { output += gap(bytes[end...]) }
        return String(decoding: output, as: UTF8.self)
    }

    /// Blanks and comments between two tokens.
    private func gap(_ gap: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = gap.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
        if isBlank { return gap }
        let isSecret =
            SecretLiteral.matches(gap)
            || gap.split(whereSeparator: Self.endsWord).contains {
                SecretNames.isSecret(String(decoding: $0, as: UTF8.self))
            }
        return keepsComments && isWhole && !isSecret ? gap : [0x20]
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte < 0x80 && byte != UInt8(ascii: "_") && (byte | 0x20) &- UInt8(ascii: "a") >= 26
            && byte &- UInt8(ascii: "0") >= 10
    }
}
