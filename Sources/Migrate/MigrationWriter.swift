import Foundation
import Model

/// What writing migrations did.
public struct WrittenMigrations: Sendable, Equatable {
    /// Paths of the files written, in the order in which they run; up files only.
    public var up: [String]
    /// Their counterparts, same order; nil where nothing takes a migration back. The same path where one file holds both.
    public var down: [String?]
    /// Migrations left out because a file of the directory carries their findings' keys already.
    public var alreadyThere: [String]
    /// What the reader has to do besides: statements to run by hand, lines for a schema file.
    public var notes: [String] = []
}

/// Why migrations could not be read or written.
public struct MigrationError: Error, CustomStringConvertible, Equatable {
    public var message: String
    public var remedy: String
    public var description: String { "\(message). \(remedy)" }
}

/// Writes migrations in the layout of a framework, after those that are there.
public struct MigrationWriter: Sendable {
    public var directory: String
    public var framework: Framework
    /// For all files, instead of what each change is called.
    public var name: String?
    public var context: SchemaContext
    /// What time stamps are taken from.
    public var now: Date

    public init(
        directory: String, framework: Framework, name: String? = nil, context: SchemaContext = SchemaContext(),
        now: Date = Date()
    ) {
        self.directory = directory
        self.framework = framework
        self.name = name
        self.context = context
        self.now = now
    }

    /// - Throws: `MigrationError` where the directory contradicts itself, or cannot be made, read or written. Then
    ///   nothing has changed.
    public func write(_ set: MigrationSet) throws(MigrationError) -> WrittenMigrations {
        let source = try MigrationSource(directory: directory, framework: framework)
        if let problem = source.files.lazy.compactMap({ $0.up.problem ?? $0.down?.problem }).first { throw problem }
        let layout = framework.layout
        var result = WrittenMigrations(up: [], down: [], alreadyThere: [])
        let drafts = drafts(set, after: source, &result)
        guard !drafts.isEmpty else { return result }
        let folder = try MigrationFolder(directory)
        let versions = VersionSequence(after: source.files.map(\.version), style: layout.versions, now: now)
        let output = try layout.files(for: drafts, after: source, in: folder, versions: versions, now: now)
        try StagedFiles.place(output.files, below: folder.path)
        result.up = output.files.filter { $0.role == .up }.map(\.path)
        result.down = output.downs(of: result.up)
        result.notes = output.notes
        return result
    }

    /// What is new, expanded, under names that the folder does not have yet.
    private func drafts(
        _ set: MigrationSet, after source: MigrationSource, _ result: inout WrittenMigrations
    ) -> [MigrationDraft] {
        let keys = Self.keys(in: directory)
        var set = set
        var context = context
        set.migrations.removeAll { migration in
            guard migration.findings.allSatisfy({ keys.contains($0.key) }) else { return false }
            result.alreadyThere.append(migration.name)
            return true
        }
        set.rename(by: &context)
        var taken = Set(source.files.map(\.name))
        return set.migrations.flatMap { migration in
            var migration = migration
            if let name { migration.name = Migration.plainName(name) }
            let base = migration.name
            var count = 1
            while taken.contains(migration.name) || taken.contains(where: { $0.hasPrefix(migration.name + "_1_of_") }) {
                count += 1
                migration.name = "\(base)_\(count)"
            }
            taken.insert(migration.name)
            let draft = MigrationDraft(
                migration, expanded: migration.expanded(&context), framework: framework, context: context)
            return framework.layout.takesOneStatement ? draft.oneStatementEach : [draft]
        }
    }

    /// The finding keys that the files below the directory name.
    private static func keys(in directory: String) -> Set<String> {
        let endings = [".sql", ".rb", ".py"]
        let names = (FileManager.default.enumerator(atPath: directory)?.allObjects ?? []).compactMap { $0 as? String }
        var keys: Set<String> = []
        for name in names where endings.contains(where: name.hasSuffix) {
            // What cannot be read is no migration of the framework's, of which the source tells.
            for line in FileText(script: "\(directory)/\(name)", within: directory).sql.split(
                whereSeparator: \.isNewline)
            {
                guard let range = line.range(of: MigrationDraft.keyPrefix),
                    line.distance(from: line.startIndex, to: range.lowerBound) < 8
                else { continue }
                keys.insert(String(line[range.upperBound...].prefix { !$0.isWhitespace }))
            }
        }
        return keys
    }
}

/// What a layout makes of drafts.
struct LayoutOutput {
    var files: [StagedFile] = []
    var notes: [String] = []

    /// The down file of each up file: the same path where one file holds both, nil where nothing takes it back.
    fileprivate func downs(of ups: [String]) -> [String?] {
        var partners: [String: String] = [:]
        for (up, down) in pairs { partners[up] = down }
        return ups.map { partners[$0] }
    }

    private(set) var pairs: [(String, String)] = []

    /// Adds both files of a migration.
    ///
    /// - Parameter reversible: false where the down file only says that nothing takes it back.
    mutating func add(up: StagedFile, down: StagedFile?, reversible: Bool) {
        files.append(up)
        if let down, down.path != up.path { files.append(down) }
        if reversible { pairs.append((up.path, down?.path ?? up.path)) }
    }
}
