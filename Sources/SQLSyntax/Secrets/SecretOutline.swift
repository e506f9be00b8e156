/// A text as a tree: parentheses, brackets and CASE are frames, and what joins conditions or begins a clause or another item of a
/// list cuts a frame into terms. What belongs together is in one term: both sides of a comparison, rows, arguments, a
/// subquery and what it is compared with, an expression and its alias.
struct SecretOutline {
    struct Term {
        var frame: Int
        /// Of a list behind SELECT.
        var isTarget: Bool
        /// Names and types of what is made, places of columns and rows: numbers are no values there.
        var isDeclaration: Bool
    }

    struct Frame {
        /// The term that it stands in; -1 of a statement.
        var parent: Int
        /// The token that opens it; -1 of a statement.
        var open: Int
        /// UNION and the like: what is in one column of one query is in that column of all.
        var hasSetOperation = false
        var isCase = false
        var isQuery = false
        var cutsAtCommas = false
        /// Columns of a table, parameters of a function, options of a sequence.
        var declares = false
        /// Keys of an index.
        var isKeys = false
        /// Parameters of an operator class: sizes and switches in quotes.
        var isOptions = false
    }

    private(set) var terms: [Term] = []
    private(set) var frames: [Frame] = []
    /// Token by token.
    private(set) var termOf: [Int] = []
    /// Places of names of tables in FROM and JOIN.
    private(set) var relations: Set<Int> = []
    private let text: SecretText
    /// The open frames, and of each its last term and the BETWEENs that wait for their AND.
    private var stack: [(frame: Int, term: Int, betweens: Int)] = []
    private var start = 0
    private var isFunction = false

    init(_ text: SecretText) {
        self.text = text
        termOf.reserveCapacity(text.tokens.count)
        push(open: -1)
        for position in text.tokens.indices { step(position) }
    }

    private var top: Int { stack[stack.count - 1].frame }

    private mutating func step(_ position: Int) {
        switch text.tokens[position].kind {
        case .open, .openBracket: push(open: position)
        case .close, .closeBracket:
            while stack.count > 1, frames[top].isCase { stack.removeLast() }
            if stack.count > 1 { stack.removeLast() }
        case .comma: if frames[top].cutsAtCommas { cutItem() }
        case .semicolon:
            stack = []
            start = position + 1
            isFunction = false
            push(open: -1)
        case .word: step(position, text.word(position))
        default: break
        }
        termOf.append(stack[stack.count - 1].term)
    }

    private mutating func step(_ position: Int, _ word: String) {
        if text.isBehindDot(position) { return }
        switch word {
        case "case": push(open: position, isCase: true)
        case "end": if frames[top].isCase, stack.count > 1 { stack.removeLast() }
        case "between": stack[stack.count - 1].betweens += 1
        case "and" where stack[stack.count - 1].betweens > 0: stack[stack.count - 1].betweens -= 1
        case _ where frames[top].isCase: break
        case "function", "procedure":
            if stack.count == 1, text.word(start) == "create", position <= start + 3 { isFunction = true }
        case "default", "generated": terms[stack[stack.count - 1].term].isDeclaration = false
        default:
            if ["union", "intersect", "except"].contains(word) { frames[top].hasSetOperation = true }
            if word == "select" { frames[top].isQuery = true }
            if word == "select" || isQueryList(position, word) { frames[top].cutsAtCommas = true }
            guard isBoundary(position, word) else { return }
            cut(isTarget: word == "select", isDeclaration: Self.places.contains(word) ? true : nil)
            if word == "from" || word == "join" { noteRelation(behind: position) }
        }
    }

    /// `WITH c AS (...), d (x) AS (...)`
    private func isQueryList(_ position: Int, _ word: String) -> Bool {
        let next = text.word(position + 1)
        guard word == "with", next != "ordinality" else { return false }
        return next == "recursive" || text.word(position + 2) == "as"
            || text.isName(position + 1) && text.isOpen(position + 2)
    }

    private mutating func noteRelation(behind position: Int) {
        var place = position + 1
        if text.word(place) == "only" { place += 1 }
        while text.isBehindDot(place + 2) { place += 2 }
        if !text.isOpen(place + 1) { relations.insert(place) }
    }

    // MARK: Frames

    private mutating func push(open: Int, isCase: Bool = false) {
        var frame = Frame(parent: stack.last?.term ?? -1, open: open, isCase: isCase)
        if open >= 0, !isCase { describe(&frame) }
        frames.append(frame)
        stack.append((frames.count - 1, 0, 0))
        let isMade = open < 0 && ["create", "alter"].contains(text.word(start))
        cut(isDeclaration: frame.declares || isMade)
    }

    private func describe(_ frame: inout Frame) {
        let open = frame.open
        let name = text.beginOfName(endingAt: open - 1)
        let before = text.word(name - 1)
        let parent = frames[top]
        if ["table", "function", "procedure", "aggregate"].contains(before) || text.word(open - 1) == "table"
            || before == "exists" && text.word(name - 2) == "not"
        {
            (frame.cutsAtCommas, frame.declares) = (true, true)
        } else if text.word(open - 1) == "identity" || parent.declares && terms[frame.parent].isDeclaration {
            frame.declares = true
        } else if before == "using", text.word(start) == "create" {
            (frame.cutsAtCommas, frame.isKeys) = (true, true)
        } else if parent.isKeys, text.isName(open - 1), text.isEndOfOperand(name - 1) {
            frame.isOptions = true
        }
    }

    // MARK: Terms

    private mutating func cut(isTarget: Bool = false, isDeclaration: Bool? = nil) {
        let isDeclaration = isDeclaration ?? frames[top].declares
        terms.append(Term(frame: top, isTarget: isTarget, isDeclaration: isDeclaration))
        stack[stack.count - 1].term = terms.count - 1
        stack[stack.count - 1].betweens = 0
    }

    private mutating func cutItem() {
        let last = terms[stack[stack.count - 1].term]
        cut(isTarget: last.isTarget, isDeclaration: frames[top].isQuery ? last.isDeclaration : nil)
    }

    private func isBoundary(_ position: Int, _ word: String) -> Bool {
        if Self.boundaries.contains(word) { return true }
        let next = text.word(position + 1)
        return switch word {
        case "from": text.word(position - 1) != "distinct" && (frames[top].isQuery || stack.count == 1)
        case "group", "order": next == "by"
        case "with":
            text.isOpen(position + 1) || isQueryList(position, word)
                || ["check", "no", "data", "local", "cascaded"].contains(next)
        case "for": next == "values"
        case "when": stack.count == 1
        default: isFunction && stack.count == 1 && Self.ofFunctions.contains(word)
        }
    }

    private static let boundaries: Set<String> = [
        "select", "where", "and", "or", "having", "union", "intersect", "except", "returning", "limit", "offset",
        "fetch", "window", "join", "on", "using", "check",
    ]
    /// Clauses whose numbers are places in a list, or of rows.
    private static let places: Set<String> = ["group", "order", "limit", "offset", "fetch"]
    private static let ofFunctions: Set<String> = [
        "returns", "language", "as", "cost", "rows", "set", "support", "begin", "return",
    ]
}
