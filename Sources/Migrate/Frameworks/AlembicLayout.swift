import Foundation
import Model

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
                marker: marked ? Self.marker : nil, isOpaque: true, program: revision.text.sql)
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

extension AlembicLayout {
    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        let revisions = try revisions(folder)
        let parents = Set(revisions.flatMap(\.parents))
        let heads = revisions.map(\.id).filter { !parents.contains($0) }
        guard heads.count < 2 else {
            throw MigrationError(
                message: "\(folder.path) has several heads: \(heads.sorted().joined(separator: ", "))",
                remedy: "Run `alembic merge heads` first")
        }
        var head = heads.first
        var output = LayoutOutput()
        for draft in drafts {
            let hash = SHA256.hash("\(head ?? "") \(draft.name) \(draft.header)").prefix(6)
            let id = hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            let path = folder.path("\(prefix(folder))\(id)_\(draft.name.prefix(40)).py")
            output.add(
                up: StagedFile(path: path, text: program(draft, id, after: head, now), role: .up), down: nil,
                reversible: !draft.down.isEmpty)
            head = id
        }
        return output
    }

    private func program(_ draft: MigrationDraft, _ id: String, after head: String?, _ now: Date) -> String {
        """
        \(draft.comment("#"))
        \"\"\"\(draft.name)

        Revision ID: \(id)
        Revises: \(head ?? "")
        Create Date: \(now.formatted(.iso8601))
        \"\"\"
        from alembic import op

        revision = "\(id)"
        down_revision = \(head.map { "\"\($0)\"" } ?? "None")
        branch_labels = None
        depends_on = None


        def upgrade() -> None:
        \(body(draft.guarded(draft.up), draft))

        def downgrade() -> None:
        \(body(draft.guarded(draft.down), draft))
        """.trimmingSuffix { $0.isNewline } + "\n"
    }

    private func body(_ statements: [String], _ draft: MigrationDraft) -> String {
        guard !statements.isEmpty else {
            return "    pass  # nothing takes it back: it is not reversible by SQL alone\n"
        }
        let indent = draft.runsOutsideTransaction ? "        " : "    "
        let block = draft.runsOutsideTransaction ? "    with op.get_context().\(Self.marker)():\n" : ""
        return block + statements.map { "\(indent)op.execute(\n\(Self.literal($0)))\n" }.joined()
    }

    /// A Python string of a statement. SQLAlchemy takes `:name` for a parameter unless a backslash stands before it.
    static func literal(_ sql: String) -> String {
        var previous: Unicode.Scalar = " "
        let text = sql.replacingScalars { scalar in
            defer { previous = scalar }
            switch scalar {
            case "\\": return "\\\\"
            case "\"": return "\\\""
            case "\n": return "\\n\"\n\""
            case ":" where previous != ":": return "\\\\:"
            default: return nil
            }
        }
        return "\"" + text.replacingScalars(of: "\\\\::", with: "::") + "\""
    }
}
