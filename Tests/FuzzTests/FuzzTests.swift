import Advise
import Collect
import Foundation
import History
import Model
import Testing

@testable import FuzzTargets

/// Whatever bytes a user gives, a command ends with a result or an error: no trap, no hang, no gigabyte. Every target of
/// `make fuzz`, over the same corpus, with inputs that are the same each time.
@Suite struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// RUNS and TARGETS choose, as they do for `make fuzz`.
    private static let count = environment["RUNS"].flatMap { Int($0) } ?? 2_000
    private static let targets = FuzzTarget.allCases.filter { target in
        environment["TARGETS"]?.split(separator: " ").contains { $0 == target.rawValue } ?? true
    }

    @Test(arguments: targets)
    func noInputTraps(target: FuzzTarget) async throws {
        let path = NSTemporaryDirectory() + "/advisor-fuzz-\(target.rawValue)-\(getpid())"
        let name = target.rawValue
        let count = Self.count
        await #expect(processExitsWith: .success, "the input is kept in \(path)") {
            [name = name as String, count = count as Int, path = path as String] in
            let target = try #require(FuzzTarget(rawValue: name))
            try FuzzRun(target: target, count: count, path: path).run()
        }
    }

    /// A seed that the advisor does not get to work on would have the target go round before its door.
    @Test func seedsOfAdviseReachTheAdvisor() throws {
        for file in try Corpus.files(.advise) where file.name != "psql.sql" {
            let workload = Workload(sql: String(decoding: file.bytes, as: UTF8.self))
            let advice = try AdviseInput.advice(Window(lifetimeOf: Shop.snapshot), workload, InputHash([]))
            #expect(!advice.recommendations.isEmpty, "\(file.name): \(AdviseInput.render(advice)[0].prefix(3000))")
        }
    }

    /// The seeds of `migration` are sound folders: each gets files behind its own.
    @Test func seedsOfMigrationAreWrittenTo() throws {
        for file in try Corpus.files(.migration) {
            #expect(throws: Never.self, "\(file.name)") { try MigrationInput.run(file.bytes) }
        }
    }

    /// One input by itself, to see where it traps: REPLAY=TARGET:PATH.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["REPLAY"] != nil))
    func replay() throws {
        let words = (ProcessInfo.processInfo.environment["REPLAY"] ?? "").split(separator: ":", maxSplits: 1)
        let target = try #require(FuzzTarget(rawValue: String(words[0])))
        target.run([UInt8](try Data(contentsOf: URL(fileURLWithPath: String(words[1])))))
    }

    /// The history that the target damages: made by RECORD=1, from the snapshot that stands beside it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD"] != nil))
    func recordHistory() throws {
        let path = Corpus.path + "/history/sound.sqlite"
        try? FileManager.default.removeItem(atPath: path)
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Corpus.path + "/snapshot/shop.json")))
        var snapshot = try SnapshotFile.decode(bytes)
        snapshot.sections = snapshot.sections.filter { SectionShape.recorded.contains($0.key) }
        let history = try SQLiteHistory(path: path, retention: nil)
        for day in 0..<3 {
            snapshot.collectedAt = 1.7e9 + Double(day) * 86_400
            var statements = Section(.statementEntries)
            for row in 0..<snapshot[.statementEntries].count where row != day {
                var values = statements.shape.columns.map { snapshot[.statementEntries][row, $0.name] }
                if let calls = statements.shape.position(of: "calls") {
                    values[calls] = .integer(Int64(10 + day * 7 + row))
                }
                statements.append(values)
            }
            var changed = snapshot
            changed[.statementEntries] = statements
            try history.append(changed)
        }
        try FileManager.default.removeItem(atPath: path + "-wal")
        Issue.record("recorded anew: review the diff")
    }
}

extension SectionShape {
    fileprivate static let recorded: Set<String> = [
        "relations", "columns", "statement_entries", "statement_texts", "plans", "table_statistics", "server",
        "settings",
        "activity", "index_definitions", "index_keys",
    ]
}
