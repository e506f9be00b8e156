import Cluster
import Collect
import Foundation
import Migrate
import Model
import Postgres
import Reporting
import Rules
import SampleWorkloads

/// The steps of `advisor demo`, on a private server that somebody else ends.
struct DemoTour {
    var workload: SampleWorkload
    var scale: Double
    var seconds: Double
    var server: PrivateServer
    /// Folder for the migration files.
    var migrations: String
    var format: DemoCommand.Format

    func run() async throws {
        say("PostgreSQL \(server.version) runs in \(server.dataDirectory), for this tour only.")
        let target = try await seededTarget()
        let again = try await copy(of: target)
        let (window, pace) = try await windowOfTraffic(target)
        var rules = try analyse(window: window, rules: RuleSet.builtIn())
        // The server is ours and ends with the tour.
        rules.coverage.notes.removeAll { $0 == window.last.superuserWarning }
        let examined = try await AdvisedAnalysis(
            analysis: rules, window: window, configuration: RuleConfiguration()
        )
        .outcome(progress: Progress(quiet: false))
        let analysis = examined.analysis
        try show(Report.terminal(analysis, width: Console.width, colour: Console.usesColour))
        let set = MigrationSet(findings: analysis.findings)
        let written = try write(set, to: migrations, window)
        try show("\nMigration: \(Format.plural(written.up.count, "file")) up and down in \(migrations)\n")
        let trial = MigrationTrial(written: written, connection: target.connection)
        for line in try await trial.run() { try show(line) }
        if let advice = examined.advice { try await compare(advice, window, again, pace: pace) }
        say("The server and its data are gone. The migration stays in \(migrations).")
    }

    /// What was advised of indexes alone, without the rest of the migration, on the data as they were at first, and the same
    /// traffic with it: the requests that came before, as many a second as then. Faster statements bring a server no more of them.
    private func compare(_ advice: Advice, _ window: Window, _ target: Target, pace: Double) async throws {
        say(
            "\nWhat was advised of indexes, without the rest, on the data as they were, and the same traffic at the same pace."
        )
        let folder = NSTemporaryDirectory() + "advisor-demo-advised-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let written = try write(MigrationSet(findings: advice.findings), to: folder, window)
        try await MigrationTrial(written: written, connection: target.connection).apply()
        let (after, _) = try await windowOfTraffic(target, pace: pace)
        let comparison = TimeComparison(before: window, after: after, advice: advice)
        switch format {
        case .text: try show(ComparisonReport.text(comparison, width: Console.width))
        case .json: try Console.write(ComparisonReport.json(comparison))
        }
    }

    private func write(_ set: MigrationSet, to folder: String, _ window: Window) throws -> WrittenMigrations {
        try MigrationWriter(directory: folder, framework: .sql, context: SchemaContext(window.last)).write(set)
    }

    /// As many as the smallest machine has processors: with more, statements would wait for one another.
    private static let connections = 2
    /// Seconds of traffic before that which is measured.
    private static let warmUp = 5.0

    private func seededTarget() async throws -> Target {
        let clock = ContinuousClock()
        let connection = try await database(workload.name)
        try await execute("CREATE EXTENSION pg_stat_statements", on: connection)
        if server.installation.hasLibrary("pg_prewarm") {
            try await execute("CREATE EXTENSION pg_prewarm", on: connection)
        }
        say("\(workload.name): \(workload.title)")
        let time = try await clock.measure {
            try await workload.seed(connection, scale: scale) { progress in
                progressLine("Loading data: \(progress.step) (\(progress.done) of \(progress.total))")
            }
        }
        progressLine(nil)
        say("Data loaded in \(Format.duration(milliseconds: time / .milliseconds(1))).")
        return Target(name: "demo/\(workload.name)", connection: connection)
    }

    private func copy(of target: Target) async throws -> Target {
        Target(name: target.name, connection: try await database("\(workload.name)_again", from: workload.name))
    }

    /// Creates a database, empty or as a copy of one that nobody is connected to.
    private func database(_ name: String, from template: String = "template1") async throws -> ConnectionOptions {
        try await execute(
            "CREATE DATABASE \(Quote.identifier(name)) TEMPLATE \(Quote.identifier(template))",
            on: ConnectionOptions(server.url()))
        return try ConnectionOptions(server.url(database: name))
    }

    /// - Parameter pace: requests a second; nil: as many as two connections get answers to.
    /// - Returns: the window, and the requests that came in a second of it.
    private func windowOfTraffic(_ target: Target, pace: Double? = nil) async throws -> (Window, pace: Double) {
        // What is read into memory at first is no part of what the statements take.
        try await warm(target)
        var traffic = try await Traffic.prepare(workload, on: target.connection)
        traffic.connections = Self.connections
        traffic.pace = pace
        _ = try await traffic.run(until: .seconds(min(Self.warmUp, seconds)))
        let before = try await collect(target, forTwin: false)
        // While it runs, as collecting from cron does: what statements are sent with shows only then.
        let (measurement, after) = try await traffic.run(
            seconds: seconds, progress: { progressLine("Traffic: \(Format.count($0)) requests") },
            whileExamining: { try await collect(target, forTwin: true) })
        progressLine(nil)
        say(
            "\(Format.count(measurement.requests)) requests in \(Format.count(measurement.seconds)) s of traffic, collected at its start and end.\n"
        )
        return (try Window(from: before, to: after), Double(measurement.requests) / measurement.seconds)
    }

    /// Reads all tables and indexes into memory, as far as they fit.
    private func warm(_ target: Target) async throws {
        guard server.installation.hasLibrary("pg_prewarm") else { return }
        let sql = "SELECT pg_prewarm(oid) FROM pg_class WHERE relkind IN ('r', 'm', 'i') AND relpersistence <> 't'"
        try await execute(sql, on: target.connection)
    }

    private func collect(_ target: Target, forTwin: Bool) async throws -> Snapshot {
        var options = CollectOptions()
        options.twin = forTwin
        return try await Collector(options).collect(target.connection, name: target.name)
    }

    private func execute(_ sql: String, on options: ConnectionOptions) async throws {
        let connection = try await Connection.connect(options)
        _ = try await connection.execute(sql)
        await connection.close()
    }

    private func say(_ text: String) { Console.note(text) }

    /// What is for people to read.
    private func show(_ text: String) throws {
        if format == .text { try Console.write(text) }
    }
}

/// Rewrites one line of the terminal; nil clears it. Silent where standard error is no terminal.
@Sendable private func progressLine(_ text: String?) {
    guard Console.errorIsTerminal else { return }
    Console.rewriteLine(text ?? "")
}
