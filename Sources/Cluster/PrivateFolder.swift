import Foundation
import Synchronization

/// The folder of one private server: 0700, the server's user's, with data, socket and log in it.
///
/// The folder is locked (flock on the folder itself) by whoever takes care of it: us, and our guardian after us. The
/// kernel lets go of a lock when its holders die, however they die, so a folder without one is a left-over. A recorded
/// process id would say the same with reused ids and containers that share /tmp to think of.
final class PrivateFolder: Sendable {
    let path: String
    let user: ServerUser
    /// The descriptor that holds the lock.
    let lock: Int32

    var data: String { "\(path)/data" }
    var log: String { "\(path)/server.log" }

    private static let prefix = "advisor-server-"
    /// A socket's path has room for 107 bytes, of which the server's file name takes up to 16 ("/.s.PGSQL.65535").
    private static let longestPath = 107 - 16

    private init(path: String, user: ServerUser, lock: Int32) {
        self.path = path
        self.user = user
        self.lock = lock
    }

    deinit { close(lock) }

    /// Makes a folder under TMPDIR, or under /tmp where TMPDIR is too long for a socket or closed to the server's user.
    static func create(for user: ServerUser) throws -> PrivateFolder {
        var reason = ""
        for parent in parents(for: user) {
            // Locked under another name first, so that nobody finds it unlocked and takes it for a left-over.
            var template = Array("\(parent)/.\(prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else {
                reason = "\(parent): \(String(cString: strerror(errno)))"
                continue
            }
            let unclaimed = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let path = "\(parent)/\(unclaimed.dropFirst(parent.utf8.count + 2))"
            let lock = open(unclaimed, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, chown(unclaimed, user.uid, user.gid) == 0,
                rename(unclaimed, path) == 0
            {
                return PrivateFolder(path: path, user: user, lock: lock)
            }
            reason = "\(unclaimed): \(String(cString: strerror(errno)))"
            if lock >= 0 { close(lock) }
            rmdir(unclaimed)
        }
        throw ClusterError(
            code: .folder, message: "cannot make a private folder for a server (\(reason))",
            remedy: "Set TMPDIR to a folder with a short path that the user of private servers may write to")
    }

    /// Removes the folders that nobody takes care of any more, and ends servers that still run in them.
    static func removeLeftOvers(of user: ServerUser) {
        for parent in parents(for: user) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
            for name in names where name.hasPrefix(prefix) {
                removeIfLeftOver("\(parent)/\(name)", of: user)
            }
        }
    }

    private static func removeIfLeftOver(_ path: String, of user: ServerUser) {
        let lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard lock >= 0 else { return }
        defer { close(lock) }
        var status = stat()
        guard fstat(lock, &status) == 0, status.st_uid == user.uid, flock(lock, LOCK_EX | LOCK_NB) == 0 else { return }
        if let server = serverProcess(in: "\(path)/data") { kill(server, SIGQUIT) }
        // As the server's user: a root that follows what another user has laid out could be led astray.
        _ = try? Command.run(["rm", "-rf", path], as: user)
    }

    /// The postmaster that runs in a data folder: postmaster.pid names it, and its working folder proves it.
    private static func serverProcess(in data: String) -> pid_t? {
        guard
            let first = try? String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8).split(separator: "\n")
                .first,
            let process = pid_t(first),
            let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd"),
            folder == data
        else { return nil }
        return process
    }

    private static func parents(for user: ServerUser) -> [String] {
        let chosen = ProcessInfo.processInfo.environment["TMPDIR"].flatMap {
            $0.hasPrefix("/") ? URL(fileURLWithPath: $0).resolvingSymlinksInPath().path : nil
        }
        let usable = chosen.flatMap { parent in
            let length = "\(parent)/\(prefix)XXXXXX".utf8.count
            return length <= longestPath && isOpen(parent, to: user) ? parent : nil
        }
        return usable.map { $0 == "/tmp" ? [$0] : [$0, "/tmp"] } ?? ["/tmp"]
    }

    /// Whether another user can go through every folder of a path and write in the last: its guardian removes the
    /// server's folder from there. We ourselves find out by trying.
    private static func isOpen(_ path: String, to user: ServerUser) -> Bool {
        guard user.isDropped else { return true }
        var last = stat()
        guard stat(path, &last) == 0, last.st_mode & S_IWOTH != 0 else { return false }
        var part = URL(fileURLWithPath: path)
        while part.path != "/" {
            var status = stat()
            guard stat(part.path, &status) == 0, status.st_mode & S_IXOTH != 0 else { return false }
            part.deleteLastPathComponent()
        }
        return true
    }
}
