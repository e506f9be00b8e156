import Cluster
import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// What statements were sent with, as far as a plan can depend on it.
@Suite struct ParameterSamplesTests {
    private static let statements = [
        ParameterSamples.Statement(hash: "read", queryId: "1", text: "SELECT a FROM t WHERE b = $1 LIMIT $2"),
        ParameterSamples.Statement(hash: "write", queryId: "2", text: "UPDATE t SET secret = $1 WHERE b = $2"),
        ParameterSamples.Statement(hash: "add", queryId: "3", text: "INSERT INTO t VALUES ($1, $2)"),
    ]

    private func rows(_ samples: (String?, String)...) -> [String] {
        let section = ParameterSamples.section(
            samples.map { ParameterSamples.Sample(queryId: $0.0, text: $0.1) }, of: Self.statements)
        return (0..<section.count).map { row in
            let numbers = ["execution", "parameter"].map { String(section[row, $0].integer ?? 0) }
            return ([section[row, "text_hash"].text ?? ""] + numbers + [section[row, "literal"].text ?? ""])
                .joined(separator: " ")
        }
    }

    @Test func literalsOfConditionsAreKept() {
        #expect(rows(("1", "SELECT a FROM t WHERE b = 'x' LIMIT 5")) == ["read 1 1 'x'", "read 1 2 5"])
        // Servers before 14 give no id.
        #expect(rows((nil, "SELECT a FROM t WHERE b = 'x' LIMIT 5")).count == 2)
    }

    @Test func whatIsWrittenIsNot() {
        #expect(rows(("2", "UPDATE t SET secret = 'hidden' WHERE b = 7")) == ["write 1 2 7"])
        #expect(rows(("3", "INSERT INTO t VALUES ('hidden', 1)")) == [])
    }

    /// What is made equal to what, only the server knows.
    @Test func noTextOfAStatementThatNamesASecretIsKept() {
        let statement = ParameterSamples.Statement(
            hash: "secret", queryId: "4",
            text: "SELECT a FROM (SELECT password AS x, b FROM t) s WHERE x = $1 AND b = $2 AND n = $3")
        let sample = ParameterSamples.Sample(
            queryId: "4",
            text: "SELECT a FROM (SELECT password AS x, b FROM t) s WHERE x = 'hidden' AND b = $$hidden$$ AND n = 5")
        let section = ParameterSamples.section([sample], of: [statement])
        #expect(section.texts("literal") == ["5"])
    }

    @Test func whatBelongsToNoStatementIsNot() {
        #expect(rows(("9", "SELECT a FROM t WHERE b = 'x' LIMIT 5")) == [])
        #expect(rows(("1", "SELECT a FROM t WHERE b = 'x' LIM")) == [])
        #expect(rows(("1", "SELECT a FROM t WHERE b = $1 LIMIT $2")) == [])
    }

    @Test func aStatementThatRunsAllTheTimeIsKeptTwentyTimes() {
        let many = (1...50).map {
            ParameterSamples.Sample(queryId: "1", text: "SELECT a FROM t WHERE b = \($0) LIMIT 5")
        }
        #expect(ParameterSamples.section(many, of: Self.statements).count == 40)
    }

    @Test(.enabled(if: (try? Installation.find())?.hasLibrary("pg_stat_statements") ?? false))
    func aTwinsSnapshotHasThemAndARedactedOneHasNot() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                "CREATE EXTENSION pg_stat_statements; CREATE TABLE t (a int, word text); SELECT a FROM t WHERE word = 'first'"
            )
            let application = try await Connection.connect(ConnectionOptions(database.url))
            try await application.execute("SELECT a FROM t WHERE word = 'seen'")
            let snapshot = try await database.snapshot { $0.twin = true }
            #expect(snapshot[.parameterSamples].texts("literal") == ["'seen'"])
            let redacted = Redaction.redact(snapshot)
            #expect(!String(decoding: SnapshotFile.encode(redacted), as: UTF8.self).contains("'seen'"))
            let plain = try await database.snapshot()
            #expect(!String(decoding: SnapshotFile.encode(plain), as: UTF8.self).contains("'seen'"))
            await application.close()
        }
    }
}
