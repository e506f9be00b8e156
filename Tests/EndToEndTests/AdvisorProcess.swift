import Foundation

/// What a run of the binary left behind.
struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String
}

/// The real binary, run as a user would.
struct AdvisorProcess: Sendable {
    /// Added to an environment without PG* variables, with a home of its own.
    var environment: [String: String] = [:]
    /// Home, state and working directory.
    let home: String
    /// What `sh` runs in its place, with the binary as $0 and its arguments as $@; nil: the binary itself.
    var shell: String?

    /// Beside the test bundle.
    static let binary = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("advisor").path

    func callAsFunction(_ arguments: String..., input: String? = nil) async throws -> Outcome {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String? = nil) async throws -> Outcome {
        let process = try start(arguments, input: input)
        async let output = process.output.text()
        async let errors = process.errors.text()
        let texts = try await (output, errors)
        await process.wait()
        return Outcome(status: process.status, output: texts.0, errors: texts.1)
    }

    func start(_ arguments: [String], input: String? = nil) throws -> RunningProcess {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: shell == nil ? Self.binary : "/bin/sh")
        process.arguments = (shell.map { ["-c", $0, Self.binary] } ?? []) + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: home)
        let inherited = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("PG") && $0.key != "DATABASE_URL"
        }
        process.environment = inherited.merging(["HOME": home, "XDG_STATE_HOME": home + "/state"]) { $1 }
            .merging(environment) { $1 }
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            try process.run()
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        } else {
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }
        return RunningProcess(
            process: process, output: Reader(handle: output.fileHandleForReading),
            errors: Reader(handle: errors.fileHandleForReading))
    }

    /// Runs `body` with a home of its own that is gone afterwards.
    static func inHome<Result>(
        _ environment: [String: String] = [:], _ body: (AdvisorProcess) async throws -> Result
    ) async throws -> Result {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-home-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        return try await body(AdvisorProcess(environment: environment, home: home))
    }
}

/// A run that has not ended yet.
///
/// Unchecked: Foundation's Process is not Sendable, but it is only read here, and signalled by its id.
final class RunningProcess: @unchecked Sendable {
    private let process: Process
    let output: Reader
    let errors: Reader

    init(process: Process, output: Reader, errors: Reader) {
        self.process = process
        self.output = output
        self.errors = errors
    }

    var status: Int32 { process.terminationStatus }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    func wait() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.process.waitUntilExit()
                continuation.resume()
            }
        }
    }
}

/// Reads a pipe to its end without holding up the cooperative threads.
final class Reader: Sendable {
    private let handle: FileHandle

    init(handle: FileHandle) {
        self.handle = handle
    }

    func text() async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { String(decoding: try self.handle.readToEnd() ?? Data(), as: UTF8.self) })
            }
        }
    }

    /// Closes our end, as `head` does when it has seen enough.
    func closeEarly() throws { try handle.close() }
}
