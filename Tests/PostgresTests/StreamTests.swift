import Foundation
import Testing

@testable import Postgres

@Suite struct StreamTests {
    /// Resident memory of this process in bytes.
    private func residentMemory() throws -> Int {
        let statm = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (Int(statm.split(separator: " ")[1]) ?? 0) * 4096
    }

    @Test func aMillionRowsInBoundedMemory() async throws {
        try await withConnection { connection in
            let before = try residentMemory()
            var sum = 0
            var peak = 0
            // 200 MB in all.
            for try await row in connection.stream("SELECT n, repeat('x', 200) FROM generate_series(1, 1000000) n") {
                let number: Int = try row.decode(0)
                sum += number
                if number.isMultiple(of: 50_000) { peak = max(peak, try residentMemory()) }
            }
            #expect(sum == 500_000_500_000)
            // Other tests run beside this one.
            #expect(peak - before < 100 << 20)
            try await expectUsable(connection)
        }
    }

    @Test(arguments: [nil, Duration.seconds(60)])
    func leavingEarlyFreesTheConnection(_ timeout: Duration?) async throws {
        try await withConnection { connection in
            var count = 0
            for try await row in connection.stream("SELECT generate_series(1, 100000000) AS n", timeout: timeout) {
                count += try row.decode("n", as: Int.self) > 0 ? 1 : 0
                if count == 10 { break }
            }
            #expect(count == 10)
            try await expectUsable(connection)
        }
    }

    @Test func errorsComeAfterTheRowsBeforeThem() async throws {
        try await withConnection { connection in
            var numbers: [Int] = []
            let error = await postgresError {
                for try await row in connection.stream("SELECT 1 / (3 - n), n FROM generate_series(1, 5) n") {
                    numbers.append(try row.decode(1))
                }
            }
            #expect(error?.sqlState?.rawValue == "22012")
            #expect(numbers == [1, 2])
            await expectError(.statementFailed, .syntaxError) { for try await _ in connection.stream("nonsense") {} }
            try await expectUsable(connection)
        }
    }

    @Test func closingWithinTheLoopEndsIt() async throws {
        try await withConnection { connection in
            await expectError(.connectionLost) {
                for try await _ in connection.stream("SELECT generate_series(1, 100000000)") {
                    await connection.close()
                }
            }
            await expectError(.connectionLost) { _ = try await connection.query("SELECT 1") }
        }
    }

    @Test func emptyStreamsEnd() async throws {
        try await withConnection { connection in
            for sql in ["SELECT 1 WHERE false", "CREATE TABLE t (n int)", ""] {
                for try await _ in connection.stream(sql, timeout: .seconds(60)) { Issue.record("a row") }
            }
        }
    }

    @Test func timeoutsBoundTheWhole() async throws {
        try await withConnection { connection in
            let error = await postgresError {
                for try await _ in connection.stream(
                    "SELECT pg_sleep(0.01) FROM generate_series(1, 100000)", timeout: .milliseconds(100))
                {}
            }
            #expect(error?.kind == .timedOut)
            try await expectUsable(connection)
        }
    }

    @Test func aCancelledReaderCancelsTheStatement() async throws {
        try await withConnection { connection in
            let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let reader = Task {
                for try await _ in connection.stream("SELECT pg_sleep(0.001) FROM generate_series(1, 10000000)") {
                    arrived.yield()
                }
            }
            // A request that comes before the statement has begun ends nothing.
            for await _ in arrivals { break }
            reader.cancel()
            await expectError(.cancelled) { try await reader.value }
            try await expectUsable(connection)
        }
    }
}
