import ArgumentParser
import Cluster
import Foundation
import SampleWorkloads

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The tour: a private server, a sample application, its report and its migration.",
        discussion: """
            Starts a PostgreSQL server of its own, loads a sample application, runs its traffic, collects, reports, writes the \
            migration, applies it and takes it back. The server and its data are gone afterwards. Examples:
              advisor demo
              advisor demo --workload shop --scale 1
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: ArgumentHelp("forum, shop, queue, events or tenants.", valueName: "name"))
    var workload = "forum"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Size of the data; 1 is about 1 GB and a minute of loading.", valueName: "factor"))
    var scale = SampleWorkload.demoScale

    @Option(parsing: .unconditional, help: ArgumentHelp("How long the traffic runs.", valueName: "span"))
    var traffic = TimeSpan(argument: "15s") ?? .week

    @Option(
        help: ArgumentHelp(
            "text, or json: predicted against measured times alone (reports/comparison.schema.json).",
            valueName: "format"))
    var format = Format.text

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Folder for the migration; without it a temporary one, named at the end.", valueName: "dir"))
    var output: String?

    func validate() throws {
        guard scale > 0, scale <= 20 else { throw ValidationError("--scale takes a number above 0, at most 20.") }
    }

    func run() async throws {
        let workload = try SampleWorkload.named(workload)
        var configuration = ServerConfiguration()
        configuration.isDurable = true
        configuration.settings = [
            "shared_preload_libraries": "pg_stat_statements", "track_io_timing": "on", "max_wal_size": "4GB",
            "shared_buffers": "256MB",
        ]
        let folder = output ?? NSTemporaryDirectory() + "advisor-demo-\(workload.name)"
        if output == nil {
            try? FileManager.default.removeItem(atPath: folder)
            // Not into a folder, or through a link, that another user of this machine put there.
            guard mkdir(folder, 0o700) == 0 else {
                throw CommandError("\(folder) is somebody else's", remedy: "Give another folder with --output")
            }
        }
        try await withPrivateServer(configuration) { server in
            try await DemoTour(
                workload: workload, scale: scale, seconds: traffic.seconds, server: server, migrations: folder,
                format: format
            ).run()
        }
    }
}
