import Foundation
import Model

/// The file of the history: where it is, and who may read it.
public enum HistoryFile {
    /// `$XDG_STATE_HOME/advisor/history.sqlite`, or `~/.local/state/advisor/history.sqlite`.
    ///
    /// As the XDG specification asks, a relative XDG_STATE_HOME is ignored.
    public static func defaultPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/advisor/history.sqlite" }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        return home + "/.local/state/advisor/history.sqlite"
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Refuses what a history cannot be, before anybody waits for it: a pipe beside its place as well, where SQLite expects the log.
    static func refuseUnlessFile(_ path: String) throws(HistoryError) {
        for end in ["", "-wal", "-shm", "-journal"] where InputFile.isNoFile(path + end) || isDevice(path + end) {
            throw .notReadable(path + end, "it is a pipe, a socket or a device, and no file")
        }
    }

    /// /dev/null is read as an empty file elsewhere; a history is also written.
    private static func isDevice(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
    }

    /// Makes the file and its folder where they are missing, for this user alone: statements can hold secrets. SQLite
    /// gives its -wal and -shm files the rights of the file.
    static func create(_ path: String) throws(HistoryError) {
        let folder = FilePath.folder(of: path)
        if !folder.isEmpty, !exists(folder) {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw .notWritable(folder, "the folder cannot be made: \(FileFailure.reason(error))")
            }
        }
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            // Read-only files are opened as such; SQLite says later what it cannot do with them.
            if exists(path) { return }
            throw .notWritable(path, String(cString: strerror(errno)))
        }
        close(descriptor)
    }

    /// Less than SQLite asks for at once.
    static func isDiskFull(_ path: String) -> Bool {
        var disk = statvfs()
        return statvfs(path, &disk) == 0 && Double(disk.f_bavail) * Double(disk.f_frsize) < 65_536
    }

    static func size(_ path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}
