import Cluster
import Foundation

/// What psql complained about.
public struct PsqlError: Error, CustomStringConvertible {
    public let description: String
}

extension PrivateServer {
    /// Runs SQL, any number of statements, through psql, which stops at the first error; returns its unaligned output
    /// without headers, without the last line break.
    @discardableResult
    public func psql(_ sql: String, database: String = "postgres", user: String = "postgres") async throws -> String {
        let program = installation.path(of: "psql")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-test-\(UUID()).sql")
        try Data(sql.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let words = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-f", file.path, url(database: database, user: user)]
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try output(of: program, words) })
            }
        }
    }
}

private func output(of program: String, _ words: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Errors are few, so they wait in their pipe until the output is read.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw PsqlError(description: complaint) }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
}
