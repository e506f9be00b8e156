import Model
import SQLSyntax

/// Literals of executions that were seen, by the statements of pg_stat_statements that they belong to.
///
/// Kept are those that a plan can depend on: all of a SELECT, of other statements what stands after WHERE. What INSERT and SET
/// write, where passwords are, is never kept. Of a statement that names a secret anywhere no text is kept: what is made equal to
/// what in a subquery, a join or a function, only the server knows. What is lost is how exactly such a statement's twin is planned.
enum ParameterSamples {
    struct Execution: Hashable {
        var pid: String
        /// Seconds since 1970, as text.
        var started: String
    }

    struct Sample {
        /// nil where the server does not say.
        var queryId: String?
        /// As it was sent.
        var text: String
    }

    struct Statement {
        var hash: String
        var queryId: String?
        /// With `$n` for literals.
        var text: String
    }

    /// Executions of one statement that are kept at most.
    private static let most = 20

    static func section(_ samples: [Sample], of statements: [Statement]) -> Section {
        var section = Section(.parameterSamples)
        var kept: [String: Int] = [:]
        let byQuery = Dictionary(grouping: statements, by: \.queryId)
        for (number, sample) in samples.enumerated() {
            // Without an id each text is tried: all but one differ within the first few words.
            let candidates = sample.queryId.map { byQuery[$0] ?? [] } ?? statements
            for statement in candidates where kept[statement.hash, default: 0] < most {
                guard let literals = SQLSyntax.SQL.literals(of: statement.text, in: sample.text), !literals.isEmpty
                else { continue }
                let wanted = planned(statement.text).subtracting(Secrets.parameters(of: statement.text))
                let keepsTexts = !Secrets.namesSecret(in: statement.text)
                for (parameter, literal) in literals.sorted(by: { $0.key < $1.key })
                where wanted.contains(parameter) && !Secrets.isSecret(literal: literal)
                    && (keepsTexts || !isText(literal))
                {
                    section.append([
                        .text(statement.hash), .integer(Int64(number + 1)), .integer(Int64(parameter)), .text(literal),
                    ])
                }
                kept[statement.hash, default: 0] += 1
                break
            }
        }
        return section
    }

    /// In quotes of any notation.
    static func isText(_ literal: String) -> Bool { literal.utf8.contains { "'$".utf8.contains($0) } }

    /// Parameters that a plan can depend on.
    private static func planned(_ text: String) -> Set<Int> {
        var (isSelect, isAfterWhere, writes) = (false, false, false)
        var all: Set<Int> = []
        var afterWhere: Set<Int> = []
        let bytes = Array(text.utf8)
        var isFirst = true
        for token in SQLSyntax.SQL.tokens(text) {
            let word = String(decoding: bytes[token.start..<token.end], as: UTF8.self).lowercased()
            switch token.kind {
            case .word:
                if isFirst { isSelect = word == "select" || word == "with" }
                isFirst = false
                if word == "where" { isAfterWhere = true }
                if ["insert", "update", "merge"].contains(word) { writes = true }
                // Of ON CONFLICT DO UPDATE, of a second statement in WITH.
                if ["set", "values"].contains(word) { isAfterWhere = false }
            case .parameter:
                guard let number = Int(word.dropFirst()) else { continue }
                all.insert(number)
                if isAfterWhere { afterWhere.insert(number) }
            default: break
            }
        }
        return isSelect && !writes ? all : afterWhere
    }
}
