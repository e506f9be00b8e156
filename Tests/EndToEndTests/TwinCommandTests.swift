import Foundation
import TestSupport
import Testing

/// `advisor twin`: a server to connect to that is gone when it should be.
@Suite struct TwinCommandTests {
    @Test func keepLeavesATwinThatStopsWhenTold() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 5000); VACUUM ANALYZE;")
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "t.json")
                let kept = try await advisor("twin", "--snapshot", "t.json", "--keep")
                #expect(kept.status == 0, "\(kept.errors)")
                let url = kept.output.split(separator: "\n").first.map(String.init) ?? ""
                let words = kept.errors.split(whereSeparator: \.isWhitespace)
                let process = try #require(words.last.flatMap { Int32($0) }, "\(kept.errors)")
                // Whoever connects gets plans of the target's tables.
                let plan = try await advisor("advise", "--target", url, "--sql", "SELECT 1 FROM t WHERE id = 5")
                #expect(!plan.errors.contains("refused"), "\(plan.errors)")
                kill(process, SIGTERM)
                for _ in 0..<100 where kill(process, 0) == 0 { try await Task.sleep(for: .milliseconds(100)) }
                #expect(kill(process, 0) != 0)
                let gone = try await advisor("advise", "--target", url, "--sql", "SELECT 1 FROM t WHERE id = 5")
                #expect(gone.status == 2)
            }
        }
    }

    @Test func aSnapshotWithoutASchema() async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--target", database.url, "--output", "t.json")
                let outcome = try await advisor("twin", "--snapshot", "t.json")
                #expect(outcome.status == 2)
                #expect(outcome.errors.contains("collect --twin"), "\(outcome.errors)")
            }
        }
    }
}
