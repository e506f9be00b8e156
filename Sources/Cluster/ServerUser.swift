import Foundation

/// The user that servers run as: PostgreSQL refuses to run as root.
package struct ServerUser: Sendable, Hashable {
    let uid: uid_t
    let gid: gid_t
    /// Whether processes must change to this user, which only root can.
    let isDropped: Bool

    package static var current: ServerUser { ServerUser(uid: geteuid(), gid: getegid(), isDropped: false) }

    /// We ourselves; for root, the unprivileged user `postgres`, or else `nobody`.
    static func forServers() throws -> ServerUser {
        guard geteuid() == 0 else { return current }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name)?.pointee, entry.pw_uid != 0 {
                return ServerUser(uid: entry.pw_uid, gid: entry.pw_gid, isDropped: true)
            }
        }
        throw ClusterError(
            code: .noUser, message: "PostgreSQL does not run as root, and there is neither a user postgres nor nobody",
            remedy: "Run as another user, or add one: adduser --system postgres")
    }
}
