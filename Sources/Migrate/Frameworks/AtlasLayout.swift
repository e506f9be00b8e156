import Foundation

/// `V_name.sql` under the seal of atlas.sum; statements are sent one by one, in a transaction a file.
struct AtlasLayout: FrameworkLayout {
    let sign = "atlas.sum"
    static let marker = "-- atlas:txmode none"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.has(sign) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files: [MigrationFile] = []
        // With --dir-format golang-migrate the seal stands beside that tool's pairs of files.
        for entry in folder.sqlFiles() where !entry.hasSuffix(".down.sql") {
            let isPaired = entry.hasSuffix(".up.sql")
            let stem = entry.dropLast(isPaired ? 7 : 4)
            guard let numbered = NumberedName(String(stem)) else { continue }
            let text = folder.script(entry)
            let marked = Self.directives(text).contains { $0.hasPrefix(Self.marker) }
            let down = isPaired ? "\(stem).down.sql" : "down/\(entry)"
            let unmarked: MigrationPart.Execution = isPaired ? .oneMessage : .transaction
            files.append(
                MigrationFile(
                    version: numbered.version, name: numbered.name,
                    up: text.part(marked ? .statements : unmarked, marker: marked ? Self.marker : nil),
                    down: folder.has(down) ? folder.script(down).part(.statements) : nil))
        }
        // By name, as atlas does: its versions have one length.
        return MigrationSource(framework: .atlas, directory: folder.path, files: files)
    }
}

extension AtlasLayout {
    /// The comments at the top, which count for the file where an empty line parts them from what follows.
    private static func directives(_ text: FileText) -> [Substring] {
        let lines = text.sql.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let header = lines.prefix { $0.hasPrefix("--") }
        guard header.count + 1 < lines.count, lines[header.count].allSatisfy(\.isWhitespace) else { return [] }
        return Array(header)
    }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var sealed: [String: String] = [:]
        for name in folder.sqlFiles() { sealed[name] = try Self.bytes(folder.text(name)) }
        if folder.has(sign), try folder.text(sign).sql != Self.sum(sealed) {
            throw MigrationError(
                message: "\(folder.path(sign)) does not agree with the files beside it",
                remedy: "Look at what changed, then run `atlas migrate hash`")
        }
        var versions = versions
        var output = LayoutOutput()
        for draft in drafts {
            let name = "\(versions.take())_\(draft.name).sql"
            // Directives stand alone at the top, an empty line after them.
            let text = (draft.runsOutsideTransaction ? Self.marker + "\n\n" : "") + draft.comment() + draft.upSQL
            sealed[name] = text
            // Atlas reads the files of the folder itself only; it plans its way down without files.
            output.add(
                up: StagedFile(path: folder.path(name), text: text, role: .up),
                down: StagedFile(
                    path: folder.path("down/" + name),
                    text: "-- Takes back \(draft.name).\n" + draft.script(draft.down),
                    role: .down),
                reversible: !draft.down.isEmpty)
        }
        output.files.append(StagedFile(path: folder.path(sign), text: Self.sum(sealed), replaces: true))
        return output
    }

    private static func bytes(_ text: FileText) -> String {
        (text.offset > 0 ? "\u{FEFF}" : "") + text.sql
    }

    /// The text of atlas.sum: of each file, by name, the running hash over all names and bytes so far; before them the
    /// hash of these lines' names and hashes.
    static func sum(_ files: [String: String]) -> String {
        var running = SHA256()
        var all = SHA256()
        var lines = ""
        for (name, text) in files.sorted(by: { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }) {
            running.update(name.utf8)
            guard !text.split(whereSeparator: \.isNewline).contains("-- atlas:sum ignore") else { continue }
            running.update(text.utf8)
            let hash = Data(running.digest).base64EncodedString()
            all.update(name.utf8)
            all.update(hash.utf8)
            lines += "\(name) h1:\(hash)\n"
        }
        return "h1:\(Data(all.digest).base64EncodedString())\n" + lines
    }
}
