/// `V_name/` with files of fixed names: Prisma, Diesel, Drizzle 1.0.
struct FolderPerMigration {
    var folder: MigrationFolder
    var up: String
    var down: String?
    /// The whole name of the folder is the key, and orders; else the version does.
    var goesByName = false

    func read(
        _ execution: (_ migration: String) -> (MigrationPart.Execution, marker: String?, problem: MigrationError?)
    ) -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in folder.entries {
            let isThere = folder.has("\(entry)/\(up)")
            let numbered = NumberedName(entry)
            // A folder without a number may hold anything; one that holds the file is a migration where names count.
            guard folder.isFolder(entry), numbered != nil || (goesByName && isThere) else { continue }
            let (execution, marker, problem) = execution(entry)
            let down = down.map { "\(entry)/\($0)" }
            let text = isThere ? folder.script("\(entry)/\(up)") : missing(entry)
            var file = MigrationFile(
                version: numbered?.version ?? entry, name: numbered?.name ?? entry, key: goesByName ? entry : nil,
                up: text.part(execution, marker: marker), down: isThere ? part(down, execution, marker) : nil)
            if !isThere, let message = file.up.problem?.message { file.oddities = [FolderOddity(.missing, message)] }
            file.up.problem = file.up.problem ?? problem
            files.append(file)
        }
        return files.sorted(by: goesByName ? MigrationFile.byKey : MigrationFile.inOrder)
    }

    private func missing(_ entry: String) -> FileText {
        FileText(
            path: folder.path("\(entry)/\(up)"),
            problem: MigrationError(
                message: "\(folder.path(entry)) has no \(up)", remedy: "Restore it, or remove the folder"))
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
