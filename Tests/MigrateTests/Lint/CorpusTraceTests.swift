import Foundation
import TestSupport
import Testing

@testable import Migrate

/// What the corpus says of locks was seen on a server, and what it labels safe does no long work under a strong lock.
@Suite struct CorpusTraceTests {
    @Test func snippetsLockAsTheCorpusSays() async throws {
        let version = try await TestServer.shared.psql("SHOW server_version")
        guard version.hasPrefix("\(TracedLocks.serverVersion).") else { return }
        let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"
        try await TestServer.withDatabase { database in
            var tracer = try await SnippetTracer(database: database)
            for file in try Snippet.files() {
                let text = try Snippet.text(file)
                var recorded: [Int: [String]] = [:]
                for snippet in Snippet.parse(text, file: file) where snippet.notRun == nil {
                    do {
                        let outcome = try await tracer.run(snippet)
                        recorded[snippet.line] = outcome.locks.map(\.line)
                        check(snippet, outcome, isRecording: isRecording)
                    } catch {
                        Issue.record("\(snippet): \(error)")
                    }
                }
                if isRecording { try Self.record(recorded, file, text) }
            }
            await tracer.close()
        }
        if isRecording { Issue.record("recording the locks of the corpus: review the diff") }
    }

    private func check(_ snippet: Snippet, _ outcome: SnippetTracer.Outcome, isRecording: Bool) {
        #expect(outcome.failure == snippet.failure, "\(snippet)")
        let lines = outcome.locks.map(\.line)
        if !isRecording { #expect(lines == snippet.locks, "\(snippet) is stale: `make record`") }
        let stops = outcome.locks.filter(\.stopsTraffic).map(\.line)
        if snippet.expected.isEmpty { #expect(stops == [], "\(snippet) is not safe") }
    }

    /// Puts the lines `-- lock:` in place of those that stand in the file.
    private static func record(_ locks: [Int: [String]], _ file: String, _ text: String) throws {
        var lines: [String] = []
        var pending: [String]?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let found = locks[index + 1] { pending = found }
            if line.hasPrefix("-- lock: ") { continue }
            if let found = pending, !line.hasPrefix("--") {
                lines += found.map { "-- lock: \($0)" }
                pending = nil
            }
            lines.append(String(line))
        }
        let target = Snippet.folder.appendingPathComponent(file)
        try lines.joined(separator: "\n").write(to: target, atomically: true, encoding: .utf8)
    }
}
