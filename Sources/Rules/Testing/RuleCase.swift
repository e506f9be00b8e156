import Model

/// One example of a rule file: rows of evidence, and what the rule must say of them.
struct RuleCase {
    enum Kind: String, CaseIterable {
        case fires, silent, skipped
    }

    var kind: Kind
    var name: String
    /// From 1.
    var line: Int
    var rows: YAMLReader?
    /// Objects of the findings, in any order; for `fires` only.
    var objects: [String]
    /// Texts of which each must be part of the same field of some finding.
    var contained: [(field: ContainedField, text: String)]
    var severity: Severity?
    var impact: Double?

    enum ContainedField: String, CaseIterable { case message, fix, reverse }
}

extension Rule {
    /// Reads the cases of the rule's file.
    func cases() throws(RuleFileError) -> [RuleCase] {
        let root = try YAMLReader(file: file.path, text: file.text)
        let fields = try root.fields(Rule.keys)
        guard let last = try root.entries().last, let reader = fields["cases"] else {
            throw root.error(
                "the key 'cases' is missing: a rule has at least one case that fires and one that is silent")
        }
        guard last.key == "cases" else { throw last.value.error("'cases' must be the last key of the file") }
        let kinds = try reader.fields(RuleCase.Kind.allCases.map(\.rawValue))
        for kind in [RuleCase.Kind.fires, .silent] where kinds[kind.rawValue] == nil {
            throw reader.error("there is no case under '\(kind.rawValue)'")
        }
        var cases: [RuleCase] = []
        for kind in RuleCase.Kind.allCases {
            guard let list = kinds[kind.rawValue] else { continue }
            let items = try list.list()
            guard !items.isEmpty else { throw list.error("there is no case under '\(kind.rawValue)'") }
            for item in items { cases.append(try RuleCase(kind, item)) }
        }
        return cases
    }
}

extension RuleCase {
    fileprivate init(_ kind: Kind, _ reader: YAMLReader) throws(RuleFileError) {
        var keys = ["name", "rows"]
        if kind == .fires { keys += ["objects", "message", "fix", "reverse", "severity", "impact"] }
        let fields = try reader.fields(keys, required: kind == .fires ? ["name", "objects"] : ["name"])
        self.kind = kind
        line = reader.line
        name = try fields["name"]?.text() ?? ""
        rows = fields["rows"].flatMap { $0.isNull ? nil : $0 }
        objects = []
        for object in try fields["objects"]?.list() ?? [] { objects.append(try object.text()) }
        if kind == .fires, objects.isEmpty, let list = fields["objects"] {
            throw list.error("a case that fires names at least one object")
        }
        contained = []
        for field in ContainedField.allCases {
            if let value = fields[field.rawValue] { contained.append((field, try value.text())) }
        }
        severity = try fields["severity"]?.choice(Severity.self)
        impact = try fields["impact"]?.number()
    }
}
