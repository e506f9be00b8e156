import Model

/// One rule file: a SELECT over the evidence and the words for what it finds. rules/FORMAT.md describes it.
public struct Rule: Sendable {
    /// A number that users may change; the SELECT reads it as `:name`.
    public struct Threshold: Sendable, Equatable {
        public var name: String
        public var value: Double
        /// For readers: bytes, rows, ms, share ...
        public var unit: String
        public var meaning: String
    }

    /// A condition without which the rule says nothing.
    public struct Requirement: Sendable, Equatable {
        /// SQL over the columns of the evidence tables `window` and `server`.
        public var condition: String
        /// Why the rule is skipped where the condition does not hold.
        public var reason: String
        public var line: Int
    }

    public var id: String
    public var category: Category
    public var severity: Severity
    public var title: String
    public var problem: String
    public var remedy: String
    /// In the order of the file.
    public var thresholds: [Threshold]
    /// Evidence tables without which the rule is skipped; nil: all that the SELECT reads.
    public var needs: [String]?
    public var requirements: [Requirement]
    public var impact: Impact.Unit
    /// The SELECT.
    public var finds: RuleText
    public var message: Template
    public var fix: Template?
    public var reverse: Template?
    /// The file it was read from.
    public var file: RuleFile
}

/// A file as it was read.
public struct RuleFile: Sendable, Equatable {
    public var path: String
    public var text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// The file name without folder and extension.
    var name: String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
    }

    /// The name of the folder that holds it; nil for a bare file name.
    var folder: String? { path.split(separator: "/").dropLast().last.map(String.init) }
}

/// A text of a rule file and the line its first line stands on.
public struct RuleText: Sendable, Equatable {
    public var text: String
    /// From 1.
    public var line: Int
    /// Every line of the text is a line of the file: only then an offset in the text leads to a line.
    public var keepsLines: Bool

    /// The line of the file for a byte offset into the text.
    func line(at offset: Int) -> Int {
        guard keepsLines, offset >= 0 else { return line }
        return line + text.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }
}
