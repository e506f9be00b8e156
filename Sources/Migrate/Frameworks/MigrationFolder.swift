import Foundation
import Model

/// A folder as a layout looks at it. A folder that is not there yet counts as empty.
struct MigrationFolder {
    let path: String
    /// Names, sorted; hidden ones left out.
    let entries: [String]

    init(_ path: String) throws(MigrationError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard FileManager.default.fileExists(atPath: path) else {
            entries = []
            return
        }
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw MigrationError(
                message: "\(path) cannot be read as a folder: \(FileFailure.reason(error))",
                remedy: "Give the folder that holds the migrations")
        }
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func isFolder(_ name: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The entries that are folders holding the named file.
    func folders(with file: String) -> [String] { entries.filter { has("\($0)/\(file)") } }

    func sqlFiles() -> [String] { entries.filter { $0.hasSuffix(".sql") } }

    func text(_ name: String) throws(MigrationError) -> FileText { try FileText(path(name), within: path) }

    /// A migration: one that cannot be read says so, and leaves the others alone.
    func script(_ name: String) -> FileText { FileText(script: path(name), within: path) }

    /// A migration that an index of the folder names.
    func script(_ name: String, namedBy index: String, as title: String) -> FileText {
        guard has(name) else {
            return FileText(
                path: path(name),
                problem: MigrationError(
                    message: "\(path(index)) names \(title), and \(path(name)) is not there",
                    remedy: "Restore the file, or take its entry out of the index"))
        }
        return script(name)
    }

    /// Whether an SQL file of the folder holds a line that begins so. Looks at bytes: folders hold dumps too.
    func anySQLFile(hasLine prefix: String) -> Bool { anySQLFile(holding: [prefix]) { $0.hasPrefix(prefix) } }

    /// Whether an SQL file has one of the words on a line of which `isWanted` is true.
    func anySQLFile(holding words: [String], onLine isWanted: (String) -> Bool) -> Bool {
        sqlFiles().contains { name in
            guard let bytes = try? InputFile.read(path(name), within: path) else { return false }
            return words.contains { word in
                let wanted = Data(word.utf8)
                var start = bytes.startIndex
                while let found = bytes.range(of: wanted, in: start..<bytes.endIndex) {
                    let ends: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D }
                    var first = bytes[..<found.lowerBound].lastIndex(where: ends).map { $0 + 1 } ?? bytes.startIndex
                    if bytes[first...].starts(with: FileText.byteOrderMark) { first += FileText.byteOrderMark.count }
                    let last = bytes[found.upperBound...].firstIndex(where: ends) ?? bytes.endIndex
                    if isWanted(String(decoding: bytes[first..<last].prefix(256), as: UTF8.self)) { return true }
                    start = found.upperBound
                }
                return false
            }
        }
    }
}

/// A text file: UTF-8, with or without a byte order mark.
struct FileText {
    let path: String
    let sql: String
    /// Bytes before `sql`.
    let offset: Int
    /// Why it could not be read; the text is empty then.
    var problem: MigrationError?

    /// The text of a migration that the user names, or the reason why there is none.
    init(named path: String) {
        do {
            self = try FileText(path, remedy: "Give the path of a file or folder of migrations") {
                try InputFile.read(named: path)
            }
        } catch {
            self.init(path: path, problem: error)
        }
    }

    /// The text of a migration that was found in a folder, or the reason why there is none.
    init(script path: String, within folder: String) {
        do { self = try FileText(path, within: folder) } catch {
            self.init(path: path, problem: error)
        }
    }

    init(path: String, problem: MigrationError) {
        self.path = path
        self.problem = problem
        sql = ""
        offset = 0
    }

    /// A file that was found in a folder: neither links out of it nor pipes are followed.
    init(_ path: String, within folder: String) throws(MigrationError) {
        try self.init(path) { try InputFile.read(path, within: folder) }
    }

    private init(
        _ path: String, remedy: String = "Restore it, or take it out of the migrations", _ read: () throws -> Data
    ) throws(MigrationError) {
        let data: Data
        do { data = try read() } catch {
            throw MigrationError(
                message: "\(path) cannot be read: \(FileFailure.reason(error))",
                remedy: remedy)
        }
        offset = data.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
        guard !data.contains(0), let text = String(bytes: data.dropFirst(offset), encoding: .utf8) else {
            throw MigrationError(
                message: "\(path) is not UTF-8 text: \(Self.encoding(data))", remedy: "Save it as UTF-8")
        }
        self.path = path
        sql = text
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// What stands there instead of UTF-8.
    private static func encoding(_ data: Data) -> String {
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) { return "it begins as UTF-16 does" }
        if data.contains(0) { return "it holds zero bytes, as binary files do" }
        let bytes = Array(data)
        // Repair puts U+FFFD where the first wrong byte is; the text before it is as long as it was.
        let valid = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }.utf8.count
        let line = 1 + bytes.prefix(valid).count { $0 == 0x0A }
        let byte = valid < bytes.count ? String(bytes[valid], radix: 16, uppercase: true) : "?"
        return "line \(line) holds the byte 0x\(byte)"
    }

    func part(_ execution: MigrationPart.Execution, marker: String? = nil) -> MigrationPart {
        var part = MigrationPart(path: path, sql: sql, offset: offset, execution: execution, marker: marker)
        part.problem = problem
        return part
    }

    /// The first line that begins with a prefix, as it stands, without its end.
    func line(_ prefix: String) -> String? {
        sql.split(whereSeparator: \.isNewline).first { $0.hasPrefix(prefix) }.map(String.init)
    }

    /// Whether a line is one of the framework's markers, as the framework compares it.
    func has(marker: String, _ spelled: (Substring) -> String) -> Bool {
        sql.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("--") && spelled($0).hasPrefix(marker) }
    }

    /// The text between the line that begins with one prefix and that which begins with another.
    ///
    /// - Parameter spelled: a line as the framework compares it.
    func section(
        from start: String, to end: String, _ spelled: (Substring) -> String = { String($0) }
    ) -> FileSection? {
        var position = sql.startIndex
        var found: (line: String, from: String.Index)?
        while position < sql.endIndex {
            let lineEnd = sql[position...].firstIndex(where: \.isNewline) ?? sql.endIndex
            let next = lineEnd < sql.endIndex ? sql.index(after: lineEnd) : lineEnd
            // Markers are comments, at the beginning of a line.
            let isComment = sql[position..<lineEnd].hasPrefix("--")
            let line = isComment ? spelled(sql[position..<lineEnd]) : ""
            if let found, line.hasPrefix(end) { return result(found.line, found.from..<position) }
            if found == nil, line.hasPrefix(start) { found = (line, next) }
            position = next
        }
        return found.map { result($0.line, $0.from..<sql.endIndex) }
    }

    private func result(_ line: String, _ range: Range<String.Index>) -> FileSection {
        let before = sql[..<range.lowerBound].utf8
        return FileSection(
            line: line, sql: String(sql[range]), offset: offset + before.count,
            firstLine: 1 + before.count { $0 == UInt8(ascii: "\n") })
    }
}

/// A part of a file that a comment line opens.
struct FileSection {
    var line: String
    var sql: String
    /// Where `sql` begins in the file: bytes, and line from 1.
    var offset: Int
    var firstLine: Int
}

/// `0007_add_users` cut into version and name; nil where no digits lead.
struct NumberedName {
    let version: String
    let name: String

    init?(_ stem: String) {
        let digits = stem.prefix { $0.isASCII && ($0.isNumber || $0 == "-") }.filter { $0 != "-" }
        let rest = stem.drop { $0.isASCII && ($0.isNumber || $0 == "-") }
        guard !digits.isEmpty, rest.isEmpty || rest.hasPrefix("_") else { return nil }
        version = digits
        name = String(rest.dropFirst())
    }
}

extension MigrationFile {
    /// The key of frameworks that read the version as a number: 01 is 1.
    static func numericKey(_ version: String) -> String {
        let digits = version.drop { $0 == "0" }
        return digits.isEmpty && !version.isEmpty ? "0" : String(digits)
    }

    /// For a file that an index names: says so where it is not there.
    mutating func noteMissing() {
        guard let problem = up.problem, !FileManager.default.fileExists(atPath: up.path) else { return }
        oddities.append(FolderOddity(.missing, problem.message))
    }

    /// In the order of the bytes of their whole names.
    static func byKey(_ left: MigrationFile, _ right: MigrationFile) -> Bool {
        left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }

    /// By number where both have one: 2 runs before 10.
    static func inOrder(_ left: MigrationFile, _ right: MigrationFile) -> Bool {
        if let one = Int(left.version), let other = Int(right.version), one != other { return one < other }
        return (left.version, left.name) < (right.version, right.name)
    }
}
