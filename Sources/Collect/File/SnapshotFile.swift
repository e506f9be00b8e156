import Foundation
import Model

/// Snapshots as files: `advisor collect --output`.
public enum SnapshotFile {
    /// The file's content: UTF-8 JSON with sorted keys, the same bytes for the same snapshot.
    public static func encode(_ snapshot: Snapshot) -> [UInt8] { SnapshotEncoder(snapshot: snapshot).json() }

    /// Takes the content of a file of this or an earlier `schema_version`. `path` is for messages.
    public static func decode(_ bytes: [UInt8], path: String = "snapshot") throws(SnapshotFileError) -> Snapshot {
        try SnapshotDecoder(path: path).snapshot(bytes)
    }

    /// - Parameter path: of a file or a pipe; `-` for standard input.
    public static func read(_ path: String) throws(SnapshotFileError) -> Snapshot {
        let data: Data
        do { data = try InputFile.read(path) } catch {
            throw .system(.cannotRead, "read", path, FileFailure.reason(error))
        }
        return try decode([UInt8](data), path: path)
    }

    /// Writes all or nothing: to a file beside it that only the owner may read, then in its place. Pipes and devices stay what they are.
    ///
    /// - Parameter spool: has the rows of the sections that were spooled.
    public static func write(
        _ snapshot: Snapshot, with spool: SnapshotSpool? = nil, to path: String
    ) throws(SnapshotFileError) {
        if let device = try device(path) { return try stream(snapshot, spool, to: device, path) }
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(.cannotWrite, "write", path, lastReason()) }
        var isWritten = true
        SnapshotEncoder(snapshot: snapshot, spool: spool).write { (part: [UInt8]) throws(Never) in
            isWritten = isWritten && writeAll(part, to: descriptor)
        }
        isWritten = isWritten && fsync(descriptor) == 0
        let reason = lastReason()
        guard close(descriptor) == 0, isWritten else {
            unlink(temporary)
            throw .system(.cannotWrite, "write", path, reason)
        }
        guard rename(temporary, path) == 0 else {
            let reason = lastReason()
            unlink(temporary)
            throw .system(.cannotWrite, "write", path, reason)
        }
    }

    private static func device(_ path: String) throws(SnapshotFileError) -> OutputDevice? {
        do { return try OutputDevice(path) } catch { throw .notWritten(path, error) }
    }

    private static func stream(
        _ snapshot: Snapshot, _ spool: SnapshotSpool?, to device: OutputDevice, _ path: String
    ) throws(SnapshotFileError) {
        var failure: (any Error)?
        SnapshotEncoder(snapshot: snapshot, spool: spool).write { (part: [UInt8]) throws(Never) in
            guard failure == nil else { return }
            do { try device.write(part) } catch { failure = error }
        }
        if let failure { throw .notWritten(path, failure) }
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    static func lastReason() -> String { String(cString: strerror(errno)) }
}
