import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import SampleWorkloads

/// Against a real server. Serialized: each test seeds tens of megabytes.
@Suite(.serialized) struct TrafficTests {
    @Test(arguments: SampleWorkload.names)
    func everyStatementRuns(name: String) async throws {
        let workload = try SampleWorkload.named(name)
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE EXTENSION pg_stat_statements")
            let options = try ConnectionOptions(database.url)
            let steps = StepRecorder()
            try await workload.seed(options, scale: SampleWorkload.testScale) { steps.add($0.step) }
            #expect(steps.all == ["schema", "helpers"] + workload.seed.map(\.name) + ["done"])

            let traffic = try await Traffic.prepare(workload, on: options)
            let measured = try await traffic.run(until: .requests(200))
            #expect(measured.requests == 200)
            let held = Set(workload.requests.filter(\.isHeld).flatMap(\.statements).map(\.name))
            for statement in measured.statements where !held.contains(statement.name) {
                #expect(statement.executions > 0, "\(statement.name) never ran")
            }

            let texts = try await database.execute(
                """
                SELECT json_agg(query) FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
            let counted = try JSONDecoder().decode([String].self, from: Data(texts.utf8))
            let recognised = Set(counted.compactMap { workload.statement(sending: $0)?.name })
            // Statements that differ in literals only are one to pg_stat_statements, and go by the name of the first.
            let sent = Set(
                measured.statements.filter { $0.executions > 0 }.compactMap {
                    workload.statement(sending: $0.text)?.name
                })
            #expect(recognised == sent)
        }
    }

    @Test func seedsTheSameDataTwice() async throws {
        let forum = try SampleWorkload.named("forum")
        var sums: Set<String> = []
        for _ in 0..<2 {
            try await TestServer.withDatabase { database in
                try await forum.seed(try ConnectionOptions(database.url), scale: 0.002)
                sums.insert(
                    try await database.execute(
                        """
                        SELECT sum(hashtext(author_id || title || status || view_count)::bigint) FROM posts
                        UNION ALL SELECT sum(hashtext(concat(post_id, parent_id, author_id, body))::bigint) FROM comments
                        """))
            }
        }
        #expect(sums.count == 1)
    }

    /// Traffic of a workload with hardly any data, on a database of its own.
    private func withTraffic(
        of name: String, _ test: @Sendable (Traffic, TestDatabase) async throws -> Void
    ) async throws {
        let workload = try SampleWorkload.named(name)
        try await TestServer.withDatabase { database in
            let options = try ConnectionOptions(database.url)
            try await workload.seed(options, scale: 0.002)
            try await test(try await Traffic.prepare(workload, on: options), database)
        }
    }

    @Test func trafficRunsWhileItIsExamined() async throws {
        try await withTraffic(of: "forum") { traffic, database in
            let sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sample-forum'"
            let (measured, seen) = try await traffic.run(seconds: 0.3) { try await database.execute(sessions) }
            #expect(measured.requests > 0 && seen == "4")
            await #expect(throws: CancellationError.self) {
                try await traffic.run(seconds: 0.1) { throw CancellationError() }
            }
        }
    }

    @Test func requestsAreSentWhenTheyAreDue() async throws {
        try await withTraffic(of: "forum") { prepared, _ in
            var traffic = prepared
            traffic.connections = 2
            traffic.pace = 0.001
            let (measured, _) = try await traffic.run(seconds: 0.3) {}
            #expect(measured.requests == 1)
        }
    }

    @Test func aHeldTransactionStaysOpenUntilItWasExamined() async throws {
        try await withTraffic(of: "queue") { prepared, database in
            var traffic = prepared
            traffic.connections = 2
            let idle = """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction' AND application_name = 'sample-queue'
                """
            let during = try await traffic.run(until: .requests(20)) { measured in
                #expect(measured.requests == 20)
                return try await database.execute(idle)
            }
            #expect(during == "1")
            #expect(try await database.execute("SELECT pg_sleep(0.1)").isEmpty)
            #expect(try await database.execute(idle) == "0")
        }
    }

    @Test func cancellingEndsTheTraffic() async throws {
        try await withTraffic(of: "queue") { traffic, _ in
            let running = Task { try await traffic.run(until: .seconds(600)) }
            try await Task.sleep(for: .milliseconds(200))
            running.cancel()
            await #expect(throws: (any Error).self) { try await running.value }
        }
    }

    @Test func aFailingStatementIsNamed() async throws {
        let forum = try SampleWorkload.named("forum")
        try await TestServer.withDatabase { database in
            let options = try ConnectionOptions(database.url)
            try await forum.seed(options, scale: 0.002)
            let traffic = try await Traffic.prepare(forum, on: options)
            try await database.execute("DROP TABLE votes")
            let error = await #expect(throws: WorkloadError.self) { try await traffic.run(until: .requests(50)) }
            #expect(error?.description.contains("statement 'upsert_vote' of the sample workload forum failed") == true)
        }
    }

    @Test func aFailingStepIsNamed() async throws {
        let forum = try SampleWorkload.named("forum")
        try await TestServer.withDatabase { database in
            try await database.execute("CREATE TABLE users (id int)")
            let options = try ConnectionOptions(database.url)
            let error = await #expect(throws: WorkloadError.self) { try await forum.seed(options, scale: 0.002) }
            #expect(error?.description.hasPrefix("seeding forum failed at 'schema'") == true)
        }
    }

    @Test(arguments: [0, -1, .infinity, .nan])
    func aScaleMustMakeSense(scale: Double) async throws {
        let forum = try SampleWorkload.named("forum")
        let options = try ConnectionOptions("host=/nonexistent")
        let error = await #expect(throws: WorkloadError.self) { try await forum.seed(options, scale: scale) }
        #expect(error?.code == .invalidScale)
    }
}

/// Collects names from a progress callback.
private final class StepRecorder: Sendable {
    private let names = Mutex<[String]>([])

    var all: [String] { names.withLock { $0 } }

    func add(_ name: String) {
        names.withLock { $0.append(name) }
    }
}
