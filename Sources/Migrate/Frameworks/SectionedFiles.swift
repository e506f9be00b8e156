/// One file for both directions, cut by comment lines: dbmate and goose.
struct SectionedFiles {
    var folder: MigrationFolder
    var up: String
    var down: String
    /// How a part is sent, told from its own line and the file.
    var execution: (_ line: String, FileText) -> (MigrationPart.Execution, String?)

    /// A line as the framework compares it with its markers.
    var spelled: (Substring) -> String = { String($0) }
    /// What the framework makes of a version to know a migration again.
    var key: (_ version: String) -> String = { $0 }

    func read() -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in folder.sqlFiles() {
            guard let numbered = NumberedName(String(entry.dropLast(4))) else { continue }
            let text = folder.script(entry)
            let sections = text.problem == nil ? part(text, from: up, to: down) : text.part(.transaction)
            guard let up = sections else {
                let problem = MigrationError(
                    message: "\(text.path) has no line \(self.up)",
                    remedy: "Add it, or take the file out of the migrations")
                let broken = FileText(path: text.path, problem: problem)
                var file = MigrationFile(
                    version: numbered.version, name: numbered.name, key: key(numbered.version),
                    up: broken.part(.transaction))
                file.oddities = [FolderOddity(.missing, problem.message)]
                files.append(file)
                continue
            }
            files.append(
                MigrationFile(
                    version: numbered.version, name: numbered.name, key: key(numbered.version), up: up,
                    down: part(text, from: down, to: self.up)))
        }
        return files.sorted(by: MigrationFile.inOrder)
    }

    private func part(_ text: FileText, from start: String, to end: String) -> MigrationPart? {
        guard let section = text.section(from: spelled(start[...]), to: spelled(end[...]), spelled) else { return nil }
        let (execution, marker) = execution(section.line, text)
        return MigrationPart(
            path: text.path, sql: section.sql, offset: section.offset, firstLine: section.firstLine,
            execution: execution, marker: marker)
    }
}

extension SectionedFiles {
    static func files(
        for drafts: [MigrationDraft], in folder: MigrationFolder, versions: VersionSequence,
        _ text: (MigrationDraft) -> String
    ) -> LayoutOutput {
        var versions = versions
        var output = LayoutOutput()
        for draft in drafts {
            let path = folder.path("\(versions.take())_\(draft.name).sql")
            output.add(
                up: StagedFile(path: path, text: draft.comment() + text(draft), role: .up), down: nil,
                reversible: !draft.down.isEmpty)
        }
        return output
    }
}
