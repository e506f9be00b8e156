import Foundation

/// A small disk in memory, for tests of full and read-only disks; gone with it.
final class Mount {
    /// Root alone may mount, and not in every container.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let path = NSTemporaryDirectory() + "history-mount-\(UUID().uuidString)"
        guard mkdir(path, 0o700) == 0 else { return false }
        defer { rmdir(path) }
        guard (try? Mount(at: path, megabytes: 1)) != nil else { return false }
        return true
    }()

    struct Failed: Error {}

    private let path: String

    init(at path: String, megabytes: Int) throws {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { throw Failed() }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    func makeReadOnly() throws {
        guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
            throw Failed()
        }
    }
}
