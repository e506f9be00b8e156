import ArgumentParser
import Collect
import Foundation
import Model
import Twin

struct TwinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twin",
        abstract: "An empty private server that plans as the target does, for EXPLAIN by hand.",
        discussion: """
            Prints the connection URL of the twin to standard output, and what is uncertain about its plans to standard error. \
            It stays until Ctrl-C and leaves nothing behind. Run nothing but EXPLAIN on it: its tables are made of holes. \
            Examples:
              advisor twin --target shop
              advisor collect --twin --target shop --output shop.json && advisor twin --snapshot shop.json
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        help: ArgumentHelp("Build it from a snapshot's file; no connection to the target is made.", valueName: "file"))
    var snapshot: String?

    @Flag(help: "Leave the twin running in the background; the line that stops it is printed to standard error.")
    var keep = false

    func run() async throws {
        if keep { return try runInBackground() }
        let snapshot = try await read()
        let twin = try await Twin.start(from: snapshot)
        do {
            for line in twin.uncertainties { Console.note(line) }
            try Console.write(twin.url)
            fflush(nil)
            // Until Ctrl-C cancels.
            while true { try await Task.sleep(for: .seconds(3600)) }
        } catch {
            await twin.stop()
            throw error
        }
    }

    private func read() async throws -> Snapshot {
        if let snapshot { return try SnapshotFile.read(snapshot) }
        let target = try target.resolve(try configuration.configuration())
        var options = CollectOptions()
        options.twin = true
        options.planLimit = 0
        options.samples = 0
        return try await Collector(options).collect(target.connection, name: target.name)
    }

    /// The same command without --keep in a session of its own, which the guardian of the twin follows.
    private func runInBackground() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = CommandLine.arguments.dropFirst().filter { $0 != "--keep" }
        let output = Pipe()
        child.standardOutput = output
        child.standardInput = FileHandle.nullDevice
        try child.run()
        // Its first line, or nothing when it failed and has said why.
        let line = output.fileHandleForReading.availableData
        guard !line.isEmpty else {
            child.waitUntilExit()
            throw ExitCode(child.terminationStatus)
        }
        Console.note("The twin stays. To stop it: kill \(child.processIdentifier)")
        try Console.write(String(decoding: line, as: UTF8.self))
    }
}
