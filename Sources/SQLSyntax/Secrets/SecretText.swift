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

    /// The literals in calls to secret functions, those in a term with a secret name, and those that read like secrets.
    ///
    /// - Parameters:
    ///   - isDefinition: what is left must still be valid: whoever makes the object again reads each literal as its type.
    ///   - everyString: whether all strings are secret, wherever they stand.
    mutating func removeFromCalls(isDefinition: Bool = false, everyString: Bool = false) {
        keepsComments = true
        let keys = keys
        let names = secretNames.union(keys.secret)
        let terms = names.isEmpty ? nil : SecretTerms(self, names: names)
        var writing = SecretWriting()
        var depth = 0
        /// Depths at which a secret call began.
        var calls: [Int] = []
        for (position, token) in tokens.enumerated() {
            func isSecret() -> Bool {
                guard calls.isEmpty, let terms else { return !calls.isEmpty }
                return writing.isOn || terms.holds(position)
            }
            switch token.kind {
            case .word: if terms != nil { writing.step(word(position), depth) }
            case .semicolon: writing = SecretWriting()
            case .open:
                depth += 1
                if isSecretCall(before: position) { calls.append(depth) }
            case .close:
                if calls.last == depth { calls.removeLast() }
                depth -= 1
            case .string:
                guard everyString || isSecretLiteral(position) || isSecret() else { break }
                if keys.all.contains(position), calls.isEmpty, !everyString, !isSecretLiteral(position) { break }
                remove(position, by: isDefinition ? stand(in: typeCast(behind: position)) : "'?'")
            case .number:
                guard isSecret(), !isTypeModifier(position), terms?.isDeclared(position) != true else { break }
                remove(position, by: "0")
            case .parameter:
                if isSecret(), let number = Int(word(position).dropFirst()) { secretParameters.insert(number) }
            default: break
            }
        }
    }

    /// Whether the name of a secret stands anywhere.
    var namesSecret: Bool { !secretNames.isEmpty || !keys.secret.isEmpty }

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

    private func isSecretLiteral(_ position: Int) -> Bool {
        SecretLiteral.matches(bytes[tokens[position].start..<tokens[position].end])
    }

    // MARK: Text

    private mutating func remove(_ position: Int, by text: String = "'?'") {
        if replacements[position] == nil { replacements[position] = text }
    }

    func spelling(_ position: Int) -> ArraySlice<UInt8> { bytes[tokens[position].start..<tokens[position].end] }

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
