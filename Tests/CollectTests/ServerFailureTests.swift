import Cluster
import Collect
import Model
import Postgres
import TestSupport
import Testing

/// Servers that are wrong, gone or going.
@Suite struct ServerFailureTests {
    @Test func nothingListensThere() async throws {
        let error = await #expect(throws: CollectError.self) {
            try await Collector().collect(try ConnectionOptions("host=/nowhere port=1 user=u dbname=d"))
        }
        #expect(error?.code == .cannotConnect && error?.remedy.isEmpty == false)
    }

    @Test func theServerShutsDownInMidCollection() async throws {
        try await withPrivateServer { server in
            let error = await #expect(throws: CollectError.self) {
                try await Collector().collect(try ConnectionOptions(server.url())) { progress in
                    guard progress.step == "settings" else { return }
                    // From the collecting task: the next query meets a server that is gone.
                    Task { try? await server.halt() }
                    let start = ContinuousClock.now
                    while ContinuousClock.now - start < .milliseconds(500) {}
                }
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.description.contains("lost the connection") == true)
        }
    }

    /// A server, or a network, that keeps no time-out of its own and takes no request to cancel.
    @Test func aServerThatFallsSilent() async throws {
        try await TestServer.withDatabase { database in
            let proxy = try MutatingProxy(to: database.server.socketDirectory + "/.s.PGSQL.5432", share: 0, seed: 1)
            defer { proxy.stop() }
            var options = CollectOptions()
            options.timeLimit = .seconds(5)
            let collector = Collector(options)
            let target = try ConnectionOptions("host=\(proxy.folder) dbname=\(database.name) user=postgres")
            let stop: @Sendable (CollectProgress) -> Void = { _ in proxy.fallSilent() }
            let error = await #expect(throws: CollectError.self) {
                try await collector.collect(target, progress: stop)
            }
            #expect(error?.code == .timedOut, "\(String(describing: error))")
            #expect(error?.message.contains("did not answer within") == true)
        }
    }

    @Test func aCancelledCollectionSaysSo() async throws {
        try await TestServer.withDatabase { database in
            let options = try ConnectionOptions(database.url)
            let task = Task { try await Collector().collect(options) }
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
        }
    }
}
