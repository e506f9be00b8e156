import Foundation
import Testing

@testable import Postgres

@Suite struct QueryTests {
    @Test func bindsAndDecodes() async throws {
        try await withConnection { connection in
            let rows = try await connection.query(
                """
                SELECT $1::int + 1 AS number, $2::text AS text, NULL::int AS nothing, $3::bytea AS bytes,
                    $4::text[] AS texts, $5::int[] AS numbers, $6::float8 AS double, $7::bool AS bool, $8::uuid AS uuid,
                    '2026-11-23 23:44:24+00'::timestamptz AS time
                """,
                [
                    41, "it's \u{1F418}", .bytea([0, 1, 255]), .strings(["a,b", nil, "\"\\"]), .ints([1, -2]), 0.1,
                    true,
                    .uuid(UUID(uuidString: "8C4F2A1E-0000-4000-8000-00000000000A")),
                ])
            let row = try #require(rows.first)
            #expect(try row.decode("number") == 42)
            #expect(try row.decode("text") == "it's \u{1F418}")
            #expect(try row.decode("nothing", as: Int?.self) == nil)
            #expect(try row.decode("bytes") == "\\x0001ff")
            #expect(try row.decode("texts") == ["a,b", nil, "\"\\"])
            #expect(try row.decode("numbers") == [1, -2])
            #expect(try row.decode("double") == 0.1)
            #expect(try row.decode("bool") == true)
            #expect(try row.decode("uuid", as: UUID.self).uuidString == "8C4F2A1E-0000-4000-8000-00000000000A")
            #expect(try row.decode("time", as: Date.self).timeIntervalSince1970 == 1_795_477_464)
            #expect(rows.columns[0] == Column(name: "number", type: TypeOID.int4))
            #expect(rows.withBytes(row: 0, column: 1) { $0?.count } == 9)
            #expect(rows.withBytes(row: 0, column: 2) { $0 == nil })
        }
    }

    @Test func decodingErrorsNameTheColumnButNotTheValue() async throws {
        try await withConnection { connection in
            let row = try await connection.query("SELECT 'secret' AS word, NULL AS nothing")[0]
            let error = await postgresError { _ = try row.decode("word", as: Int.self) }
            #expect(error?.kind == .decodingFailed)
            #expect(error?.description.contains("word") == true)
            #expect(error?.description.contains("secret") == false)
            await expectError(.decodingFailed) { _ = try row.decode("nothing", as: Int.self) }
            await expectError(.decodingFailed) { _ = try row.decode("missing", as: Int.self) }
        }
    }

    @Test func tellsWhatWasDone() async throws {
        try await withConnection { connection in
            let results = try await connection.execute(
                "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); SELECT n FROM t")
            #expect(results.map(\.commandTag) == ["CREATE TABLE", "INSERT 0 2", "SELECT 2"])
            #expect(results.map(\.affectedRows) == [nil, 2, 2])
            #expect(results[2].map { $0[0].string } == ["1", "2"])
            #expect(try await connection.query("DELETE FROM t").affectedRows == 2)
            #expect(try await connection.query("").isEmpty)
            #expect(try await connection.execute("").count == 1)
        }
    }

    @Test func errorsTellCodePlaceAndNoValues() async throws {
        try await withConnection { connection in
            let table = await postgresError { _ = try await connection.query("SELECT * FROM nowhere") }
            #expect(table?.sqlState == .undefinedTable)
            #expect(table?.position == 15)
            #expect(table?.message.contains("nowhere") == true)
            let number = await postgresError { _ = try await connection.query("SELECT 'secret'::int") }
            #expect(number?.sqlState?.classCode == "22")
            #expect(number?.description.contains("secret") == false)
            try await connection.execute("CREATE TABLE t (n text UNIQUE); INSERT INTO t VALUES ('secret')")
            let twice = await postgresError { _ = try await connection.query("INSERT INTO t VALUES ($1)", ["secret"]) }
            #expect(twice?.sqlState == .uniqueViolation)
            #expect(twice?.constraint == "t_n_key")
            #expect(twice?.description.contains("secret") == false)
            let script = await postgresError { try await connection.execute("SELECT 1; SELECT 1/0; SELECT 2") }
            #expect(script?.kind == .statementFailed)
            try await expectUsable(connection)
        }
    }

    @Test func refusesWhatCannotBeSent() async throws {
        try await withConnection { connection in
            let requests: [() async throws -> Void] = [
                { _ = try await connection.query("SELECT 1\0") },
                { try await connection.execute("SELECT 1\0") },
                { _ = try await connection.query("SELECT $1::text", ["a\0b"]) },
                { _ = try await connection.query("SELECT 1", Array(repeating: 1, count: 65_536)) },
                { _ = try await connection.pipeline([Query("SELECT 1"), Query("SELECT $1::text", ["\0"])]) },
            ]
            for request in requests { await expectError(.invalidRequest) { try await request() } }
            #expect(await connection.isIdle)
            try await expectUsable(connection)
        }
    }

    @Test func aStatementOfAMegabyte() async throws {
        try await withConnection { connection in
            let text = String(repeating: "x", count: 1 << 20)
            for _ in 0..<3 {
                let rows = try await connection.query("SELECT length('\(text)'), length($1)", [.string(text)])
                #expect(try rows[0].decode(0) == 1 << 20)
                #expect(try rows[0].decode(1) == 1 << 20)
            }
            let error = await postgresError { _ = try await connection.query("SELECT '\(text)'::int") }
            #expect((error?.description.count ?? .max) < 200)
        }
    }

    @Test func repairsInvalidUTF8OfAnSQLASCIIDatabase() async throws {
        try await withConnection { connection in
            let name = "ascii_\(await connection.backendPID)"
            try await connection.execute(
                "CREATE DATABASE \(name) ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
            let parts = connection.options
            let ascii = try await Connection.connect(
                try ConnectionOptions("host=\(parts.host) port=\(parts.port) user=\(parts.user) dbname=\(name)"))
            #expect(try await ascii.query(#"SELECT E'a\xffb'"#)[0][0].string == "a\u{FFFD}b")
            await ascii.close()
            try await connection.execute("DROP DATABASE \(name)")
        }
    }

    @Test func plainStatementsMayNotCopy() async throws {
        for sql in ["COPY (SELECT 1) TO STDOUT", "COPY pg_class FROM STDIN"] {
            try await withConnection { connection in
                await expectError(.invalidRequest) { try await connection.execute(sql) }
                #expect(await !connection.isOpen)
            }
            try await withConnection { connection in
                await expectError(nil) { _ = try await connection.query(sql) }
            }
        }
    }

    @Test func createIndexConcurrentlyRunsBothWays() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int)")
            _ = try await connection.query("CREATE INDEX CONCURRENTLY one ON t (n)")
            try await connection.execute("CREATE INDEX CONCURRENTLY two ON t (n)", timeout: .seconds(60))
        }
    }

    // MARK: Prepared statements

    @Test func preparesRepeatedStatements() async throws {
        try await withConnection { connection in
            for number in 0..<5 {
                #expect(try await connection.query("SELECT $1::int * 2", [.int(number)])[0].decode(0) == number * 2)
            }
            let prepared = try await connection.query("SELECT statement FROM pg_prepared_statements")
            #expect(prepared.map { $0[0].string } == ["SELECT $1::int * 2"])
        }
    }

    @Test func preparesAfreshWhatTheServerForgotOrChanged() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
            for _ in 0..<3 { _ = try await connection.query("SELECT * FROM t") }
            try await connection.execute("DEALLOCATE ALL")
            #expect(try await connection.query("SELECT * FROM t").columns.count == 1)
            for _ in 0..<3 { _ = try await connection.query("SELECT * FROM t") }
            try await connection.execute("ALTER TABLE t ADD b int")
            #expect(try await connection.query("SELECT * FROM t").columns.count == 2)
        }
    }

    @Test func keepsAtMostTheLimitPrepared() async throws {
        try await withConnection({ $0.preparedStatementLimit = 2 }) { connection in
            for number in 0..<6 {
                for _ in 0..<3 { _ = try await connection.query("SELECT \(number)") }
            }
            let count = try await connection.query("SELECT count(*) FROM pg_prepared_statements")
            #expect(try count[0].decode(0) == 2)
        }
        try await withConnection({ $0.preparedStatementLimit = 0 }) { connection in
            for _ in 0..<4 { _ = try await connection.query("SELECT 1") }
            #expect(try await connection.query("SELECT count(*) FROM pg_prepared_statements")[0].decode(0) == 0)
        }
    }

    // MARK: Several tasks

    @Test func tasksTakeTurns() async throws {
        try await withConnection { connection in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask { try await connection.query("SELECT $1::int", [.int(number)])[0].decode(0) }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 4950)
        }
    }
}
