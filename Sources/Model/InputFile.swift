import Foundation

/// What a user names to be read once: files, pipes and devices alike. Foundation's own way refuses the latter, and hides
/// why a file does not open.
public enum InputFile {
    /// Bytes at most: what is longer is no text or snapshot but a device that never ends, or somebody's mistake.
    public static let maximumLength = 1 << 30

    /// - Parameter path: `-` for standard input.
    /// - Throws: an error that `FileFailure` has the reason of.
    public static func read(_ path: String, maximumLength: Int = maximumLength) throws -> Data {
        if path == "-" { return try read(.standardInput, maximumLength) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        return try read(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), maximumLength)
    }

    static func read(_ handle: FileHandle, _ maximumLength: Int) throws -> Data {
        var data = Data()
        while let more = try handle.read(upToCount: 1 << 20), !more.isEmpty {
            data.append(more)
            guard data.count <= maximumLength else { throw failure(EFBIG) }
        }
        return data
    }

    static func failure(_ number: Int32) -> CocoaError {
        CocoaError(
            number == ENOENT ? .fileReadNoSuchFile : .fileReadUnknown,
            userInfo: [NSUnderlyingErrorKey: NSError(domain: NSPOSIXErrorDomain, code: Int(number))])
    }
}
