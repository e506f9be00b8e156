import Foundation
import Model

/// A file that the user names, or standard input for `-`.
enum InputFile {
    /// - Parameter remedy: what to give instead where it cannot be read.
    /// - Throws: `CommandError`.
    static func read(_ path: String, remedy: String) throws -> Data {
        if path == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw CommandError("\(path) cannot be read: \(FileFailure.reason(error))", remedy: remedy)
        }
    }
}
