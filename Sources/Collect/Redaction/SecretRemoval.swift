import JSONTape
import Model
import SQLSyntax

/// Takes secrets out of a snapshot before it leaves the collector, redacted or not. Redaction takes out much more.
///
/// What each column is decides how: statements, expressions of definitions, plans, settings, the dumped schema. A column that
/// the shapes mark as literals and that is of none of these kinds is an expression.
public enum SecretRemoval {
    /// The snapshot without secrets; removing twice changes nothing.
    public static func remove(from snapshot: Snapshot) -> Snapshot { remove(from: snapshot, SecretColumns(snapshot)) }

    /// - Parameter columns: known from sections that may no longer be in the snapshot.
    static func remove(from snapshot: Snapshot, _ columns: SecretColumns) -> Snapshot {
        var result = snapshot
        let withSecrets = statementsWithSecrets(snapshot[.statementTexts])
        for (name, section) in snapshot.sections {
            result.sections[name] = columns.remove(from: remove(from: section, withSecrets))
        }
        if let samples = result.sections[SectionShape.parameterSamples.name] {
            result[.parameterSamples] = SecretSamples.removed(
                from: samples, of: snapshot[.statementTexts], naming: columns.allNames)
        }
        return result
    }

    /// Of a section that is not of plans.
    static func remove(from section: Section) -> Section { remove(from: section, []) }

    private static func remove(from section: Section, _ statementsWithSecrets: Set<String>) -> Section {
        var result = section
        for column in section.shape.columns where column.privacy == .literals && column.type == .text {
            switch section.shape.name {
            case SectionShape.statementTexts.name, SectionShape.activity.name:
                result = mapping(result, column.name) { Secrets.removed(fromStatement: $0) }
            case SectionShape.settings.name, SectionShape.roleSettings.name:
                result = SecretSettings.remove(from: result, column.name)
            case SectionShape.schemaDump.name: result = schemaDump(result, column.name)
            case SectionShape.triggers.name: result = mapping(result, column.name, trigger)
            default: result = mapping(result, column.name) { Secrets.removed(fromExpression: $0) }
            }
        }
        result = SecretValues.removed(from: result)
        return section.shape.name == SectionShape.plans.name ? plans(result, statementsWithSecrets) : result
    }

    private static func mapping(_ section: Section, _ column: String, _ change: (String) -> String) -> Section {
        section.mapping(column) { value in value.text.map { .text(change($0)) } ?? value }
    }

    // MARK: Plans

    /// Statements that lost a literal: their plans may hold it, folded or as it was.
    private static func statementsWithSecrets(_ texts: Section) -> Set<String> {
        let pairs = zip(texts.texts("text_hash"), texts.texts("text"))
        return Set(pairs.compactMap { hash, text in text?.holdsScalars("'?'") == true ? hash : nil })
    }

    private static func plans(_ section: Section, _ statementsWithSecrets: Set<String>) -> Section {
        var hashes = section.texts("text_hash").makeIterator()
        return section.mapping("plan") { value in
            let isSecret = (hashes.next() ?? nil).map(statementsWithSecrets.contains) ?? false
            guard let json = value.text else { return value }
            return .text(isSecret ? PlanRedaction.redact(json) : PlanRedaction.withoutSecrets(json))
        }
    }

    // MARK: Definitions

    /// The arguments of a trigger's function are addresses, headers and keys; what stands before them is an expression.
    private static func trigger(_ definition: String) -> String {
        let bytes = Array(definition.utf8)
        let call = SQLSyntax.SQL.tokens(definition).last { token in
            token.kind == .word && bytes[token.start..<token.end].elementsEqual("EXECUTE".utf8)
        }
        let start = call?.start ?? 0
        return Secrets.removed(fromExpression: String(decoding: bytes[..<start], as: UTF8.self))
            + Secrets.removed(fromDefinition: String(decoding: bytes[start...], as: UTF8.self))
    }

    /// What stands between the quotes of a body is code. Of a function in SQL, which a planner may inline, the literals stay that
    /// stay in a query; of other code nobody can tell its literals apart.
    private static func function(_ definition: String) -> String {
        let bytes = Array(definition.utf8)
        let tokens = SQLSyntax.SQL.tokens(definition)
        let words = tokens.map { token in
            token.kind == .word ? String(decoding: bytes[token.start..<token.end], as: UTF8.self).lowercased() : ""
        }
        let isSQL = zip(words, words.dropFirst()).contains { $0 == "language" && $1 == "sql" }
        var result: [UInt8] = []
        var end = 0
        for (position, token) in tokens.enumerated()
        where token.kind == .string && position > 0 && words[position - 1] == "as" {
            guard let body = body(String(decoding: bytes[token.start..<token.end], as: UTF8.self)) else { continue }
            let left = isSQL ? Secrets.removed(fromExpression: body) : Secrets.removed(fromDefinition: body)
            guard left != body else { continue }
            result += bytes[end..<token.start] + Array(Quote.literal(left).utf8)
            end = token.end
        }
        return Secrets.removed(fromExpression: String(decoding: result + bytes[end...], as: UTF8.self))
    }

    /// What a literal in single or dollar quotes says; nil of other notations.
    private static func body(_ literal: String) -> String? {
        var text = Array(literal.utf8)[...]
        if text.first == UInt8(ascii: "$") {
            let tag = text.dropFirst().prefix { $0 != UInt8(ascii: "$") }.count + 2
            return text.count >= 2 * tag ? String(decoding: text.dropFirst(tag).dropLast(tag), as: UTF8.self) : nil
        }
        var doubled: Set = [UInt8(ascii: "'")]
        if text.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            doubled.insert(UInt8(ascii: "\\"))
            text = text.dropFirst()
        }
        guard text.first == UInt8(ascii: "'") else { return nil }
        var result: [UInt8] = []
        var waiting: UInt8?
        for byte in text.dropFirst().dropLast() {
            if byte == waiting {
                waiting = nil
            } else {
                waiting = doubled.contains(byte) ? byte : nil
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Objects whose literals are connection strings, passwords and remarks.
    private static let closedKinds: Set = [
        "SERVER", "USER MAPPING", "FOREIGN DATA WRAPPER", "FOREIGN TABLE", "SUBSCRIPTION", "COMMENT", "SECURITY LABEL",
    ]

    private static func schemaDump(_ section: Section, _ column: String) -> Section {
        var kinds = section.texts("kind").makeIterator()
        return section.mapping(column) { value in
            let kind = (kinds.next() ?? nil) ?? ""
            guard let dumped = value.text, kind != "SETTINGS" else { return value }
            let sql = kind == "TABLE" || kind == "DEFAULT" ? SecretDefaults.removed(from: dumped) : dumped
            if kind == "TRIGGER" { return .text(trigger(sql)) }
            if kind == "FUNCTION" || kind == "PROCEDURE" { return .text(function(sql)) }
            return .text(
                closedKinds.contains(kind) ? Secrets.removed(fromDefinition: sql) : Secrets.removed(fromExpression: sql)
            )
        }
    }
}
