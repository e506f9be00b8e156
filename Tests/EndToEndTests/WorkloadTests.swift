import Cluster
import Collect
import Model
import Postgres
import Rules
import SampleWorkloads
import Testing

@testable import advisor

/// Every sample workload on a real server: what was planted is found, what is healthy stays silent.
@Suite(.serialized) struct WorkloadTests {
    @Test(arguments: SampleWorkload.names)
    func findsWhatWasPlanted(name: String) async throws {
        let workload = try SampleWorkload.named(name)
        var configuration = ServerConfiguration()
        configuration.settings = ["shared_preload_libraries": "pg_stat_statements", "track_io_timing": "on"]
        let analysis = try await withPrivateServer(configuration) { server in
            try await examine(workload, on: server)
        }
        let texts = Dictionary(analysis.statements.map { ($0.id, $0.text) }) { first, _ in first }
        let deviations = workload.deviations(of: analysis.findings, texts: texts, scale: SampleWorkload.testScale)
        #expect(deviations.isEmpty, "\(deviations.map(\.description).joined(separator: "\n"))")
        #expect(analysis.coverage.statementsTotal == analysis.coverage.statementsParsed)
        let left = analysis.coverage.skipped.filter { $0.isExaminable && !$0.reason.contains("(the twin planned it)") }
        #expect(left.reduce(0) { $0 + ($1.share ?? 0) } <= 0.02, "\(left)")
    }

    private func examine(_ workload: SampleWorkload, on server: PrivateServer) async throws -> Analysis {
        let options = try ConnectionOptions(server.url() + "&connect_timeout=60")
        let connection = try await Connection.connect(options)
        _ = try await connection.execute("CREATE EXTENSION pg_stat_statements")
        await connection.close()
        try await workload.seed(options, scale: SampleWorkload.testScale)
        let traffic = try await Traffic.prepare(workload, on: options)
        let before = try await Collector().collect(options)
        var collecting = CollectOptions()
        collecting.twin = true
        let forTwin = collecting
        let after = try await traffic.run(
            until: .seconds(6), then: { _ in try await Collector(forTwin).collect(options) })
        let window = try Window(from: before, to: after)
        let analysis = try analyse(window: window, rules: RuleSet.builtIn())
        return try await AdvisedAnalysis(analysis: analysis, window: window, configuration: RuleConfiguration())
            .run(progress: Progress(quiet: true))
    }
}
