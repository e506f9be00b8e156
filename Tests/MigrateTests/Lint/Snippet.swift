import Foundation

/// A labelled migration of the corpus: Corpus/README.md describes its form.
struct Snippet: Sendable, CustomStringConvertible {
    var file: String
    /// Of its label, from 1.
    var line: Int
    /// Ids of the rules that have to speak; empty for what is safe.
    var expected: Set<String> = []
    var isAutocommit = false
    var hasTimeout = true
    /// What was there before, after prior.sql.
    var prior = ""
    /// The SQLSTATE of the server's refusal.
    var failure: String?
    /// Why it is not run.
    var notRun: String?
    /// What was recorded.
    var locks: [String] = []
    var sql = ""

    var description: String { "\(file):\(line)" }

    /// As the linter and the server get it.
    var migration: String { (hasTimeout ? "SET lock_timeout = '2s';\n" : "") + sql }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Corpus").standardizedFileURL

    /// The schema that was there before every snippet.
    static func prior() throws -> String { try text("prior.sql") }

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".sql") && $0 != "prior.sql" }.sorted()
    }

    static func all() throws -> [Snippet] { try files().flatMap { parse(try text($0), file: $0) } }

    static func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }

    static func parse(_ text: String, file: String) -> [Snippet] {
        var snippets: [Snippet] = []
        var shared = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let expected = label(line) {
                snippets.append(Snippet(file: file, line: index + 1, expected: expected, prior: shared))
            } else if snippets.isEmpty {
                shared += line + "\n"
            } else if !snippets[snippets.count - 1].take(line) {
                snippets[snippets.count - 1].sql += line + "\n"
            }
        }
        return snippets
    }

    private static func label(_ line: Substring) -> Set<String>? {
        if line == "-- safe" { return [] }
        guard line.hasPrefix("-- unsafe: ") else { return nil }
        return Set(line.dropFirst(11).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }

    /// False for a line of SQL.
    private mutating func take(_ line: Substring) -> Bool {
        func value(_ key: String) -> String? {
            line.hasPrefix("-- \(key): ") ? String(line.dropFirst(key.count + 5)) : nil
        }
        if line == "-- autocommit" {
            isAutocommit = true
        } else if line == "-- without lock_timeout" {
            hasTimeout = false
        } else if let sql = value("prior") {
            prior += sql + "\n"
        } else if let state = value("fails") {
            failure = state
        } else if let reason = value("not run") {
            notRun = reason
        } else if let lock = value("lock") {
            locks.append(lock)
        } else {
            return value("why") != nil
        }
        return true
    }
}
