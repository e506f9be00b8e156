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
        options.sampleParameters = false
        options.planLimit = 0
        options.samples = 0
        return try await target.snapshot(options, progress: Progress())
    }

    /// The same command without --keep in a session of its own, which the guardian of the twin follows.
    private func runInBackground() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = CommandLine.arguments.dropFirst().filter { $0 != "--keep" }
        let (output, notes) = (Pipe(), Pipe())
        child.standardOutput = output
        // Not ours: whoever waits for the end of our standard error would wait for the twin's.
        child.standardError = notes
        child.standardInput = FileHandle.nullDevice
        try child.run()
        // Its first line, or nothing when it failed and has said why.
        let line = output.fileHandleForReading.availableData
        guard !line.isEmpty else {
            forward(notes.fileHandleForReading.readDataToEndOfFile())
            child.waitUntilExit()
            throw ExitCode(child.terminationStatus)
        }
        // What is uncertain is said before the URL.
        forward(notes.fileHandleForReading.waiting)
        Console.note("The twin stays. To stop it: kill \(child.processIdentifier)")
        try Console.write(String(decoding: line, as: UTF8.self))
    }

    private func forward(_ notes: Data) {
        if !notes.isEmpty { FileHandle.standardError.write(notes) }
    }
}

extension FileHandle {
    /// What can be read without waiting.
    fileprivate var waiting: Data {
        let flags = fcntl(fileDescriptor, F_GETFL)
        _ = fcntl(fileDescriptor, F_SETFL, flags | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Foundation.read(fileDescriptor, &bytes, bytes.count)
        return count > 0 ? Data(bytes[..<count]) : Data()
    }
}
