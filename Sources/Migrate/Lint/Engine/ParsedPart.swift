import Foundation
import SQLSyntax

/// The SQL of a migration, read.
struct ParsedPart: Sendable {
    var part: MigrationPart
    var script: Script<SchemaChange>
    var suppressions: [SuppressionComment]

    /// Parsing takes most of the time: it is done for all parts at once, on all processors.
    static func read(_ parts: [MigrationPart]) -> [ParsedPart] {
        let scripts = SQL.scripts(parts.map { StatementSeparators.closing($0.sql) }, readingNewer: true) {
            SchemaChange($0, offset: $1)
        }
        return zip(parts, scripts).map { part, script in
            ParsedPart(part: part, script: script, suppressions: SuppressionComment.all(in: part.sql))
        }
    }

    /// Nothing in it parses, and it does not even begin as SQL does.
    var isNoSQL: Bool {
        guard let first = script.statements.first, script.statements.allSatisfy({ (try? $0.result.get()) == nil })
        else {
            return false
        }
        let start = part.sql.utf8.index(part.sql.utf8.startIndex, offsetBy: first.bytes.lowerBound)
        return !TemplatePlaceholder.beginsAsSQL(String(decoding: part.sql.utf8[start...].prefix(64), as: UTF8.self))
    }

    /// All of it are statements that PostgreSQL refuses inside a transaction.
    var runsOutsideTransactionsOnly: Bool {
        !script.statements.isEmpty
            && script.statements.allSatisfy { (try? $0.result.get())?.autocommitCommand != nil }
    }

    /// The server makes a transaction of a message of several statements, the framework of all but those marked.
    var transaction: LintSession.Transaction {
        switch part.execution {
        case .transaction: .surrounding
        case .statements: .none
        case .oneMessage: script.statements.count > 1 ? .surrounding : .none
        }
    }
}

/// `-- advisor:ignore RULE[,RULE] REASON`: accepts findings on the statement that it stands in, or before, or behind on
/// the same line.
struct SuppressionComment: Sendable {
    var rules: [String]
    var reason: String
    /// Of the comment, in bytes.
    var bytes: Range<Int>
    /// `advisor:ignore-file`: in the whole file.
    var isForFile: Bool

    private static let mark = "advisor:ignore"

    static func all(in text: String) -> [SuppressionComment] {
        guard text.contains(mark) else { return [] }
        let bytes = Array(text.utf8)
        let tokens = SQL.tokens(text)
        var found: [SuppressionComment] = []
        var lineStart = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            defer { lineStart += line.count + 1 }
            let words = String(decoding: line, as: UTF8.self)
            guard let range = words.range(of: mark) else { continue }
            let before = words[..<range.lowerBound]
            guard let dashes = before.range(of: "--", options: .backwards),
                before[dashes.upperBound...].allSatisfy({ $0 == " " || $0 == "-" })
            else { continue }
            let start = lineStart + words[..<dashes.lowerBound].utf8.count
            // Within a literal it is no comment.
            if tokens.contains(where: { $0.start < start && start < $0.end }) { continue }
            found.append(SuppressionComment(words[range.upperBound...], start..<(lineStart + line.count)))
        }
        return found
    }

    private init(_ text: Substring, _ bytes: Range<Int>) {
        let words = text.split(whereSeparator: \.isWhitespace)
        isForFile = text.hasPrefix("-file")
        let rest = isForFile ? words.dropFirst() : words[...]
        rules = rest.first.map { $0.split(separator: ",").map(String.init) } ?? []
        reason = rest.dropFirst().joined(separator: " ")
        self.bytes = bytes
    }

    /// Whether it speaks of a statement; `previous` is the end of the one before.
    func concerns(_ statement: Range<Int>, after previous: Int, in text: [UInt8]) -> Bool {
        if isForFile { return true }
        if bytes.lowerBound >= statement.upperBound {
            // Behind it, on its last line.
            return !text[statement.upperBound..<bytes.lowerBound].contains(UInt8(ascii: "\n"))
        }
        guard bytes.lowerBound >= previous else { return false }
        // Before it; but what stands on the last line of the statement before belongs to that one.
        return previous == 0 || text[previous..<bytes.lowerBound].contains(UInt8(ascii: "\n"))
            || bytes.lowerBound >= statement.lowerBound
    }
}
