/// Reads workload.sql; its format is described in sample-workloads/README.md.
struct TrafficParser {
    let file: String
    private(set) var sessionStatements: [String] = []
    private(set) var requests: [Request] = []

    private var line = 0
    private var header: StatementHeader?
    private var body: [Substring] = []
    private var names: Set<String> = []

    /// What stands above the SQL of a statement.
    private struct StatementHeader {
        var name: String
        var line: Int
        var each: String?
    }

    init(file: String) {
        self.file = file
    }

    mutating func parse(_ text: String) throws(WorkloadError) {
        for (index, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            line = index + 1
            if content.hasPrefix("--") {
                try comment(content)
            } else if !content.allSatisfy(\.isWhitespace) {
                try sql(content)
            }
        }
        try finishStatement()
        try finishRequest()
        if requests.isEmpty { throw error("no request in the file", "Begin one with `-- request: name`") }
    }

    /// A directive is a word, or a parameter, right after the dashes and followed by a colon or nothing; all else is a
    /// comment.
    private mutating func comment(_ content: Substring) throws(WorkloadError) {
        let text = content.dropFirst(2).drop(while: \.isWhitespace)
        let key = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        let rest = text.dropFirst(key.count)
        guard !key.isEmpty, rest.isEmpty || rest.first == ":" else { return }
        let value = rest.dropFirst().drop(while: \.isWhitespace)
        try directive(String(key), String(value))
    }

    private mutating func directive(_ key: String, _ value: String) throws(WorkloadError) {
        switch key {
        case "session": sessionStatements.append(value)
        case "request": try beginRequest(value)
        case "weight":
            guard let weight = Int(value), weight > 0 else {
                throw error("weight '\(value)' is not a whole number above 0", "Write `-- weight: 10`")
            }
            try change { $0.weight = weight }
        case "transaction": try change { $0.isTransaction = true }
        case "held": try change { $0.isHeld = true }
        case "statement": try beginStatement(value)
        case "each": try setEach(value)
        case _ where key.hasPrefix("$"): try addDraw(String(key.dropFirst()), value)
        default:
            throw error(
                "unknown directive '\(key)'",
                "Take session, request, weight, transaction, held, $name, statement or each, or reword the comment")
        }
    }

    private mutating func sql(_ content: Substring) throws(WorkloadError) {
        guard header != nil else { throw error("SQL outside a statement", "Begin it with `-- statement: name`") }
        if body.last?.hasSuffix(";") == true {
            throw error("a second statement under one name", "Begin it with a `-- statement: name` of its own")
        }
        body.append(content)
    }

    // MARK: Requests

    private mutating func beginRequest(_ name: String) throws(WorkloadError) {
        try finishStatement()
        try finishRequest()
        if name.isEmpty || requests.contains(where: { $0.name == name }) {
            throw error("request '\(name)' has no name of its own", "Give each request another name")
        }
        requests.append(Request(name: name))
    }

    private func finishRequest() throws(WorkloadError) {
        if let last = requests.last, last.statements.isEmpty {
            throw error("request '\(last.name)' has no statement", "Add `-- statement: name` and its SQL")
        }
    }

    /// Changes the request at hand; its header ends at its first statement.
    private mutating func change(_ body: (inout Request) -> Void) throws(WorkloadError) {
        guard !requests.isEmpty, header == nil, requests[requests.count - 1].statements.isEmpty else {
            throw error("this belongs under `-- request:`, before its first statement", "Move it there")
        }
        body(&requests[requests.count - 1])
    }

    private mutating func addDraw(_ name: String, _ expression: String) throws(WorkloadError) {
        guard let first = name.first, first.isLetter, !expression.isEmpty else {
            throw error("'$\(name)' is not a parameter with an expression", "Write `-- $user: 1 + floor(9 * random())`")
        }
        if requests.last?.draws.contains(where: { $0.name == name }) == true {
            throw error("'$\(name)' is drawn twice", "Give the second one another name")
        }
        try change { $0.draws.append(.init(name: name, expression: expression)) }
    }

    // MARK: Statements

    private mutating func beginStatement(_ name: String) throws(WorkloadError) {
        try finishStatement()
        guard !requests.isEmpty else { throw error("a statement outside a request", "Begin with `-- request: name`") }
        if name.isEmpty || !names.insert(name).inserted {
            throw error("statement '\(name)' has no name of its own", "Give each statement of the file another name")
        }
        header = StatementHeader(name: name, line: line)
        body = []
    }

    private mutating func setEach(_ name: String) throws(WorkloadError) {
        guard header != nil, body.isEmpty else {
            throw error("`each` without a statement", "Put it between `-- statement:` and the SQL")
        }
        try requireEarlier(name)
        header?.each = name
    }

    private mutating func finishStatement() throws(WorkloadError) {
        guard let header else { return }
        self.header = nil
        guard let last = body.last, last.hasSuffix(";") else {
            throw .malformed(
                file, line: header.line, "statement '\(header.name)' does not end with a semicolon",
                remedy: "Put one at the end of its last line")
        }
        let text = body.joined(separator: "\n").dropLast()
        let numbered = NumberedParameters(String(text))
        for source in numbered.sources { try check(source) }
        requests[requests.count - 1].statements.append(
            .init(name: header.name, text: numbered.text, parameters: numbered.sources, each: header.each))
    }

    private func check(_ source: Request.Source) throws(WorkloadError) {
        switch source {
        case .drawn(let name):
            guard requests.last?.draws.contains(where: { $0.name == name }) == true else {
                throw error("'$\(name)' is not drawn in this request", "Add `-- $\(name): expression` under it")
            }
        case .column(let statement, _): try requireEarlier(statement)
        }
    }

    private func requireEarlier(_ statement: String) throws(WorkloadError) {
        guard requests.last?.statements.contains(where: { $0.name == statement }) == true else {
            throw error("no earlier statement '\(statement)' in this request", "Name one that stands above")
        }
    }

    private func error(_ message: String, _ remedy: String) -> WorkloadError {
        .malformed(file, line: line, message, remedy: remedy)
    }
}
