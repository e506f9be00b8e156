/// `V_name/` with files of fixed names: Prisma, Diesel, Drizzle 1.0.
struct FolderPerMigration {
    var folder: MigrationFolder
    var up: String
    var down: String?

    func read(
        _ execution: (_ migration: String) -> (MigrationPart.Execution, marker: String?, problem: MigrationError?)
    ) -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in folder.entries {
            guard let numbered = NumberedName(entry) else { continue }
            guard folder.has("\(entry)/\(up)") else {
                let problem = MigrationError(
                    message: "\(folder.path(entry)) has no \(up)", remedy: "Restore it, or remove the folder")
                let text = FileText(path: folder.path("\(entry)/\(up)"), problem: problem)
                files.append(
                    MigrationFile(version: numbered.version, name: numbered.name, up: text.part(.transaction)))
                continue
            }
            let (execution, marker, problem) = execution(entry)
            let down = down.map { "\(entry)/\($0)" }
            var file = MigrationFile(
                version: numbered.version, name: numbered.name,
                up: folder.script("\(entry)/\(up)").part(execution, marker: marker),
                down: part(down, execution, marker))
            file.up.problem = file.up.problem ?? problem
            files.append(file)
        }
        return files.sorted(by: MigrationFile.inOrder)
    }

    private func part(
        _ name: String?, _ execution: MigrationPart.Execution, _ marker: String?
    ) -> MigrationPart? {
        guard let name, folder.has(name) else { return nil }
        return folder.script(name).part(execution, marker: marker)
    }
}

extension FolderPerMigration {
    /// A folder for each draft; `extra` names further files in it with their texts.
    func files(
        for drafts: [MigrationDraft], versions: VersionSequence,
        extra: (MigrationDraft) -> [String: String] = { _ in [:] }
    ) -> LayoutOutput {
        var versions = versions
        var output = LayoutOutput()
        for draft in drafts {
            let path = folder.path("\(versions.take())_\(draft.name)")
            let downText = "-- Takes back \(draft.name).\n" + draft.downSQL
            output.add(
                up: StagedFile(path: "\(path)/\(up)", text: draft.comment() + draft.upSQL, role: .up),
                down: down.map { StagedFile(path: "\(path)/\($0)", text: downText, role: .down) },
                reversible: down != nil && !draft.down.isEmpty)
            for (name, text) in extra(draft).sorted(by: { $0.key < $1.key }) {
                output.files.append(StagedFile(path: "\(path)/\(name)", text: text))
            }
        }
        return output
    }
}
