import JSONTape

/// A text of many statements, each read by itself: one that does not parse leaves the others alone.
public struct Script<Value: Sendable>: Sendable {
    public struct Statement: Sendable {
        /// In bytes of the text; without the semicolon and without white space and comments around it.
        public let bytes: Range<Int>
        /// What was read of it. The places in a `SyntaxError` are relative to the statement.
        public let result: Result<Value, SyntaxError>
    }

    public var statements: [Statement] = []
    /// Backslash commands of psql, left out.
    public var commands: [PsqlCommand] = []
    /// COPY ... FROM stdin statements whose rows were left out.
    public var copies = 0
    /// A COPY FROM stdin whose rows have no end: offset of the statement.
    public var openCopy: Int?
    /// So much did not parse, and nothing did, that the rest was not tried.
    public var isAbandoned = false
}

extension SQL {
    /// Reads scripts as psql would and hands each statement that parses to `read`, whose answers come in the order of
    /// the text. Texts may have any length; a single statement may not exceed `maximumLength`. Uses all processors;
    /// `read` runs on their threads. Never fails.
    ///
    /// - Parameters:
    ///   - readingNewer: statements of PostgreSQL 16 to 18 are read as `NewerGrammar` writes them.
    ///   - read: gets the statement's node and its offset, which is to be taken from the locations in the node.
    public static func scripts<Value: Sendable>(
        _ texts: [String], readingNewer: Bool = false,
        _ read: @escaping @Sendable (_ statement: Node, _ offset: Int) -> Value
    ) -> [Script<Value>] {
        BigStack.map(texts) { texts in
            texts.map { text in
                var reader = ScriptReader(text, readingNewer: readingNewer, read)
                return reader.readAll()
            }
        }
    }
}

/// Feeds the parser pieces of several statements each: a call for each costs twice as much, and the whole text may be
/// too long for it.
private struct ScriptReader<Value: Sendable> {
    private let source: PsqlScript
    private let bytes: [UInt8]
    private let read: @Sendable (Node, Int) -> Value
    private var script = Script<Value>()
    private var failures = 0
    private let readsNewer: Bool

    private static var pieceLength: Int { 256 << 10 }
    /// A text of which the first so many statements do not parse is no SQL.
    private static var patience: Int { 50 }

    init(_ text: String, readingNewer: Bool, _ read: @escaping @Sendable (Node, Int) -> Value) {
        source = PsqlScript(text)
        bytes = Array(source.sql.utf8)
        self.read = read
        readsNewer = readingNewer
    }

    mutating func readAll() -> Script<Value> {
        script.commands = source.commands
        script.copies = source.copies
        script.openCopy = source.openCopy
        var piece: [Range<Int>] = []
        let (statements, unterminated) = Splitter.read(source.sql)
        for statement in statements {
            if let first = piece.first, statement.bytes.upperBound - first.lowerBound > Self.pieceLength {
                parse(piece[...])
                piece = []
            }
            piece.append(statement.bytes)
            if script.isAbandoned { return script }
        }
        parse(piece[...])
        // Strings and names that never end are statements that do not parse; a comment would be lost in silence.
        if let unterminated, unterminated.kind == .comment, !script.isAbandoned {
            let error = SyntaxError(reason: .syntax, message: unterminated.message, offset: 0)
            script.statements.append(.init(bytes: unterminated.offset..<bytes.count, result: .failure(error)))
        }
        return script
    }

    /// Parses statements together; where that fails, in halves, so that only those that are wrong stand out.
    private mutating func parse(_ piece: ArraySlice<Range<Int>>) {
        guard let first = piece.first, let last = piece.last, !script.isAbandoned else { return }
        let base = first.lowerBound
        let text = String(decoding: bytes[base..<last.upperBound], as: UTF8.self)
        do throws(SyntaxError) {
            let statements = try RawParser.parse(text).root["stmts"]?.elements.map { $0 } ?? []
            if statements.count == piece.count {
                for (range, statement) in zip(piece, statements) {
                    let node = statement.node("stmt")
                    let offset = range.lowerBound - base
                    let result = node.map { Result<Value, SyntaxError>.success(read($0, offset)) }
                    script.statements.append(.init(bytes: range, result: result ?? .failure(.empty)))
                }
                return
            }
            // Several statements where we saw one: cut them as the parser does.
            if piece.count == 1 { return appendAsParsed(statements, base, text.utf8.count) }
        } catch {
            guard piece.count > 1 else {
                if readsNewer, error.reason != .tooLong, error.reason != .tooDeep {
                    if let value = readNewer(text) {
                        return script.statements.append(.init(bytes: first, result: .success(value)))
                    }
                    if NewerGrammar.isNewer(text) {
                        return script.statements.append(.init(bytes: first, result: .failure(.newer)))
                    }
                }
                failures += 1
                script.statements.append(.init(bytes: first, result: .failure(error)))
                script.isAbandoned = failures >= Self.patience && failures == script.statements.count
                return
            }
        }
        let middle = piece.startIndex + piece.count / 2
        parse(piece[..<middle])
        parse(piece[middle...])
    }

    /// A statement of a newer grammar, where it can be said in the parser's.
    private func readNewer(_ text: String) -> Value? {
        guard let older = NewerGrammar.rewritten(text), let tape = try? RawParser.parse(older),
            let statements = tape.root["stmts"]?.elements.map({ $0 }), statements.count == 1
        else { return nil }
        return statements[0].node("stmt").map { read($0, 0) }
    }

    private mutating func appendAsParsed(_ statements: [JSONValue], _ base: Int, _ length: Int) {
        for statement in statements {
            guard let node = statement.node("stmt") else { continue }
            let start = statement["stmt_location"]?.int ?? 0
            let end = start + (statement["stmt_len"]?.int ?? length - start)
            script.statements.append(.init(bytes: (base + start)..<(base + end), result: .success(read(node, start))))
        }
    }
}
