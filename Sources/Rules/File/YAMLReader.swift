import Model
import Yams

/// A node of a YAML file that knows where it stands: every misreading ends in an error with file and line.
struct YAMLReader {
    let file: String
    let node: Node
    /// From 1.
    let line: Int

    init(file: String, node: Node) {
        self.file = file
        self.node = node
        line = node.mark?.line ?? 1
    }

    /// Reads a whole file.
    init(file: String, text: String) throws(RuleFileError) {
        if let excess = YAMLBounds.complaint(text) {
            throw RuleFileError(file: file, line: excess.line, cause: excess.problem)
        }
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch let error as YamlError {
            throw RuleFileError(file: file, yaml: error)
        } catch {
            throw RuleFileError(file: file, line: nil, cause: "not YAML: \(error)")
        }
        guard let root else { throw RuleFileError(file: file, line: 1, cause: "the file is empty") }
        self.init(file: file, node: root)
    }

    func error(_ cause: String) -> RuleFileError { RuleFileError(file: file, line: line, cause: cause) }

    /// `null`, `~` or nothing.
    var isNull: Bool {
        guard let scalar = node.scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    func text() throws(RuleFileError) -> String {
        guard let scalar = node.scalar, !isNull else { throw error("expected a text, found \(kind)") }
        return scalar.string
    }

    func number() throws(RuleFileError) -> Double {
        guard let scalar = node.scalar, let number = Double(scalar.string), number.isFinite else {
            throw error("expected a number, found \(kind)")
        }
        return number
    }

    /// One of the cases of an enumeration, by its raw value.
    func choice<Choice>(_ type: Choice.Type) throws(RuleFileError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let text = try text()
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("unknown value '\(text)'; one of \(known)")
        }
        return choice
    }

    func list() throws(RuleFileError) -> [YAMLReader] {
        guard let sequence = node.sequence else { throw error("expected a list, found \(kind)") }
        return sequence.map { YAMLReader(file: file, node: $0) }
    }

    /// The entries of a mapping in the order of the file.
    func entries() throws(RuleFileError) -> [(key: String, value: YAMLReader)] {
        guard let mapping = node.mapping else { throw error("expected a mapping of names to values, found \(kind)") }
        var entries: [(key: String, value: YAMLReader)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw error("a key must be a text") }
            entries.append((name, YAMLReader(file: file, node: value)))
        }
        return entries
    }

    /// The entries of a mapping that may have these keys only, and must have the required ones.
    func fields(_ known: [String], required: [String] = []) throws(RuleFileError) -> [String: YAMLReader] {
        var fields: [String: YAMLReader] = [:]
        for (key, value) in try entries() {
            guard known.contains(key) else {
                throw value.error("unknown key '\(key)'; known are \(known.joined(separator: ", "))")
            }
            fields[key] = value
        }
        for key in required where fields[key] == nil { throw error("the key '\(key)' is missing") }
        return fields
    }

    private var kind: String {
        switch node {
        case .scalar(let scalar): isNull ? "nothing" : "'\(scalar.string.prefix(40))'"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

extension RuleFileError {
    fileprivate init(file: String, yaml error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, cause: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.joined(separator: ", ")
            self.init(file: file, line: context.mark.line, cause: "the key '\(keys)' appears twice")
        default:
            self.init(file: file, line: nil, cause: "not YAML: \(error)")
        }
    }
}
