import Foundation

/// A regular file that was opened without waiting: neither for who writes to a pipe or holds a lease, nor, when it is read, for
/// what the kernel has yet to say in one of its own files.
struct OpenFile {
    let handle: FileHandle
    let size: Int

    /// - Throws: an error that `FileFailure` has the reason of.
    init(_ path: String) throws {
        // Opening alone does something to some devices, and tells who writes to a pipe that there is a reader.
        try Self.refuseUnlessRegular { stat(path, &$0) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw InputFile.failure(errno) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // The name may stand for another file by now: what counts is what was opened.
        size = try Self.refuseUnlessRegular { fstat(descriptor, &$0) }
    }

    /// Where it lies, as the system knows it.
    var place: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(handle.fileDescriptor)")
    }

    @discardableResult
    private static func refuseUnlessRegular(_ look: (inout stat) -> Int32) throws -> Int {
        var status = stat()
        guard look(&status) == 0 else { throw InputFile.failure(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return Int(clamping: status.st_size)
        case S_IFDIR: throw InputFile.failure(EISDIR)
        case S_IFCHR where status.st_rdev == null: return 0
        default: throw InputFile.Refusal.isNoFile
        }
    }

    /// Linux's number of /dev/null, whatever its name.
    private static let null: dev_t = 1 << 8 | 3
}
