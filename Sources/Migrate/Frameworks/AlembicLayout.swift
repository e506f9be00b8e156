/// `versions/REVISION_name.py`, chained by `down_revision`: Python, of which only the transaction can be told.
struct AlembicLayout: FrameworkLayout {
    let sign = "versions/REVISION_name.py with down_revision"
    static let marker = "autocommit_block"

    func recognises(_ folder: MigrationFolder) -> Bool { ((try? revisions(folder)) ?? []).isEmpty == false }

    /// Where the revisions lie: below `versions`, or in the folder itself.
    func prefix(_ folder: MigrationFolder) -> String { folder.has("versions") ? "versions/" : "" }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var left = try revisions(folder)
        var ordered: [Revision] = []
        while !left.isEmpty {
            // A revision is next when all that it builds on has been taken.
            guard
                let next = left.firstIndex(where: { r in r.parents.allSatisfy { p in ordered.contains { $0.id == p } } }
                )
            else {
                throw MigrationError(
                    message: "\(left[0].text.path) builds on a revision that is not there, or on itself",
                    remedy: "Restore the missing revision, or correct down_revision")
            }
            ordered.append(left.remove(at: next))
        }
        let files = ordered.map { revision in
            let marked = revision.text.sql.contains(Self.marker)
            let part = MigrationPart(
                path: revision.text.path, sql: "", execution: marked ? .statements : .transaction,
                marker: marked ? Self.marker : nil, isOpaque: true)
            return MigrationFile(version: revision.id, name: revision.name, up: part, down: part)
        }
        return MigrationSource(framework: .alembic, directory: folder.path, files: files)
    }

    struct Revision {
        var id: String
        var parents: [String]
        var name: String
        var text: FileText
    }

    func revisions(_ folder: MigrationFolder) throws(MigrationError) -> [Revision] {
        let inner = try MigrationFolder(folder.path + "/" + prefix(folder))
        var found: [Revision] = []
        for entry in inner.entries where entry.hasSuffix(".py") {
            let text = try inner.text(entry)
            guard let id = Self.strings(assignedTo: "revision", in: text.sql)?.first,
                let parents = Self.strings(assignedTo: "down_revision", in: text.sql)
            else { continue }
            let stem = entry.dropLast(3)
            let name = stem.hasPrefix(id + "_") ? String(stem.dropFirst(id.count + 1)) : String(stem)
            found.append(Revision(id: id, parents: parents, name: name, text: text))
        }
        return found
    }

    /// The string literals of `name = ...` or `name: type = ...`; empty for None, nil where the name is not assigned.
    private static func strings(assignedTo name: String, in source: String) -> [String]? {
        let line = source.split(whereSeparator: \.isNewline).first { line in
            line.hasPrefix(name) && [" ", "=", ":"].contains(line.dropFirst(name.count).first)
        }
        guard let line, let equals = line.firstIndex(of: "=") else { return nil }
        let pieces = line[equals...].split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
        return pieces.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
