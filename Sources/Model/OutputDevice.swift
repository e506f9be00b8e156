import Foundation

/// What a user names to be written to that is no regular file: it stays what it is, where a file is replaced as a whole.
public struct OutputDevice: Sendable {
    private let handle: FileHandle

    /// What the process was started with (`/dev/stdout`, `/dev/fd/N`, `/proc/self/fd/N`, which is what a shell's `>(...)` gives), a pipe
    /// that somebody reads, or a device. nil for a file, a folder, and where there is nothing.
    ///
    /// - Throws: an error that `FileFailure` has the reason of. A pipe that nobody reads could keep a run waiting for ever.
    public init?(_ path: String) throws {
        if let descriptor = Self.ownDescriptor(path) {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { throw InputFile.failure(errno == EBADF ? ENOENT : errno) }
            handle = FileHandle(fileDescriptor: copy, closeOnDealloc: true)
            return
        }
        var status = stat()
        guard stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return nil }
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            let number = errno
            let isUnread = number == ENXIO && status.st_mode & S_IFMT == S_IFIFO
            throw isUnread ? InputFile.Refusal.hasNoReader : InputFile.failure(number)
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func ownDescriptor(_ path: String) -> Int32? {
        switch path {
        case "/dev/stdout": STDOUT_FILENO
        case "/dev/stderr": STDERR_FILENO
        case "-": nil
        default: InputFile.ownDescriptor(path)
        }
    }

    /// Writes all, and waits for a reader that is slow.
    ///
    /// - Throws: an error that `FileFailure` has the reason of.
    public func write(_ bytes: some Sequence<UInt8>) throws {
        try Array(bytes).withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Foundation.write(handle.fileDescriptor, part.baseAddress, part.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                    continue
                }
                let number = errno
                if number == EINTR { continue }
                guard number == EAGAIN else { throw InputFile.failure(number) }
                var waiting = pollfd(fd: handle.fileDescriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            }
        }
    }
}
