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
        try refuseUnlessRegular { stat(path, &$0) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw failure(errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // The name may stand for another file by now: what counts is what was opened.
        let size = try refuseUnlessRegular { fstat(descriptor, &$0) }
        guard let actual = place(of: descriptor) ?? resolved(path), let root = resolved(folder),
            isBelow(actual, root)
        else { throw Refusal.leadsOut(folder) }
        guard size <= maximumLength else { throw Refusal.isTooLong(maximumLength) }
        return try read(handle, maximumLength)
    }

    /// Reads a file that a command line names, perhaps by a pattern such as `migrations/*.sql`: of a link only what is in its own
    /// folder, and of a relative path only what is in the working directory. Pipes and devices may be named.
    ///
    /// - Throws: as `read`.
    public static func read(named path: String) throws -> Data {
        if path == "-" || path.hasPrefix("/dev/") || path.hasPrefix("/proc/self/fd/") { return try read(path) }
        guard !leadsOutOfWorkingDirectory(path) else { throw Refusal.leadsOut("the working directory") }
        var status = stat()
        let isLink = lstat(path, &status) == 0 && kind(status) == S_IFLNK
        guard isLink, stat(path, &status) == 0, kind(status) == S_IFREG else { return try read(path) }
        let folder = FilePath.folder(of: path)
        return try read(path, within: folder.isEmpty ? "." : folder, maximumLength: maximumLength)
    }

    /// Whether a path that seems to be in the working directory is not, since a link stands in it.
    public static func leadsOutOfWorkingDirectory(_ path: String) -> Bool {
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."), let actual = resolved(path),
            let root = resolved(".")
        else { return false }
        return actual != root && !isBelow(actual, root)
    }

    // MARK: Places

    @discardableResult
    private static func refuseUnlessRegular(_ look: (inout stat) -> Int32) throws -> Int {
        var status = stat()
        guard look(&status) == 0 else { throw failure(errno) }
        switch kind(status) {
        case S_IFREG: return Int(clamping: status.st_size)
        case S_IFDIR: throw failure(EISDIR)
        default: throw Refusal.isNoFile
        }
    }

    private static func kind(_ status: stat) -> mode_t { status.st_mode & S_IFMT }

    /// Where an open file lies, as the system knows it.
    private static func place(of descriptor: Int32) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }

    /// Why a file is not read that the system would give.
    enum Refusal: Error {
        case leadsOut(String)
        case isNoFile
        case isTooLong(Int)

        var reason: String {
            switch self {
            case .leadsOut(let folder):
                "it is a link, or has one in its path, that leads out of \(folder), and is not followed"
            case .isNoFile: "it is a pipe, a socket or a device, and no file"
            case .isTooLong(let length): "it is longer than \(Format.bytes(Double(length)))"
            }
        }
    }
}
