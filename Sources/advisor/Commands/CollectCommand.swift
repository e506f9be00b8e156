import ArgumentParser
import Collect
import Foundation
import Model

struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Read a target once and keep the snapshot: for cron.",
        discussion: """
            Reads catalogs, statistics and plain EXPLAIN in read-only transactions with time-outs; nothing is changed.

            Every ten minutes from cron:
              */10 * * * *  advisor collect --quiet --target postgres://advisor@db.example.com/shop

            To look at before:
              advisor collect --target shop --print-sql
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Leave no literal of a statement and no value of a table in the snapshot.")
    var redact = false

    @Flag(help: "Read what a twin needs too: schema, raw statistics, the ends of indexes. Takes about as long again.")
    var twin = false

    @Flag(help: "Print all SQL that would be run, and run nothing else.")
    var printSql = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Give the whole collection so much time.", valueName: "span"))
    var timeLimit: TimeSpan?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Plan at most so many statements, the most expensive first; 0 plans none.", valueName: "n"))
    var plans: Int?

    func validate() throws {
        if let plans, plans < 0 { throw ValidationError("--plans takes 0 or more.") }
    }

    func run() async throws {
        let configuration = try configuration.configuration()
        let target = try target.resolve(configuration)
        let progress = Progress(quiet: output.quiet)
        defer { progress.done() }
        if printSql {
            return try await Console.write(Collector(options).printableSQL(of: target.connection), to: output.output)
        }
        if let path = output.output {
            var options = options
            if path != "-" { options.spool = SnapshotSpool(beside: path, redacts: redact) }
            var snapshot = try await target.snapshot(options, progress: progress)
            if redact { snapshot = Redaction.redact(snapshot) }
            progress.done()
            try write(snapshot, with: options.spool, to: path)
            return note(snapshot.unreadable, kept: path == "-" ? "standard output" : path)
        }
        let history = try self.configuration.openHistory(configuration)
        let collection = Collection(
            target: target, history: history, progress: progress, options: options, redacts: redact)
        let info = try await collection.run()
        progress.done()
        note(info.unreadable, kept: "\(self.configuration.historyPath(configuration)), number \(info.id)")
    }

    private var options: CollectOptions {
        var options = CollectOptions()
        if let timeLimit { options.timeLimit = .seconds(bounded: timeLimit.seconds) }
        if let plans { options.planLimit = plans }
        options.twin = twin
        return options
    }

    private func write(_ snapshot: Snapshot, with spool: SnapshotSpool?, to path: String) throws {
        if path == "-" { return try Console.write(String(decoding: SnapshotFile.encode(snapshot), as: UTF8.self)) }
        try SnapshotFile.write(snapshot, with: spool, to: path)
    }

    /// Says where the snapshot is and what it lacks; cron mails nothing with --quiet.
    private func note(_ unreadable: [Unreadable], kept place: String) {
        guard !output.quiet else { return }
        Console.note("Snapshot kept in \(place).")
        for thing in unreadable {
            let object = thing.object.map { " (\($0))" } ?? ""
            let remedy = thing.remedy.map { " What would allow it: \($0)" } ?? ""
            Console.note("Not read: \(thing.section)\(object): \(thing.reason).\(remedy)")
        }
    }
}
