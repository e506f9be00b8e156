import Foundation
import Model

/// Reads what the user names: files, and folders of migrations.
public enum LintPaths {
    /// - Parameter framework: of all folders; nil tells it from each. A file in a framework's folder runs as that
    ///   framework runs it.
    /// - Throws: `MigrationError` for what cannot be read, is no text, or contradicts itself.
    public static func read(_ paths: [String], framework: Framework?) throws(MigrationError) -> [MigrationSource] {
        var reader = PathReader(framework: framework)
        for path in paths { reader.read(path) }
        reader.finish()
        // Of files that cannot be read the lint tells beside what it finds in the others; without others there is no lint.
        let problems = reader.sources.flatMap { $0.files.map(\.up.problem) }
        if let first = problems.first ?? nil, problems.allSatisfy({ $0 != nil }) { throw first }
        return reader.sources
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
            // Rails keeps it beside the folder of the migrations.
            return [try FileText(dump, within: (path as NSString).appendingPathComponent("..")).part(.statements)]
        }
        var part = FileText(named: path).part(.statements)
        if let problem = part.problem { throw problem }
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
    private(set) var sources: [MigrationSource] = []
    /// Of each folder, what it holds; nil for a folder of no framework.
    private var folders: [String: Folder?] = [:]

    /// A framework's folder of which single files were named.
    private struct Folder {
        var source: MigrationSource
        /// Of each migration by its path, its place in the order of the framework.
        var positions: [String: Int]
        /// Where in `sources` the named ones are gathered: they share transactions, and keep the framework's order.
        var gathered: Int?
        /// As the user named them.
        var named: [Int: String] = [:]
    }

    init(framework: Framework?) {
        self.framework = framework
    }

    /// What is wrong with one path leaves the others alone.
    mutating func read(_ path: String) {
        do { try readAny(path) } catch {
            sources.append(.loose([FileText(path: path, problem: error).part(.statements)]))
        }
    }

    private mutating func readAny(_ path: String) throws(MigrationError) {
        var isFolder: ObjCBool = false
        guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            // Says why: there is none, a loop of links, no right to look.
            return sources.append(.loose([FileText(named: path).part(.statements)]))
        }
        guard !InputFile.leadsOutOfWorkingDirectory(path) else {
            throw MigrationError(
                message: "\(path) is a link, or has one in its path, that leads out of the working directory",
                remedy: "Name what it leads to, if it is to be read")
        }
        guard isFolder.boolValue else { return try readFile(path) }
        let source = try MigrationSource(directory: path, framework: framework)
        guard !source.files.isEmpty else {
            throw MigrationError(
                message: "\(path) holds no migrations",
                remedy: "Give the folder that holds them, or the files themselves")
        }
        sources.append(source)
    }

    /// The file as the framework of its folder, or of the folder above, runs it.
    private mutating func readFile(_ path: String) throws(MigrationError) {
        let folder = FilePath.folder(of: path)
        for directory in [folder, FilePath.folder(of: folder)] {
            let directory = directory.isEmpty ? "." : directory
            guard let known = try self.folder(directory) else { continue }
            let name = directory == "." && !path.hasPrefix("./") ? "./" + path : path
            guard let position = known.positions[name] else { continue }
            return gather(position, of: directory, named: path)
        }
        sources.append(.loose([FileText(named: path).part(.statements)]))
    }

    private mutating func gather(_ position: Int, of directory: String, named path: String) {
        // In place: a copy for each of a thousand files would take its time.
        folders[directory]??.named[position] = path
        guard let folder = folders[directory] ?? nil, folder.gathered == nil else { return }
        folders[directory]??.gathered = sources.count
        var source = folder.source
        source.files = []
        sources.append(source)
    }

    /// Puts the named files of each folder into the framework's order.
    mutating func finish() {
        for case .some(let folder) in folders.values {
            guard let place = folder.gathered else { continue }
            sources[place].files = folder.named.sorted { $0.key < $1.key }.map { position, path in
                var file = folder.source.files[position]
                file.up.path = path
                return file
            }
        }
    }

    private mutating func folder(_ directory: String) throws(MigrationError) -> Folder? {
        if let known = folders[directory] { return known }
        let found = framework.map { [$0] } ?? (try? Framework.detect(in: directory)) ?? []
        var folder: Folder?
        if found.count == 1 || Framework.areAlike(found) {
            let source = try MigrationSource(directory: directory, framework: framework)
            let positions = source.files.enumerated().map { ($0.element.up.path, $0.offset) }
            folder = Folder(source: source, positions: Dictionary(positions) { first, _ in first })
        }
        folders[directory] = .some(folder)
        return folder
    }
}

extension MigrationPart {
    /// Whether both do the same, wherever they lie. Git writes LF as CRLF where attributes or Windows ask for it, so the ends of lines
    /// do not count. Bytes that are no UTF-8 have been replaced: texts with such are never the same.
    public func isSame(as other: MigrationPart) -> Bool {
        !sql.unicodeScalars.contains("\u{FFFD}") && Self.lines(sql) == Self.lines(other.sql)
            && Self.lines(program) == Self.lines(other.program)
    }

    /// The file with what it holds elsewhere, a byte order mark left out.
    public func holding(_ bytes: ArraySlice<UInt8>) -> MigrationPart {
        let mark = bytes.starts(with: FileText.byteOrderMark) ? FileText.byteOrderMark.count : 0
        var part = self
        part.sql = String(decoding: bytes.dropFirst(mark), as: UTF8.self)
        return part
    }

    /// The bytes, since to Swift texts are equal that are not the same, without the CR of each CRLF.
    private static func lines(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            bytes.append(byte)
        }
        return bytes
    }
}
