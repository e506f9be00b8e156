import Foundation

/// Reads what the user names: files, and folders of migrations.
public enum LintPaths {
    /// - Parameter framework: of all folders; nil tells it from each. A file in a framework's folder runs as that
    ///   framework runs it.
    /// - Throws: `MigrationError` for what cannot be read, is no text, or contradicts itself.
    public static func read(_ paths: [String], framework: Framework?) throws(MigrationError) -> [MigrationSource] {
        var reader = PathReader(framework: framework)
        var sources: [MigrationSource] = []
        for path in paths { sources.append(try reader.read(path)) }
        return sources
    }

    /// What describes a schema: an SQL file (a dump, a structure.sql), a Drizzle snapshot, or a folder of migrations that
    /// were applied.
    ///
    /// - Throws: `MigrationError` for what cannot be read, or holds no schema.
    public static func schema(_ path: String) throws(MigrationError) -> [MigrationPart] {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            let source = try MigrationSource(directory: path)
            // Migrations that are programs tell nothing; what Rails dumps beside them does.
            guard source.files.contains(where: { $0.up.isOpaque }) else { return source.files.map(\.up) }
            guard let dump = source.schemaFiles.last else {
                throw MigrationError(
                    message: "The migrations of \(path) are programs, from which no schema can be read",
                    remedy: "Give a structure.sql or a dump of the schema")
            }
            return [try FileText(dump).part(.statements)]
        }
        var part = try FileText(path).part(.statements)
        guard path.hasSuffix(".json") else { return [part] }
        guard let sql = DrizzleSchema.sql(part.sql) else {
            throw MigrationError(
                message: "\(path) is no snapshot of Drizzle", remedy: "Give one of meta/*_snapshot.json, or SQL")
        }
        part.sql = sql
        return [part]
    }
}

private struct PathReader {
    let framework: Framework?
    /// Of each folder, what it holds; nil for a folder of no framework.
    private var folders: [String: MigrationSource?] = [:]

    init(framework: Framework?) {
        self.framework = framework
    }

    mutating func read(_ path: String) throws(MigrationError) -> MigrationSource {
        if path == "-" { return .loose([try FileText("/dev/stdin").part(.statements).named("-")]) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            // Says why: there is none, a loop of links, no right to look.
            return .loose([try FileText(path).part(.statements)])
        }
        guard isFolder.boolValue else { return try file(path) }
        let source = try MigrationSource(directory: path, framework: framework)
        guard !source.files.isEmpty else {
            throw MigrationError(
                message: "\(path) holds no migrations",
                remedy: "Give the folder that holds them, or the files themselves")
        }
        return source
    }

    /// The file as the framework of its folder, or of the folder above, runs it.
    private mutating func file(_ path: String) throws(MigrationError) -> MigrationSource {
        let folder = (path as NSString).deletingLastPathComponent
        for directory in [folder, (folder as NSString).deletingLastPathComponent] {
            guard let source = try source(of: directory.isEmpty ? "." : directory) else { continue }
            var own = source
            own.files = source.files.filter { Self.isSame($0.up.path, path) }
            own.schemaFiles = []
            for position in own.files.indices { own.files[position].up.path = path }
            if !own.files.isEmpty { return own }
        }
        return .loose([try FileText(path).part(.statements)])
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        one == other || (one.hasPrefix("./") ? String(one.dropFirst(2)) : one) == other
    }

    private mutating func source(of directory: String) throws(MigrationError) -> MigrationSource? {
        if let known = folders[directory] { return known }
        let chosen: Framework?
        if let framework {
            chosen = framework
        } else {
            let found = (try? Framework.detect(in: directory)) ?? []
            chosen = found.count == 1 ? found[0] : nil
        }
        var source: MigrationSource?
        if let chosen { source = try MigrationSource(directory: directory, framework: chosen) }
        folders[directory] = .some(source)
        return source
    }
}

extension MigrationPart {
    fileprivate func named(_ path: String) -> MigrationPart {
        var part = self
        part.path = path
        return part
    }
}
