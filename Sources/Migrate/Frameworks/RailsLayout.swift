import Foundation

/// `V_name.rb`: Ruby, of which only the transaction can be told. The schema stands in structure.sql beside the folder.
struct RailsLayout: FrameworkLayout {
    let sign = "V_name.rb"
    static let marker = "disable_ddl_transaction!"

    func recognises(_ folder: MigrationFolder) -> Bool {
        folder.entries.contains { $0.hasSuffix(".rb") && NumberedName(String($0.dropLast(3))) != nil }
    }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files: [MigrationFile] = []
        for entry in folder.entries where entry.hasSuffix(".rb") {
            guard let numbered = NumberedName(String(entry.dropLast(3))) else { continue }
            let text = folder.script(entry)
            let program = text.sql
            let marked = program.contains(Self.marker)
            var part = MigrationPart(
                path: folder.path(entry), sql: "", execution: marked ? .statements : .transaction,
                marker: marked ? Self.marker : nil, isOpaque: true, program: program)
            part.problem = text.problem
            files.append(
                MigrationFile(
                    version: numbered.version, name: numbered.name, key: MigrationFile.numericKey(numbered.version),
                    up: part, down: part))
        }
        let structure = ["structure.sql", "../structure.sql"].filter(folder.has).map(folder.path)
        return MigrationSource(
            framework: .rails, directory: folder.path, files: files.sorted(by: MigrationFile.inOrder),
            schemaFiles: structure)
    }
}

extension RailsLayout {
    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var versions = versions
        let release = Self.release(source)
        var output = LayoutOutput()
        for draft in drafts {
            let path = folder.path("\(versions.take())_\(draft.name).rb")
            let name = draft.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            let marker = draft.runsOutsideTransaction ? "  \(Self.marker)\n\n" : ""
            let text = """
                \(draft.comment("#"))class \(name) < ActiveRecord::Migration[\(release)]
                \(marker)  def up
                \(body(draft.guarded(draft.up)))  end

                  def down
                \(body(draft.guarded(draft.down)))  end
                end

                """
            output.add(
                up: StagedFile(path: path, text: text, role: .up), down: nil, reversible: !draft.down.isEmpty)
        }
        return output
    }

    /// The release that the newest migration was written for.
    private static func release(_ source: MigrationSource) -> String {
        guard let text = source.files.last?.up.program else { return "7.0" }
        guard let open = text.range(of: "ActiveRecord::Migration[") else { return "7.0" }
        return String(text[open.upperBound...].prefix { $0.isNumber || $0 == "." })
    }

    private func body(_ statements: [String]) -> String {
        guard !statements.isEmpty else { return "    # Nothing takes it back: it is not reversible by SQL alone.\n" }
        return statements.map { statement in
            let lines = statement.split(separator: "\n", omittingEmptySubsequences: false)
            // The first line that is the tag ends the text, wherever in the statement it stands.
            var tag = "SQL"
            while lines.contains(where: { $0.trimmingPrefix(while: \.isWhitespace) == tag }) { tag += "_" }
            return "    execute <<~'\(tag)'\n\(lines.map { "      \($0)\n" }.joined())    \(tag)\n"
        }.joined()
    }
}
