import Foundation

/// A file of pages of 8 kB, open for reading and writing.
final class PageFile {
    let path: String
    private let descriptor: Int32

    /// - Parameter model: makes the file, with that one's owner.
    init(_ path: String, creatingLike model: PageFile? = nil) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (model == nil ? 0 : O_CREAT), 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        if let model {
            var status = stat()
            guard fstat(model.descriptor, &status) == 0, fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
                throw Self.failure(path)
            }
        }
    }

    deinit { close(descriptor) }

    var pageCount: Int64 {
        get throws {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
            return Int64(status.st_size) / Int64(RelationFile.pageSize)
        }
    }

    /// Cuts, or adds pages that take no space.
    func resize(to pages: Int64) throws {
        guard ftruncate(descriptor, off_t(pages) * off_t(RelationFile.pageSize)) == 0 else { throw Self.failure(path) }
    }

    /// A page; zeros beyond the end.
    func read(_ number: Int64) throws -> Page {
        var bytes = [UInt8](repeating: 0, count: RelationFile.pageSize)
        let count = pread(descriptor, &bytes, bytes.count, off_t(number) * off_t(bytes.count))
        guard count >= 0 else { throw Self.failure(path) }
        return Page(bytes)
    }

    func write(_ page: Page, at number: Int64) throws {
        let count = pwrite(
            descriptor, page.bytes, page.bytes.count, off_t(number) * off_t(page.bytes.count))
        guard count == page.bytes.count else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> TwinError {
        TwinError(
            "The twin's file \(path) cannot be shaped: \(String(cString: strerror(errno)))",
            remedy: "Look at the free space and the file system (it has to know sparse files) of TMPDIR.")
    }
}
