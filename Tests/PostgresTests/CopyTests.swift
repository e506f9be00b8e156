import Testing

@testable import Postgres

@Suite struct CopyTests {
    @Test func bothWays() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int, word text)")
            let lines = (0..<200_000).map { "\($0)\tword \($0)\n" }.joined()
            #expect(try await connection.copyIn("COPY t FROM STDIN", Array(lines.utf8)) == 200_000)
            var bytes: [UInt8] = []
            var chunks = 0
            for try await chunk in connection.copyOut("COPY (SELECT * FROM t ORDER BY n) TO STDOUT") {
                #expect(chunk.last == UInt8(ascii: "\n"))
                bytes += chunk
                chunks += 1
            }
            #expect(bytes == Array(lines.utf8))
            #expect(chunks > 10)
            #expect(await connection.isIdle)
        }
    }

    @Test func leavingEarlyFreesTheConnection() async throws {
        try await withConnection { connection in
            for try await _ in connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { break }
            try await expectUsable(connection)
        }
    }

    @Test func badLinesAreRefusedWithoutTheirValues() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int)")
            let error = await postgresError {
                try await connection.copyIn("COPY t FROM STDIN", Array("1\nsecret\n".utf8))
            }
            #expect(error?.sqlState?.classCode == "22")
            #expect(error?.description.contains("secret") == false)
            #expect(try await connection.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test func aFailingSourceCopiesNothing() async throws {
        struct SourceError: Error {}
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int)")
            let source = AsyncThrowingStream<[UInt8], any Error> { continuation in
                continuation.yield(Array("1\n".utf8))
                continuation.finish(throwing: SourceError())
            }
            await #expect(throws: SourceError.self) { try await connection.copyIn("COPY t FROM STDIN", from: source) }
            #expect(try await connection.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test func otherStatementsAreRefused() async throws {
        try await withConnection { connection in
            for sql in ["SELECT 1", "COPY (SELECT 1) TO STDOUT"] {
                await expectError(.invalidRequest) { try await connection.copyIn(sql, []) }
                if await !connection.isOpen { return }
            }
        }
        try await withConnection { connection in
            await expectError(.invalidRequest) { for try await _ in connection.copyOut("SELECT 1") {} }
            await expectError(.statementFailed, .undefinedTable) {
                for try await _ in connection.copyOut("COPY nowhere TO STDOUT") {}
            }
            try await expectUsable(connection)
        }
    }
}
