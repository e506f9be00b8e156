import TestSupport
import Testing

@testable import Postgres

@Suite struct CancellationTests {
    @Test func aTimeoutCancelsAndLeavesTheConnectionUsable() async throws {
        try await withConnection { connection in
            for _ in 0..<3 {
                let error = await postgresError {
                    _ = try await connection.query("SELECT pg_sleep(600)", timeout: .milliseconds(30))
                }
                #expect(error?.kind == .timedOut)
                let script = await postgresError {
                    try await connection.execute("SELECT pg_sleep(600)", timeout: .milliseconds(30))
                }
                #expect(script?.kind == .timedOut)
            }
            let setting = try await connection.query("SHOW statement_timeout")
            #expect(setting[0][0].string == "0")
        }
    }

    @Test func theServerKeepsTheTimeLimitToo() async throws {
        try await withConnection { connection in
            let inside = try await connection.query("SHOW statement_timeout", timeout: .seconds(90))
            #expect(inside[0][0].string == "90s")
            try await connection.withTransaction { connection in
                try await connection.execute("SET LOCAL statement_timeout = '7s'")
                #expect(
                    try await connection.query("SHOW statement_timeout", timeout: .seconds(90))[0][0].string == "90s")
                #expect(try await connection.query("SHOW statement_timeout")[0][0].string == "7s")
            }
        }
    }

    @Test func aStatementTimeoutOfTheSessionIsATimeout() async throws {
        try await withConnection { connection in
            try await connection.execute("SET statement_timeout = 20")
            let error = await postgresError { _ = try await connection.query("SELECT pg_sleep(600)") }
            #expect(error?.kind == .timedOut)
        }
    }

    @Test func cancelEndsWhatRuns() async throws {
        try await withSleeper { connection, untilSleeping in
            let statement = Task { try await connection.query("SELECT pg_sleep(600)") }
            try await untilSleeping()
            await connection.cancel()
            await expectError(.cancelled) { _ = try await statement.value }
            await connection.cancel()
            try await expectUsable(connection)
        }
    }

    @Test func aCancelledTaskCancelsItsStatementOnly() async throws {
        try await withSleeper { connection, untilSleeping in
            let first = Task { try await connection.query("SELECT pg_sleep(600)") }
            try await untilSleeping()
            let queued = Task { try await connection.query("SELECT 2") }
            let last = Task { try await connection.query("SELECT 3") }
            try await Task.sleep(for: .milliseconds(20))
            queued.cancel()
            await expectError(.cancelled) { _ = try await queued.value }
            first.cancel()
            await expectError(.cancelled) { _ = try await first.value }
            #expect(try await last.value[0].decode(0) == 3)
        }
    }

    @Test func neverHitsTheNextStatement() async throws {
        try await withConnection { connection in
            for microseconds in stride(from: 0, to: 2000, by: 40) {
                let statement = Task { try await connection.query("SELECT pg_sleep(0.001)") }
                try await Task.sleep(for: .microseconds(microseconds))
                statement.cancel()
                _ = await statement.result
                #expect(try await connection.query("SELECT pg_sleep(0.001)").count == 1)
            }
        }
    }

    @Test func closingEndsWhatRuns() async throws {
        try await withSleeper { connection, untilSleeping in
            let statement = Task { try await connection.query("SELECT pg_sleep(600)") }
            try await untilSleeping()
            await connection.close()
            await expectError(.cancelled) { _ = try await statement.value }
            await expectError(.connectionLost) { _ = try await connection.query("SELECT 1") }
            await connection.close()
        }
    }
}

@Suite struct TransactionTests {
    @Test func commitsAndRollsBack() async throws {
        struct Abort: Error {}
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE t (n int)")
            let count = try await connection.withTransaction { connection in
                try await connection.query("INSERT INTO t VALUES (1), (2)").affectedRows
            }
            #expect(count == 2)
            await #expect(throws: Abort.self) {
                try await connection.withTransaction { connection in
                    _ = try await connection.query("INSERT INTO t VALUES (3)")
                    throw Abort()
                }
            }
            #expect(try await connection.query("SELECT n FROM t").count == 2)
            #expect(await connection.isIdle)
        }
    }

    @Test func readOnlyTransactionsRefuseWrites() async throws {
        try await withConnection { connection in
            let error = await postgresError {
                try await connection.withTransaction(readOnly: true, isolation: .repeatableRead) { connection in
                    #expect(try await connection.query("SHOW transaction_isolation")[0][0].string == "repeatable read")
                    try await connection.execute("CREATE TABLE t (n int)")
                }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
            #expect(await connection.isIdle)
        }
    }

    @Test func aSwallowedErrorDoesNotCommit() async throws {
        try await withConnection { connection in
            let error = await postgresError {
                try await connection.withTransaction { connection in
                    _ = await postgresError { _ = try await connection.query("SELECT 1/0") }
                }
            }
            #expect(error?.sqlState == .failedTransaction)
            #expect(await connection.isIdle)
        }
    }

    @Test func aCancelledTransactionRollsBack() async throws {
        try await withSleeper { connection, untilSleeping in
            try await connection.execute("CREATE TABLE t (n int)")
            let task = Task {
                try await connection.withTransaction { connection in
                    _ = try await connection.query("INSERT INTO t VALUES (1)")
                    _ = try await connection.query("SELECT pg_sleep(600)")
                }
            }
            try await untilSleeping()
            task.cancel()
            await expectError(.cancelled) { try await task.value }
            #expect(try await connection.query("SELECT n FROM t").isEmpty)
        }
    }
}
