import Cluster
import Foundation
import Migrate
import Model

/// What a branch of git has of the migrations: that counts as applied.
struct LintBaseline {
    /// For each folder, by its path.
    private(set) var applied: [String: MigrationSource] = [:]
    /// What is pending of what was given.
    private(set) var pending: [MigrationSource] = []

    /// All that was applied, in order: the schema before.
    var schema: [MigrationPart] {
        applied.sorted { $0.key < $1.key }.flatMap { $0.value.files.map(\.up) }
    }

    /// - Throws: `CommandError` where there is no such branch, or no repository; `MigrationError`.
    init(_ sources: [MigrationSource], branch: String) throws {
        for source in sources {
            let before: MigrationSource
            if source.directory.isEmpty {
                before = try Self.loose(source, branch)
            } else {
                before = try Self.folder(source, branch)
            }
            var left = source
            left.files.removeAll { file in
                before.files.contains {
                    $0.version == file.version && $0.name == file.name && $0.up.isSame(as: file.up)
                }
            }
            if let known = applied[source.directory] {
                var both = known
                both.files += before.files.filter { new in !known.files.contains { $0.up.path == new.up.path } }
                applied[source.directory] = both
            } else {
                applied[source.directory] = before
            }
            pending.append(left)
        }
    }

    /// The whole folder as the branch has it, read through a copy of it.
    private static func folder(_ source: MigrationSource, _ branch: String) throws -> MigrationSource {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: copy, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let directory = absolute(source.directory)
        guard try !git(["ls-tree", "--name-only", branch, "./"], in: directory).isEmpty else {
            return MigrationSource(framework: source.framework, directory: source.directory, files: [])
        }
        try git(["archive", "--format=tar", "--output=\(copy)/.tar", branch, "."], in: directory)
        let unpacked = try Command.run(["tar", "-xf", "\(copy)/.tar", "-C", copy], as: .current)
        guard unpacked.status == 0 else {
            throw CommandError(
                "The migrations of \(branch) cannot be unpacked: \(unpacked.complaint)", remedy: "See that tar is there"
            )
        }
        var before = try MigrationSource(directory: copy, framework: source.framework)
        before.directory = source.directory
        for position in before.files.indices {
            let path = before.files[position].up.path
            before.files[position].up.path = source.directory + path.dropFirst(copy.count)
        }
        return before
    }

    private static func loose(_ source: MigrationSource, _ branch: String) throws -> MigrationSource {
        var before = source
        before.files = try source.files.compactMap { file in
            let path = absolute(file.up.path)
            let folder = FilePath.folder(of: path)
            let name = "./" + (path as NSString).lastPathComponent
            guard try !git(["ls-tree", "--name-only", branch, name], in: folder).isEmpty else { return nil }
            var file = file
            file.up.sql = try git(["show", "\(branch):\(name)"], in: folder)
            return file
        }
        return before
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    @discardableResult
    private static func git(_ words: [String], in folder: String) throws -> String {
        let answer = try Command.run(["git", "-C", folder] + words, as: .current)
        guard answer.status == 0 else {
            let reason = answer.complaint.split(separator: "\n").first.map(String.init) ?? "status \(answer.status)"
            throw CommandError(
                "git cannot tell what the branch has: \(reason)", remedy: "Give a branch or commit of the repository")
        }
        return answer.output
    }
}
