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
        var trees = GitTrees(branch: branch)
        for source in sources {
            let before: MigrationSource
            if source.directory.isEmpty {
                before = try Self.loose(source, &trees)
            } else {
                before = try Self.folder(source, &trees)
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
    private static func folder(_ source: MigrationSource, _ trees: inout GitTrees) throws -> MigrationSource {
        let path = GitRepository.normal(source.directory)
        let tree = try trees.tree(holding: path)
        guard let entry = try tree.entry(at: path), entry.kind == .folder else {
            return MigrationSource(framework: source.framework, directory: source.directory, files: [])
        }
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-\(UUID().uuidString)").path
        try makeFolder(copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let files = try tree.files(below: entry)
        for (file, bytes) in zip(files, try tree.contents(files.map(\.object))) {
            let place = copy + "/" + file.path
            try makeFolder(FilePath.folder(of: place))
            try Data(bytes).write(to: URL(fileURLWithPath: place))
        }
        var before = try MigrationSource(directory: copy, framework: source.framework)
        before.directory = source.directory
        for position in before.files.indices {
            let path = before.files[position].up.path
            before.files[position].up.path = source.directory + path.dropFirst(copy.count)
        }
        return before
    }

    private static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private static func loose(_ source: MigrationSource, _ trees: inout GitTrees) throws -> MigrationSource {
        var before = source
        before.files = []
        for file in source.files {
            let path = GitRepository.normal(file.up.path)
            let tree = try trees.tree(holding: path)
            guard let entry = try tree.entry(at: path), entry.kind == .file,
                let bytes = try tree.contents([entry.object]).first
            else { continue }
            var file = file
            file.up = file.up.holding(bytes)
            before.files.append(file)
        }
        return before
    }
}

/// The commit in each repository that a run looks into, usually one.
private struct GitTrees {
    let branch: String
    private var known: [String: GitTree] = [:]

    init(branch: String) {
        self.branch = branch
    }

    mutating func tree(holding path: String) throws -> GitTree {
        guard let repository = GitRepository(holding: path) else {
            throw CommandError(
                "git cannot tell what the branch has: \(path) is in no repository",
                remedy: "Run it in the work tree of a repository, or leave --against out")
        }
        if let tree = known[repository.top] { return tree }
        let tree = try GitTree(repository, branch: branch)
        known[repository.top] = tree
        return tree
    }
}
