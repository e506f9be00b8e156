import Model

/// Why a snapshot file could not be written or read.
public struct SnapshotFileError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case cannotWrite, cannotRead
        /// Not JSON: cut short or damaged.
        case broken
        /// JSON, but not a snapshot.
        case notASnapshot
        /// Written by a later Advisor.
        case tooNew
    }

    public let code: Code
    public let message: String
    public let remedy: String

    public var description: String { "\(message). \(remedy)." }

    static func system(_ code: Code, _ action: String, _ path: String, _ reason: String) -> SnapshotFileError {
        SnapshotFileError(
            code: code, message: "\(path): cannot \(action) the snapshot: \(reason)",
            remedy:
                "Check that the folder exists, that you may \(code == .cannotWrite ? "write to" : "read") it and that it has room"
        )
    }

    /// To a pipe or a device.
    static func notWritten(_ path: String, _ error: any Error) -> SnapshotFileError {
        SnapshotFileError(
            code: .cannotWrite, message: "\(path): cannot write the snapshot: \(FileFailure.reason(error))",
            remedy: "Give the path of a file with --output, or start what reads the pipe first")
    }

    static func broken(_ path: String, _ reason: String) -> SnapshotFileError {
        SnapshotFileError(
            code: .broken, message: "\(path): the snapshot is damaged or cut short: \(reason)",
            remedy: "Copy it again, or collect a new one with `advisor collect`")
    }

    static func notASnapshot(_ path: String, _ reason: String) -> SnapshotFileError {
        SnapshotFileError(
            code: .notASnapshot, message: "\(path): this is no snapshot of Advisor: \(reason)",
            remedy: "Give a file that `advisor collect --output` has written")
    }

    static func compressed(_ path: String, _ format: String) -> SnapshotFileError {
        SnapshotFileError(
            code: .notASnapshot, message: "\(path): this is compressed (\(format)); a snapshot is read as plain JSON",
            remedy: "Decompress it, or give it as a pipe: \(format) -dc FILE | advisor report --snapshot -")
    }

    static func tooNew(_ path: String, _ version: Int) -> SnapshotFileError {
        SnapshotFileError(
            code: .tooNew, message: "\(path): the snapshot has schema version \(version), written by a later Advisor",
            remedy: "Update Advisor")
    }
}
