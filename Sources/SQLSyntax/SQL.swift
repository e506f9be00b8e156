import JSONTape
import Model

/// What advisor knows of SQL text. All functions may be called from any thread; each blocks until it is done.
public enum SQL {
    /// Longer texts are not parsed, in bytes.
    public static let maximumLength = 1 << 20
    /// Parse trees nested deeper are not walked. An operator in a chain such as `a || b || c` takes two levels.
    public static let maximumDepth = 10_000

    /// Identity and facts of many statements, in their order. Uses all processors.
    public static func analyze(_ texts: [String], catalog: Catalog) -> [StatementAnalysis] {
        BigStack.map(texts) { texts in
            let views = ViewDefinitions()
            return texts.map { StatementAnalysis($0, catalog: catalog, views: views) }
        }
    }

    /// The facts of a text; where it holds several statements, of all together. A text that does not parse gives
    /// facts of the kind `unparsed` with the reason in `parseError`.
    public static func facts(of text: String, catalog: Catalog) -> StatementFacts {
        BigStack.run { FactsWalker.facts(of: text, catalog: catalog, views: ViewDefinitions()) }
    }

    public static func identity(of text: String) -> StatementIdentity {
        BigStack.run { StatementIdentity(of: text) }
    }

    /// The identities of many texts, in their order. Uses all processors.
    public static func identities(of texts: [String]) -> [StatementIdentity] {
        BigStack.map(texts) { texts in texts.map { StatementIdentity(of: $0) } }
    }

    /// `normalize` of many texts, in their order. Uses all processors.
    public static func normalize(_ texts: [String]) -> [String] {
        BigStack.map(texts) { texts in texts.map { Normalizer.normalize($0) } }
    }

    /// libpg_query's fingerprint, 16 hexadecimal digits.
    public static func fingerprint(_ text: String) throws(SyntaxError) -> String {
        try run { () throws(SyntaxError) in try RawParser.fingerprint(text) }
    }

    /// The text with its literals replaced by parameters and without comments. Never fails: a text that does not
    /// parse is scrubbed token by token.
    public static func normalize(_ text: String) -> String {
        BigStack.run { Normalizer.normalize(text) }
    }

    /// The statements of a text, cut at semicolons; those that do not parse too. Needs no parser.
    public static func split(_ text: String) -> [StatementRange] {
        Splitter.split(text)
    }

    /// The parse tree as libpg_query writes it: an object whose `stmts` holds for each statement `stmt`,
    /// `stmt_location` and `stmt_len` in bytes. At most `maximumDepth` deep.
    public static func parse(_ text: String) throws(SyntaxError) -> JSONTape {
        try run { () throws(SyntaxError) in try RawParser.parse(text) }
    }

    /// Parses many texts and hands each tree to `read`, whose answers come in the order of the texts. Uses all
    /// processors; `read` runs on their threads.
    public static func parse<Value: Sendable>(
        _ texts: [String], _ read: @Sendable (_ text: String, _ tree: Result<JSONTape, SyntaxError>) -> Value
    ) -> [Value] {
        BigStack.map(texts) { texts in
            texts.map { text in
                do throws(SyntaxError) {
                    return read(text, .success(try RawParser.parse(text)))
                } catch {
                    return read(text, .failure(error))
                }
            }
        }
    }

    /// The words, literals and signs of a text, without white space and comments. Needs no parser.
    public static func tokens(_ text: String) -> [Token] { Lexer.tokens(text) }

    private static func run<Value>(_ body: () throws(SyntaxError) -> Value) throws(SyntaxError) -> Value {
        try BigStack.run { () -> Result<Value, SyntaxError> in
            do throws(SyntaxError) { return .success(try body()) } catch { return .failure(error) }
        }.get()
    }
}

/// All that the text of a statement says.
public struct StatementAnalysis: Sendable {
    public let identity: StatementIdentity
    public let facts: StatementFacts

    init(_ text: String, catalog: Catalog, views: ViewDefinitions) {
        identity = StatementIdentity(of: text)
        facts = FactsWalker.facts(of: text, catalog: catalog, views: views)
    }
}

extension StatementIdentity {
    init(of text: String) {
        fingerprint = Lexer.isPlannable(text) ? try? RawParser.fingerprint(text) : nil
        textHash = FNV1a.digits(Canonical.text(text))
    }
}
