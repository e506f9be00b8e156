import Foundation
import Testing

/// Compares a text with the one recorded for `name` in the folder Snapshots beside the test.
///
/// With RECORD=1 in the environment (`make record`) it writes the text instead, and fails the test, so that nobody
/// takes a recording for a pass. `name` is a file's name, such as `report.md`; its part before the first dot stands
/// literally in the test's source, which is how `Snapshots.orphans` finds recordings that no test asks for.
public func assertSnapshot(
    _ text: String, named name: String, file: String = #filePath, location: SourceLocation = #_sourceLocation
) {
    let recorded = Snapshots.folder(beside: file).appendingPathComponent(name)
    guard ProcessInfo.processInfo.environment["RECORD"] != "1" else {
        Issue.record("recording \(name): review the diff", sourceLocation: location)
        do { try Snapshots.record(text, as: recorded) } catch { Issue.record(error, sourceLocation: location) }
        return
    }
    if let complaint = Snapshots.complaint(about: text, recordedAs: recorded) {
        Issue.record("\(name) \(complaint)", sourceLocation: location)
    }
}

public enum Snapshots {
    /// The recordings under a folder of tests that no source beside them names: `Tests/XTests/Snapshots/report.md`
    /// needs a `named: "report` followed by a dot or the closing quote.
    public static func orphans(under tests: URL) throws -> [String] {
        guard let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil) else { return [] }
        let recordings = files.compactMap { $0 as? URL }.filter {
            $0.deletingLastPathComponent().lastPathComponent == "Snapshots" && !$0.hasDirectoryPath
        }
        return try Dictionary(grouping: recordings) { $0.deletingLastPathComponent().deletingLastPathComponent() }
            .flatMap { folder, recordings in
                let source = try source(in: folder)
                return recordings.filter { !isNamed($0.lastPathComponent, in: source) }.map(\.path)
            }
            .sorted()
    }

    static func folder(beside file: String) -> URL {
        URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Snapshots")
    }

    static func record(_ text: String, as file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// What is wrong with a text, if anything, given its recording.
    static func complaint(about text: String, recordedAs file: URL) -> String? {
        guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
            return "has no recording that can be read: `make record`"
        }
        return firstDifference(expected, text).map { "differs from its recording \($0)" }
    }

    /// Where two texts first differ, with both lines; nil when they are equal.
    static func firstDifference(_ expected: String, _ actual: String) -> String? {
        guard expected != actual else { return nil }
        let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(expected, actual).prefix { $0 == $1 }.count
        func show(_ lines: [Substring]) -> String { line < lines.count ? "\"\(lines[line])\"" : "the end" }
        return "in line \(line + 1):\n  recorded: \(show(expected))\n  now:      \(show(actual))"
    }

    private static func source(in folder: URL) throws -> String {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
            .joined()
    }

    private static func isNamed(_ recording: String, in source: String) -> Bool {
        let stem = recording.prefix { $0 != "." }
        return source.contains("named: \"\(stem).") || source.contains("named: \"\(stem)\"")
    }
}
