import Foundation
import Model

extension InputFile {
    /// - Parameter remedy: what to give instead where it cannot be read.
    /// - Throws: `CommandError`.
    static func read(_ path: String, remedy: String) throws -> Data {
        do { return try read(path) } catch {
            throw CommandError("\(path) cannot be read: \(FileFailure.reason(error))", remedy: remedy)
        }
    }
}
