import ArgumentParser
import Collect
import Foundation
import History
import Model

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Look at the snapshots that were kept, thin them out, take one with you.",
        discussion: """
            Examples:
              advisor history list
              advisor history export 42 --output snapshot.json --redact
            """,
        subcommands: [ListHistory.self, ShowHistory.self, PruneHistory.self, ExportHistory.self])
}

struct ListHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the snapshots, oldest first.")

    @OptionGroup var configuration: ConfigurationOptions

    @Option(name: [.short, .long], help: "Only those of this target.")
    var target: String?

    @Option(help: ArgumentHelp("table, csv or json.", valueName: "format"))
    var format = TableText.Format.table

    func run() async throws {
        let (snapshots, damaged) = try await snapshots()
        if !damaged.isEmpty {
            Console.note("Left out, since damaged: \(damaged.map(String.init).joined(separator: ", "))")
        }
        let table = TableText(
            columns: ["id", "target", "collected_at", "statements", "tables", "indexes", "plans", "not_read"],
            rows: snapshots.map { info in
                [
                    .integer(info.id), .text(info.target.name),
                    .text(Format.timestamp(info.collectedAt.rounded(.down))),
                    count(info, .statementEntries), count(info, .tableStatistics), count(info, .indexStatistics),
                    count(info, .plans), .integer(Int64(info.unreadable.count)),
                ]
            })
        try Console.write(table.render(format))
    }

    /// None where there is no history yet.
    private func snapshots() async throws -> (sound: [SnapshotInfo], damaged: [Int64]) {
        do {
            let file = try configuration.configuration()
            let history = try configuration.openHistory(file, access: .read)
            var name = target
            if let target { name = try await TargetOptions.nameInHistory(target, history, file) }
            return (try await history.snapshots(target: name), try await history.damagedSnapshots())
        } catch let error as HistoryError where error.code == .noHistory && target == nil {
            return ([], [])
        }
    }

    private func count(_ info: SnapshotInfo, _ shape: SectionShape) -> Value {
        .integer(Int64(info.rows[shape.name] ?? 0))
    }
}

struct ShowHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what one snapshot holds, and what could not be read.")

    @Argument(help: "Number of the snapshot, as list prints it.")
    var id: Int64

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        let history = try configuration.openHistory(configuration.configuration(), access: .read)
        let snapshot = try await history.snapshot(id)
        let sections = SectionShape.all.filter { snapshot.sections[$0.name] != nil }
        let rows: [[Value]] = sections.map { [.text($0.name), .integer(Int64(snapshot[$0].count)), .text($0.meaning)] }
        var text = """
            \(snapshot.target.name), \(Format.timestamp(snapshot.collectedAt.rounded(.down))), PostgreSQL \(snapshot.serverVersion / 10_000), \
            collected in \(Format.duration(milliseconds: snapshot.duration * 1_000))


            """
        text += TableText(columns: ["section", "rows", "meaning"], rows: rows).render(.table)
        for thing in snapshot.unreadable {
            text += "\nNot read: \(thing.section)\(thing.object.map { " (\($0))" } ?? ""): \(thing.reason)"
        }
        try Console.write(text)
    }
}

struct PruneHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Thin out old snapshots now.",
        discussion: "By default all of the last 2 days are kept, one an hour for 14 days, one a day for 400 days.")

    @OptionGroup var configuration: ConfigurationOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("Keep all of so many days.", valueName: "days")) var all:
        Double?
    @Option(parsing: .unconditional, help: ArgumentHelp("Keep one an hour for so many days.", valueName: "days"))
    var hourly: Double?
    @Option(parsing: .unconditional, help: ArgumentHelp("Keep one a day for so many days.", valueName: "days"))
    var daily: Double?

    func run() async throws {
        let file = try configuration.configuration()
        let history = try configuration.openHistory(file)
        var policy = file.retention ?? RetentionPolicy()
        if let all { policy.allDays = all }
        if let hourly { policy.hourlyDays = hourly }
        if let daily { policy.dailyDays = daily }
        let result = try await history.prune(policy, now: Date().timeIntervalSince1970)
        try Console.write(
            """
            Removed \(Format.plural(result.removed, "snapshot")), kept \(Format.count(result.kept)); \
            \(Format.bytes(result.freedBytes)) given back.
            """)
    }
}

struct ExportHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write one snapshot as a file that --snapshot reads.")

    @Argument(help: "Number of the snapshot, as list prints it.")
    var id: Int64

    @OptionGroup var configuration: ConfigurationOptions

    @Option(name: [.short, .long], help: ArgumentHelp("The file; without it standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "Leave no literal of a statement and no value of a table in it.")
    var redact = false

    func run() async throws {
        let history = try configuration.openHistory(configuration.configuration(), access: .read)
        var snapshot = try await history.snapshot(id)
        if redact { snapshot = Redaction.redact(snapshot) }
        if let output, output != "-" { return try SnapshotFile.write(snapshot, to: output) }
        try Console.write(String(decoding: SnapshotFile.encode(snapshot), as: UTF8.self))
    }
}
