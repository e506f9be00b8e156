import Model

extension Rule {
    static let keys = [
        "id", "category", "severity", "title", "problem", "remedy", "thresholds", "needs", "requires", "impact",
        "finds", "message", "fix", "reverse", "cases",
    ]
    private static let requiredKeys = [
        "id", "category", "severity", "title", "problem", "remedy", "impact", "finds", "message",
    ]

    /// Reads a rule file, its cases left out: they are as long as all the rest, and only tests want them.
    public init(_ file: RuleFile) throws(RuleFileError) {
        let reader = try YAMLReader(file: file.path, text: file.textWithoutCases)
        let fields = try reader.fields(Self.keys, required: Self.requiredKeys)
        func text(_ key: String) throws(RuleFileError) -> String {
            guard let field = fields[key] else { throw reader.error("the key '\(key)' is missing") }
            return try field.text().trimmingNewlines()
        }
        func template(_ key: String) throws(RuleFileError) -> Template? {
            guard let field = fields[key] else { return nil }
            return Template(text: try field.text().trimmingNewlines(), file: file.path, line: field.line)
        }
        func field(_ key: String) throws(RuleFileError) -> YAMLReader {
            guard let field = fields[key] else { throw reader.error("the key '\(key)' is missing") }
            return field
        }

        id = try text("id")
        guard id == file.name else {
            throw try field("id").error("the id '\(id)' is not the name of the file, '\(file.name)'")
        }
        guard id.utf8.allSatisfy({ $0.isLowerCaseOrDigit || $0 == UInt8(ascii: "-") }) else {
            throw try field("id").error("an id is made of lower-case letters, digits and '-'")
        }
        category = try field("category").choice(Category.self)
        severity = try field("severity").choice(Severity.self)
        title = try text("title")
        problem = try text("problem")
        remedy = try text("remedy")
        thresholds = try fields["thresholds"].map(Self.thresholds) ?? []
        needs = try fields["needs"].map(Self.tableNames)
        requirements = try fields["requires"].map(Self.requirements) ?? []
        impact = try field("impact").choice(Impact.Unit.self)
        finds = try field("finds").sql()
        guard let message = try template("message") else { throw reader.error("the key 'message' is missing") }
        self.message = message
        fix = try template("fix")
        reverse = try template("reverse")
        if let reverse, fix == nil {
            throw RuleFileError(file: file.path, line: reverse.line, cause: "a 'reverse' without a 'fix'")
        }
        self.file = file
    }

    private static func thresholds(_ reader: YAMLReader) throws(RuleFileError) -> [Threshold] {
        var thresholds: [Threshold] = []
        for (name, value) in try reader.entries() {
            let keys = ["value", "unit", "meaning"]
            let fields = try value.fields(keys, required: keys)
            guard let number = fields["value"], let unit = fields["unit"], let meaning = fields["meaning"] else {
                continue
            }
            thresholds.append(
                Threshold(name: name, value: try number.number(), unit: try unit.text(), meaning: try meaning.text()))
        }
        return thresholds
    }

    private static func tableNames(_ reader: YAMLReader) throws(RuleFileError) -> [String] {
        var names: [String] = []
        for item in try reader.list() {
            let name = try item.text()
            guard EvidenceTable.named(name) != nil else { throw item.error("there is no evidence table '\(name)'") }
            names.append(name)
        }
        return names
    }

    private static func requirements(_ reader: YAMLReader) throws(RuleFileError) -> [Requirement] {
        var requirements: [Requirement] = []
        for item in try reader.list() {
            let fields = try item.fields(["when", "else"], required: ["when", "else"])
            guard let condition = fields["when"], let reason = fields["else"] else { continue }
            requirements.append(
                Requirement(condition: try condition.text(), reason: try reason.text(), line: item.line))
        }
        return requirements
    }
}

extension YAMLReader {
    /// A text that SQLite will read: block scalars begin on the line after their key.
    fileprivate func sql() throws(RuleFileError) -> RuleText {
        let isBlock = node.scalar?.style == .literal
        return RuleText(text: try text(), line: isBlock ? line + 1 : line, keepsLines: isBlock)
    }
}

extension RuleFile {
    /// The file up to the key `cases`, which is the last one: a line that begins with it can be nothing else in YAML,
    /// since the lines of a text are indented.
    fileprivate var textWithoutCases: String {
        guard let start = casesStart else { return text }
        return String(text[..<start])
    }

    private var casesStart: String.Index? {
        if text.hasPrefix("cases:") { return text.startIndex }
        return text.utf8.firstRange(of: "\ncases:".utf8).map { text.utf8.index(after: $0.lowerBound) }
    }
}

extension String {
    func trimmingNewlines() -> String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text.drop { $0.isNewline })
    }
}

extension UInt8 {
    var isLowerCaseOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
