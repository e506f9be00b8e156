import Foundation
import Model

/// The files of one run: all are written beside their places before the first is moved there.
struct StagedFile: Equatable {
    enum Role { case up, down, support }

    var path: String
    var text: String
    var role: Role = .support
    /// A journal, a plan, a sum: it is there already, and moved last.
    var replaces = false
}

enum StagedFiles {
    /// - Parameter folder: where all of them are to be; nil where each is where the user says.
    /// - Throws: `MigrationError` where one cannot be written, or a link leads out of the folder; then none is there.
    static func place(_ files: [StagedFile], below folder: String? = nil) throws(MigrationError) {
        if let folder { try refuseLinks(files, out: folder) }
        var placed: [String] = []
        var staged: [(temporary: String, file: StagedFile)] = []
        var folders: [String] = []
        var current = files.first?.path ?? ""
        do {
            for file in files.filter({ !$0.replaces }) + files.filter(\.replaces) {
                current = file.path
                // Renaming over a file asks for rights on its folder only.
                if file.replaces, FileManager.default.fileExists(atPath: file.path), access(file.path, W_OK) != 0 {
                    throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EACCES)
                }
                guard file.replaces || !FileManager.default.fileExists(atPath: file.path) else {
                    throw MigrationError(message: "\(file.path) is there already", remedy: "Give another --name")
                }
                let url = URL(fileURLWithPath: file.path)
                try makeFolder(url.deletingLastPathComponent().path, &folders)
                let temporary = url.deletingLastPathComponent().path + "/.advisor-\(UUID().uuidString)"
                staged.append((temporary, file))
                // What replaces a file holds the user's own text.
                let text = file.replaces ? file.text : Visible.text(file.text)
                try Data(text.utf8).write(to: URL(fileURLWithPath: temporary))
                if file.replaces { try copyRights(from: file.path, to: temporary) }
            }
            for (temporary, file) in staged {
                current = file.path
                guard rename(temporary, file.path) == 0 else {
                    throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
                }
                if !file.replaces { placed.append(file.path) }
            }
        } catch {
            for path in staged.map(\.temporary) + placed { unlink(path) }
            for folder in folders.reversed() { rmdir(folder) }
            if let error = error as? MigrationError { throw error }
            throw MigrationError(
                message: "\(current) cannot be written: \(FileFailure.reason(error))",
                remedy: "See that you may write there, or give another directory")
        }
    }

    private static func refuseLinks(_ files: [StagedFile], out folder: String) throws(MigrationError) {
        for file in files {
            guard let link = InputFile.linkOut(of: folder, on: file.path) else { continue }
            throw MigrationError(
                message:
                    "\(file.path) cannot be written: \(link) is a link that leads out of \(folder), and is not followed",
                remedy: "Put a folder or file in its place, or give the directory where the migrations really are")
        }
    }

    /// What replaces a file can be read and written by whom the file could.
    private static func copyRights(from path: String, to temporary: String) throws {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let rights = attributes?[.posixPermissions] else { return }
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: temporary)
    }

    private static func makeFolder(_ path: String, _ made: inout [String]) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path, &made)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        made.append(path)
    }
}
