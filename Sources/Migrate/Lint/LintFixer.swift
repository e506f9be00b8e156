import Foundation
import Model

/// Writes into files what a rule would write instead, where nothing has to be decided.
public struct LintFixer {
    private let linter: Linter
    private var sources: [MigrationSource]
    /// The parts as they were linted, by path.
    private let linted: [String: MigrationPart]
    /// The files as they were read, by path.
    private var originals: [String: Data] = [:]
    /// How many findings were mended, by path.
    public private(set) var mended: [String: Int] = [:]
    /// What is left to say afterwards.
    public private(set) var report: LintReport

    /// A rewrite may call for another: a lock that is no longer needed, a timeout that is. More rounds than these
    /// would be two rules that undo each other.
    private static let rounds = 5

    /// - Throws: `MigrationError` where a file cannot be read, or differs from what was linted.
    public init(_ linter: Linter, _ sources: [MigrationSource]) throws(MigrationError) {
        self.linter = linter
        self.sources = sources
        linted = Dictionary(sources.flatMap(\.files).map { ($0.up.path, $0.up) }) { first, _ in first }
        report = linter.lint(sources)
        for _ in 0..<Self.rounds {
            let edits = Self.edits(report)
            guard !edits.isEmpty else { return }
            for (path, edits) in edits { try apply(edits, path) }
            report = linter.lint(self.sources)
        }
    }

    /// By file, none overlapping another, last first. A file of which something did not parse is left alone.
    private static func edits(_ report: LintReport) -> [String: [LintEdit]] {
        let broken = Set(report.problems.map(\.file))
        var result: [String: [LintEdit]] = [:]
        for finding in report.findings where !finding.edits.isEmpty && !broken.contains(finding.file) {
            let taken = result[finding.file] ?? []
            let isFree = finding.edits.allSatisfy { edit in
                taken.allSatisfy {
                    edit.bytes.upperBound < $0.bytes.lowerBound || $0.bytes.upperBound < edit.bytes.lowerBound
                }
            }
            if isFree { result[finding.file] = taken + finding.edits }
        }
        return result.mapValues { $0.sorted { $0.bytes.lowerBound > $1.bytes.lowerBound } }
    }

    private mutating func apply(_ edits: [LintEdit], _ path: String) throws(MigrationError) {
        for position in sources.indices {
            for file in sources[position].files.indices where sources[position].files[file].up.path == path {
                var part = sources[position].files[file].up
                if originals[path] == nil { originals[path] = try Self.original(of: part) }
                var bytes = Array(part.sql.utf8)
                for edit in edits {
                    let range = (edit.bytes.lowerBound - part.offset)..<(edit.bytes.upperBound - part.offset)
                    bytes.replaceSubrange(range, with: edit.replacement.utf8)
                }
                part.sql = String(decoding: bytes, as: UTF8.self)
                sources[position].files[file].up = part
                mended[path, default: 0] += edits.count
            }
        }
    }

    /// The file on disk, which must still hold what was linted.
    private static func original(of part: MigrationPart) throws(MigrationError) -> Data {
        let data: Data
        do { data = try InputFile.read(named: part.path) } catch {
            throw MigrationError(
                message: "\(part.path) cannot be read: \(FileFailure.reason(error))",
                remedy: "Run again when it is there")
        }
        guard data.dropFirst(part.offset).starts(with: part.sql.utf8) else { throw changed(part.path) }
        return data
    }

    private static func changed(_ path: String) -> MigrationError {
        MigrationError(message: "\(path) has changed since it was read: nothing was written", remedy: "Run again")
    }

    /// Writes all mended files, or none.
    ///
    /// - Throws: `MigrationError` where one cannot be written, or has changed since it was read.
    public func write() throws(MigrationError) {
        var staged: [StagedFile] = []
        for part in sources.flatMap({ $0.files.map(\.up) }) {
            guard let original = originals[part.path], let old = linted[part.path] else { continue }
            let now = try? InputFile.read(named: part.path)
            guard now == original else { throw Self.changed(part.path) }
            var bytes = original
            bytes.replaceSubrange(old.offset..<(old.offset + old.sql.utf8.count), with: part.sql.utf8)
            staged.append(
                StagedFile(path: part.path, text: String(decoding: bytes, as: UTF8.self), replaces: true))
        }
        try StagedFiles.place(staged)
    }
}
