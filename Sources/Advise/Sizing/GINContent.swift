import JSONTape
import Model

/// The keys that GIN finds in the values of a column.
struct GINContent {
    /// Bytes of a key on average.
    private(set) var keyWidth = 10.0
    /// Of the rows, for each key that is found in many.
    private(set) var commonShares: [Double] = []
    private(set) var rareKeys = 0.0
    /// Rows in all lists of rare keys together.
    private(set) var rarePostings = 0.0

    init(_ key: IndexDefinition.Key, _ table: TargetTable, rows: Double) {
        let column = key.column.flatMap(table.column)
        let source = column ?? key.expression.flatMap { GINTokens.source(of: $0, table) }
        let kind = GINTokens.Kind(key, column)
        let samples = source?.statistics.map { $0.common.map(\.value) + $0.histogram } ?? []
        if column?.category == "A" || column?.typeName == "tsvector", let column {
            read(elementsOf: column, rows: rows)
        } else if samples.count >= Self.fewestSamples {
            let distinct = source?.statistics?.distinct ?? rows
            read(samples.map { GINTokens.of($0, kind) }, rows: rows, distinct: distinct)
        } else {
            guess(kind, width: source?.width ?? 60, rows: rows)
        }
        keyWidth = kind.keyWidth ?? keyWidth
    }

    /// Fewer values than that tell nothing of all.
    private static let fewestSamples = 20

    /// What ANALYZE knows of elements and lexemes, and as many others as the width of a value leaves room for: texts of
    /// 8 bytes, lexemes with three more for their place.
    private mutating func read(elementsOf column: TargetColumn, rows: Double) {
        commonShares = column.statistics?.elementShares ?? []
        let isArray = column.category == "A"
        let element = TypeStorage.of(String(column.typeName.dropFirst())).length ?? 8
        let each = max(1, isArray ? (column.width - 24) / Double(element) : column.width / 11)
        rarePostings = rows * max(0, each - commonShares.reduce(0, +))
        // A vocabulary grows with the root of a text; names and numbers in it grow faster.
        let most =
            isArray
            ? 100 * Double(max(10, commonShares.count)) : min(rarePostings / 2, 200 * (rows * each).squareRoot())
        rareKeys = max(1, min(rarePostings, most))
    }

    /// From the values that the statistics hold, each of them once.
    ///
    /// - Parameter distinct: how many there are in all.
    private mutating func read(_ documents: [Set<GINTokens.Token>], rows: Double, distinct: Double) {
        var seen: [GINTokens.Token: Int] = [:]
        for document in documents { for token in document { seen[token, default: 0] += 1 } }
        let count = Double(documents.count)
        commonShares = seen.values.filter { $0 >= 3 }.sorted().map { Double($0) / count }
        keyWidth = Double(seen.keys.reduce(0) { $0 + $1.text.utf8.count }) / Double(max(1, seen.count)) + 1
        for places in Dictionary(grouping: seen.filter { $0.value < 3 }, by: \.key.place).values {
            addRare(places.map { Double($0.value) }, documents: count, rows: rows, distinct: distinct)
        }
    }

    /// Keys seen once or twice: how many there are by the estimator that ANALYZE takes for different values (Haas and Stokes,
    /// Duj1).
    private mutating func addRare(_ counts: [Double], documents: Double, rows: Double, distinct: Double) {
        let (drawn, once) = (counts.reduce(0, +), Double(counts.filter { $0 == 1 }.count))
        let postings = max(drawn, rows * drawn / documents)
        rarePostings += postings
        let keys = drawn * Double(counts.count) / (drawn - once + once * drawn / postings)
        rareKeys += min(keys, distinct * max(1, drawn / documents))
    }

    /// Where no values may be seen.
    private mutating func guess(_ kind: GINTokens.Kind, width: Double, rows: Double) {
        switch kind {
        case .trigrams:
            // One for each character and two more, some of them twice; some ten thousands of them in natural text.
            let each = max(1, (width + 1) * 0.85)
            rareKeys = min(30_000, rows * each)
            rarePostings = rows * each
        case .words:
            let each = max(1, width / 7)
            rareKeys = min(100_000, rows * each)
            rarePostings = rows * each
        case .parts, .paths:
            // A key and a value for each 20 bytes or so.
            let pairs = max(1, width / 20)
            rareKeys = min(rows * pairs, 20 * rows.squareRoot())
            rarePostings = rows * pairs * (kind == .paths ? 1 : 2)
        }
    }
}

/// Takes values apart as the operator classes of GIN do.
enum GINTokens {
    enum Kind {
        /// gin_trgm_ops.
        case trigrams
        /// to_tsvector of a text.
        case words
        /// jsonb_ops: keys and values.
        case parts
        /// jsonb_path_ops: a hash for each value with its path.
        case paths

        init(_ key: IndexDefinition.Key, _ column: TargetColumn?) {
            let name = key.operatorClass ?? ""
            if name.contains("trgm") {
                self = .trigrams
            } else if name.contains("path") {
                self = .paths
            } else {
                self = column == nil ? .words : .parts
            }
        }

        /// Bytes; nil where keys are texts.
        var keyWidth: Double? { self == .trigrams || self == .paths ? 4 : nil }
    }

    /// The column of `to_tsvector('simple', body)`.
    static func source(of expression: String, _ table: TargetTable) -> TargetColumn? {
        table.column(ExpressionColumn.source(of: expression, table))
    }

    /// A key, and where in a document it stands: values of one place are of one kind.
    struct Token: Hashable {
        var place = ""
        var text: String
    }

    static func of(_ value: String, _ kind: Kind) -> Set<Token> {
        switch kind {
        case .trigrams: return trigrams(value)
        case .words: return Set(words(value).map { Token(text: $0) })
        case .parts, .paths:
            guard let json = try? JSONTape(value) else { return [] }
            var tokens: Set<Token> = []
            collect(json.root, path: "", kind, into: &tokens)
            return tokens
        }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func trigrams(_ text: String) -> Set<Token> {
        var tokens: Set<Token> = []
        for word in words(text) {
            let padded = Array("  \(word) ")
            for start in 0...padded.count - 3 { tokens.insert(Token(text: String(padded[start..<start + 3]))) }
        }
        return tokens
    }

    private static func collect(_ value: JSONValue, path: String, _ kind: Kind, into tokens: inout Set<Token>) {
        switch value.kind {
        case .object:
            for (key, part) in value.members {
                let name = key.string ?? ""
                if kind == .parts { tokens.insert(Token(text: name)) }
                collect(part, path: path + "." + name, kind, into: &tokens)
            }
        case .array:
            for part in value.elements { collect(part, path: path, kind, into: &tokens) }
        default:
            tokens.insert(Token(place: path, text: value.string ?? value.rawText))
        }
    }
}
