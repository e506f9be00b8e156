/// Which tokens stand in one term with the name of a secret, or of what is made of one.
///
/// Two tokens belong together where the least part of the outline that holds both is a term. `a = 'x' AND password = 'y'` in
/// parentheses are two terms of one frame; `(password, a) = ('x', 'y')` is one term, and so is
/// `password IN (SELECT 'x' ...)`. An alias in a term with such a name is one of these names.
struct SecretTerms {
    private let text: SecretText
    private let outline: SecretOutline
    /// How many names stand in each term and in each frame, with all below.
    private var ofTerm: [Int] = []
    private var ofFrame: [Int] = []
    /// How many stand in the lists behind SELECT of each frame.
    private var ofTargets: [Int] = []
    /// Whether one stands outside of the frame in the term that it is in, or further out.
    private var isInherited: [Bool] = []

    /// - Parameter names: the places of names of secrets.
    init(_ text: SecretText, names: Set<Int>) {
        self.text = text
        outline = SecretOutline(text)
        var names = names.filter { isName($0) }
        count(names)
        let aliases = names.isEmpty ? [:] : self.aliases
        var left = aliases
        while !left.isEmpty {
            let found = left.filter { $0.value.contains { holds($0) } }.keys
            if found.isEmpty { break }
            for name in found { names.formUnion(left.removeValue(forKey: name) ?? []) }
            count(names)
        }
    }

    /// Whether the token there belongs to the name of a secret.
    func holds(_ position: Int) -> Bool {
        let term = outline.termOf[position]
        let frame = outline.terms[term].frame
        if ofTerm[term] > 0 || isInherited[frame] { return !outline.frames[frame].isOptions }
        return outline.terms[term].isTarget && outline.frames[frame].hasSetOperation && ofTargets[frame] > 0
    }

    /// Sizes of types, options of sequences, costs of functions, `ORDER BY 1`, LIMIT.
    func isDeclared(_ position: Int) -> Bool { outline.terms[outline.termOf[position]].isDeclaration }

    // MARK: Counting

    private mutating func count(_ names: Set<Int>) {
        ofTerm = Array(repeating: 0, count: outline.terms.count)
        ofFrame = Array(repeating: 0, count: outline.frames.count)
        ofTargets = ofFrame
        isInherited = Array(repeating: false, count: outline.frames.count)
        for name in names { ofTerm[outline.termOf[name]] += 1 }
        // A frame is behind the term that it is in, and its own terms are behind that.
        var framesOfTerm: [Int: [Int]] = [:]
        for (frame, description) in outline.frames.enumerated() where description.parent >= 0 {
            framesOfTerm[description.parent, default: []].append(frame)
        }
        for term in outline.terms.indices.reversed() {
            for frame in framesOfTerm[term] ?? [] { ofTerm[term] += ofFrame[frame] }
            let frame = outline.terms[term].frame
            ofFrame[frame] += ofTerm[term]
            if outline.terms[term].isTarget { ofTargets[frame] += ofTerm[term] }
        }
        for (frame, description) in outline.frames.enumerated() where description.parent >= 0 {
            let parent = outline.terms[description.parent].frame
            isInherited[frame] = ofTerm[description.parent] > ofFrame[frame] || isInherited[parent]
        }
    }

    // MARK: Names

    /// Not the name of what is made, of a table in FROM, nor what stands before a dot: they say nothing of a literal.
    private func isName(_ position: Int) -> Bool {
        !outline.relations.contains(position) && !text.isBehindDot(position + 2) && !text.isIntroduced(position)
    }

    /// Names that the text gives to columns, with all places where they stand.
    private var aliases: [String: [Int]] {
        var given: Set<String> = []
        for position in text.tokens.indices where text.isName(position) && isAlias(position) {
            given.insert(text.word(position))
        }
        guard !given.isEmpty else { return [:] }
        var places: [String: [Int]] = [:]
        for position in text.tokens.indices where text.isName(position) && isName(position) && !isType(position) {
            let name = text.word(position)
            if given.contains(name), !text.isOpen(position + 1) { places[name, default: []].append(position) }
        }
        return places
    }

    private func isType(_ position: Int) -> Bool {
        text.word(text.beginOfName(endingAt: position) - 1) == "::"
    }

    /// `expression AS x`, `expression x`, `v(x, y)` behind an item of FROM, `WITH c(x, y) AS`.
    private func isAlias(_ position: Int) -> Bool {
        let frame = outline.frames[outline.terms[outline.termOf[position]].frame]
        let before = text.word(position - 1)
        if before == "as" { return frame.open < 0 || text.word(frame.open - 1) != "cast" }
        if outline.terms[outline.termOf[position]].isTarget {
            return text.isEndOfOperand(position - 1) && before != "collate" && isLast(position)
        }
        // unnest(...) x
        if position > 0, text.tokens[position - 1].kind == .close { return true }
        return frame.open > 1 && !frame.isCase && isListOfAliases(frame.open)
    }

    /// Of an item of a list behind SELECT.
    private func isLast(_ position: Int) -> Bool {
        guard text.tokens.indices.contains(position + 1) else { return true }
        return [.comma, .close, .semicolon].contains(text.tokens[position + 1].kind)
            || ["from", "where", "union", "order"].contains(text.word(position + 1))
    }

    private func isListOfAliases(_ open: Int) -> Bool {
        guard text.isName(open - 1), !text.isBehindDot(open - 1) else { return false }
        let isOfItem = text.isEndOfOperand(open - 2)
        return isOfItem || ["as", "with", "recursive"].contains(text.word(open - 2))
            || text.tokens[open - 2].kind == .comma
    }
}

extension SecretText {
    func isOpen(_ position: Int) -> Bool { tokens.indices.contains(position) && tokens[position].kind == .open }

    func isBehindDot(_ position: Int) -> Bool {
        tokens.indices.contains(position) && position > 0 && tokens[position - 1].kind == .dot
    }

    /// A bare or quoted name that is no key word.
    func isName(_ position: Int) -> Bool {
        guard tokens.indices.contains(position) else { return false }
        return switch tokens[position].kind {
        case .quotedWord: true
        case .word: !KeyWords.common.contains(word(position))
        default: false
        }
    }

    /// What an alias or the class of an operator may stand behind.
    func isEndOfOperand(_ position: Int) -> Bool {
        guard tokens.indices.contains(position) else { return false }
        return switch tokens[position].kind {
        case .close, .closeBracket, .string, .number, .parameter: true
        default: isName(position) || word(position) == "end"
        }
    }

    /// Of `a.b.c` the place of `a`.
    func beginOfName(endingAt position: Int) -> Int {
        var place = position
        while place > 1, tokens.indices.contains(place), tokens[place - 1].kind == .dot { place -= 2 }
        return place
    }

    /// `CREATE FUNCTION secret(...)`, `CREATE TABLE IF NOT EXISTS tokens (...)`: the name of what is made or changed.
    func isIntroduced(_ name: Int) -> Bool {
        Self.makers.contains(word(beginOfName(endingAt: name) - 1))
    }

    private static let makers: Set<String> = [
        "function", "procedure", "aggregate", "table", "exists", "view", "index", "constraint", "policy", "trigger",
        "statistics", "sequence", "type", "partition", "only", "rule", "schema", "collation", "extension",
    ]
}
