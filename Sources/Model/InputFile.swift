import Foundation

/// What a user names to be read once. Foundation's own ways wait for a pipe that nobody writes to, and hide why a file does not open.
public enum InputFile {
    /// Bytes at most: what is longer is no text or snapshot but a device that never ends, or somebody's mistake.
    public static let maximumLength = 1 << 30

    /// Reads a regular file, or what this process was started with: `-` for standard input, `/dev/stdin`, `/dev/fd/N`,
    /// `/proc/self/fd/N` (a shell's `<(...)`). Pipes, sockets and devices that are named otherwise could keep a run waiting for
    /// ever, so they are not even opened; but for /dev/null, which is empty.
    ///
    /// - Throws: an error that `FileFailure` has the reason of.
    public static func read(_ path: String, maximumLength: Int = maximumLength) throws -> Data {
        if let descriptor = ownDescriptor(path) {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { throw failure(errno == EBADF ? ENOENT : errno) }
            return try read(FileHandle(fileDescriptor: copy, closeOnDealloc: true), maximumLength, mayWait: true)
        }
        let file = try OpenFile(path)
        guard file.size <= maximumLength else { throw Refusal.isTooLong(maximumLength) }
        return try read(file.handle, maximumLength)
    }

    /// Whether a path names a descriptor that this process was given, by the names that Linux has for them.
    static func ownDescriptor(_ path: String) -> Int32? {
        if path == "-" || path == "/dev/stdin" { return 0 }
        for folder in ["/dev/fd/", "/proc/self/fd/"] where path.utf8.starts(with: folder.utf8) {
            return Int32(String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self))
        }
        return nil
    }

    /// Whether a path names what opening it may wait for: a pipe, a socket or a device.
    public static func isNoFile(_ path: String) -> Bool {
        do { _ = try OpenFile(path) } catch Refusal.isNoFile { return true } catch { return false }
        return false
    }

    /// - Parameter mayWait: whether to wait where there is nothing yet; who started us may have left a pipe non-blocking.
    static func read(_ handle: FileHandle, _ maximumLength: Int, mayWait: Bool = false) throws -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Foundation.read(handle.fileDescriptor, &buffer, buffer.count)
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                guard number == EAGAIN, mayWait else { throw failure(number) }
                var waiting = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
                poll(&waiting, 1, -1)
                continue
            }
            guard count > 0 else { return data }
            data.append(contentsOf: buffer[..<count])
            guard data.count <= maximumLength else { throw Refusal.isTooLong(maximumLength) }
        }
    }

    static func failure(_ number: Int32) -> CocoaError {
        CocoaError(
            number == ENOENT ? .fileReadNoSuchFile : .fileReadUnknown,
            userInfo: [NSUnderlyingErrorKey: NSError(domain: NSPOSIXErrorDomain, code: Int(number))])
    }

    /// Why a file is not read that the system would give.
    enum Refusal: Error {
        case leadsOut(String)
        case isNoFile
        case isTooLong(Int)
        case hasNoReader

        var reason: String {
            switch self {
            case .leadsOut(let folder):
                "it is a link, or has one in its path, that leads out of \(folder), and is not followed"
            case .isNoFile: "it is a pipe, a socket or a device, and no file"
            case .hasNoReader: "it is a pipe that nobody reads"
            case .isTooLong(let length): "it is longer than \(Format.bytes(Double(length)))"
            }
        }
    }
}
