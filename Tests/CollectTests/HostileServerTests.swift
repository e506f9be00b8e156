import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

/// A server, or what stands between, may answer anything: a collection ends with a snapshot or an error. RUNS collections, each
/// with answers of which another share is changed.
@Suite struct HostileServerTests {
    private static let runs = ProcessInfo.processInfo.environment["RUNS"].flatMap { Int($0) } ?? 12

    @Test func anyAnswerEndsInASnapshotOrAnError() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Everything.sql)
            let url = database.url
            await #expect(processExitsWith: .success) { [url = url as String, runs = Self.runs as Int] in
                for run in 0..<runs {
                    FileHandle.standardError.write(Data("collection \(run)\n".utf8))
                    // What is essential comes early, and few changes let a collection get to its end.
                    let share = [0.3, 0.05, 0.01, 0.003, 0.001, 0.0003][run % 6]
                    try await HostileServerTests.collect(url, share: share, seed: UInt64(run))
                }
            }
        }
    }

    private static func collect(_ url: String, share: Double, seed: UInt64) async throws {
        let components = try #require(URLComponents(string: url))
        let items = Dictionary((components.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { first, _ in first }
        let socket = "\(items["host"] ?? "")/.s.PGSQL.\(items["port"] ?? "5432")"
        let proxy = try MutatingProxy(to: socket, share: share, seed: seed)
        defer { proxy.stop() }
        var options = CollectOptions()
        options.sampleSpacing = .zero
        options.twin = true
        options.timeLimit = .seconds(20)
        let database = components.path.dropFirst()
        let target = "postgresql:///\(database)?host=\(proxy.folder)&port=5432&user=postgres"
        do {
            let snapshot = try await Collector(options).collect(try ConnectionOptions(target))
            let bytes = SnapshotFile.encode(snapshot)
            // What was collected can be stored, and read again or refused.
            _ = try? SnapshotFile.decode(bytes)
        } catch {
            _ = "\(error)"
        }
    }
}
