import Foundation

/// Files that nobody named: they were found in a folder, which others may fill. A pull request can put a link to a secret among the
/// migrations that its lint prints, or a pipe that nobody ever writes to.
extension InputFile {
    /// Bytes of a file that is found at most; one that is named may be longer.
    public static let maximumFound = 64 << 20

    /// Reads a regular file that lies in a folder or below it.
    ///
    /// - Throws: an error that `FileFailure` has the reason of: also for pipes, devices and sockets, which are not even opened, and
    ///   for what links, `..` or the like lead to elsewhere.
    public static func read(
        _ path: String, within folder: String, maximumLength: Int = maximumFound
    ) throws -> Data {
        let file = try OpenFile(path)
        guard let actual = file.place ?? resolved(path), let root = resolved(folder), isBelow(actual, root)
        else { throw Refusal.leadsOut(folder) }
        guard file.size <= maximumLength else { throw Refusal.isTooLong(maximumLength) }
        return try read(file.handle, maximumLength)
    }

    /// Reads a file that a command line names, perhaps by a pattern such as `migrations/*.sql`: of a link only what is in its own
    /// folder, and of a relative path only what is in the working directory.
    ///
    /// - Throws: as `read`.
    public static func read(named path: String) throws -> Data {
        if ownDescriptor(path) != nil { return try read(path) }
        guard !leadsOutOfWorkingDirectory(path) else { throw Refusal.leadsOut("the working directory") }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return try read(path) }
        let folder = FilePath.folder(of: path)
        return try read(path, within: folder.isEmpty ? "." : folder, maximumLength: maximumLength)
    }

    /// Whether a path that seems to be in the working directory is not, since a link stands in it.
    public static func leadsOutOfWorkingDirectory(_ path: String) -> Bool {
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."), let actual = resolved(path),
            let root = resolved(".")
        else { return false }
        return !actual.utf8.elementsEqual(root.utf8) && !isBelow(actual, root)
    }

    /// The first link on the way from a folder to a path below it that leads out of the folder, or nowhere: what is written behind
    /// it would not be in the folder.
    public static func linkOut(of folder: String, on path: String) -> String? {
        guard path.beginsWithBytes(of: folder + "/") else { return nil }
        var place = folder
        for part in path.utf8.dropFirst(folder.utf8.count).split(separator: UInt8(ascii: "/")) {
            place += "/" + String(decoding: Array(part), as: UTF8.self)
            var status = stat()
            guard lstat(place, &status) == 0 else { return nil }
            guard status.st_mode & S_IFMT == S_IFLNK else { continue }
            guard let actual = resolved(place), let root = resolved(folder), isBelow(actual, root) else { return place }
        }
        return nil
    }

    // MARK: Places

    /// Where a path leads, its links followed; nil where nothing is there.
    public static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        path.beginsWithBytes(of: folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/")
    }
}
