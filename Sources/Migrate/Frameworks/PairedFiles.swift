/// Files `V_name.up.sql` beside `V_name.down.sql`: plain SQL, golang-migrate and SQLx share them.
struct PairedFiles {
    var folder: MigrationFolder
    /// How a text is sent, and by which marker.
    var execution: (FileText) -> (MigrationPart.Execution, String?)

    /// The files of the pattern; those that end in `.sql` only are ups without a down.
    ///
    /// - Parameter strict: the framework reads numbers, and leaves out what has none.
    func read(strict: Bool) throws(MigrationError) -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in folder.sqlFiles() where !entry.hasSuffix(".down.sql") {
            let stem = entry.dropLast(entry.hasSuffix(".up.sql") ? 7 : 4)
            let numbered = NumberedName(String(stem))
            guard numbered != nil || !strict else { continue }
            let down = "\(stem).down.sql"
            files.append(
                MigrationFile(
                    version: numbered?.version ?? String(stem), name: numbered?.name ?? String(stem),
                    key: strict ? numbered.map { MigrationFile.numericKey($0.version) } : nil,
                    up: part(entry), down: folder.has(down) ? part(down) : nil))
        }
        return files.sorted(by: MigrationFile.inOrder)
    }

    private func part(_ name: String) -> MigrationPart {
        let text = folder.script(name)
        let (execution, marker) = execution(text)
        return text.part(execution, marker: marker)
    }

    static func present(in folder: MigrationFolder) -> Bool {
        folder.entries.contains { $0.hasSuffix(".up.sql") && NumberedName(String($0.dropLast(7))) != nil }
    }
}

extension PairedFiles {
    static func files(
        for drafts: [MigrationDraft], in folder: MigrationFolder, versions: VersionSequence,
        _ text: (MigrationDraft, _ isUp: Bool) -> String
    ) -> LayoutOutput {
        var versions = versions
        var output = LayoutOutput()
        for draft in drafts {
            let stem = folder.path("\(versions.take())_\(draft.name)")
            output.add(
                up: StagedFile(path: stem + ".up.sql", text: draft.comment() + text(draft, true), role: .up),
                down: StagedFile(
                    path: stem + ".down.sql", text: "-- Takes back \(draft.name).\n" + text(draft, false), role: .down),
                reversible: !draft.down.isEmpty)
        }
        return output
    }
}
