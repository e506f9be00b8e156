import Testing

@testable import Postgres

@Suite struct PipelineTests {
    @Test func answersComeInOrder() async throws {
        try await withConnection { connection in
            let queries = (0..<500).map { Query("SELECT $1::int", [.int($0)]) }
            let answers = try await connection.pipeline(queries)
            #expect(try answers.map { try $0.get()[0].decode(0, as: Int.self) } == Array(0..<500))
            #expect(try await connection.pipeline([]).isEmpty)
        }
    }

    @Test(arguments: [nil, Duration.seconds(60)])
    func anErrorInTheMiddleStandsAlone(_ timeout: Duration?) async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int)")
            let answers = try await connection.pipeline(
                ["INSERT INTO t VALUES (1)", "SELECT 1/0", "INSERT INTO t VALUES (2)", "SELECT n FROM t"],
                timeout: timeout)
            #expect(throws: PostgresError.self) { try answers[1].get() }
            #expect(try answers[3].get().count == 2)
        }
    }

    @Test func aTimeoutEndsOneStatementOnly() async throws {
        try await withConnection { connection in
            let answers = try await connection.pipeline(
                ["SELECT 1", "SELECT pg_sleep(600)", "SELECT 2", "SHOW statement_timeout"], timeout: .milliseconds(50))
            #expect(throws: PostgresError.statementTimedOut(.milliseconds(50))) { try answers[1].get() }
            #expect(try answers[2].get()[0].decode(0) == 2)
            let setting = try await connection.query("SHOW statement_timeout")
            #expect(setting[0][0].string == "0")
        }
    }

    @Test func allOrNothing() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int)")
            let error = await postgresError {
                _ = try await connection.pipelineAtomically(["INSERT INTO t VALUES (1)", "SELECT 1/0", "SELECT 2"])
            }
            #expect(error?.sqlState?.rawValue == "22012")
            #expect(try await connection.query("SELECT n FROM t").isEmpty)
            let rows = try await connection.pipelineAtomically(
                ["INSERT INTO t VALUES (1)", "SELECT n FROM t"], timeout: .seconds(60))
            #expect(rows.map(\.count) == [0, 1])
            #expect(try await connection.query("SELECT n FROM t").count == 1)
        }
    }

    @Test func sendsAndReadsMoreThanAllBuffersHold() async throws {
        try await withConnection { connection in
            // 20 MB out while 20 MB come back: a client that only sends would wait for ever.
            let text = String(repeating: "x", count: 1 << 20)
            let answers = try await connection.pipeline(
                Array(repeating: Query("SELECT $1::text", [.string(text)]), count: 20))
            for answer in answers { #expect(try answer.get()[0][0].withBytes { $0?.count } == 1 << 20) }
        }
    }
}
