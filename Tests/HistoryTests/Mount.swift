import Foundation

/// A small disk in memory, for tests of full and read-only disks; gone with it.
final class Mount {
    /// Root alone may mount, and not in every container.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        guard let folder = try? Folder() else { return false }
        return (try? Mount(at: folder, megabytes: 1)) != nil
    }()

    struct Failed: Error {}

    /// Kept, for it cannot be removed before it is unmounted.
    private let folder: Folder
    private var path: String { folder.path }

    init(at folder: Folder, megabytes: Int) throws {
        self.folder = folder
        let path = folder.path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { throw Failed() }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    func makeReadOnly() throws {
        guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
            throw Failed()
        }
    }
}
