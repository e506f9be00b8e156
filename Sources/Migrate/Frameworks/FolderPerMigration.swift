/// `V_name/` with files of fixed names: Prisma, Diesel, Drizzle 1.0.
struct FolderPerMigration {
    var folder: MigrationFolder
    var up: String
    var down: String?

    func read(
        _ execution: (_ migration: String) throws(MigrationError) -> (MigrationPart.Execution, String?)
    ) throws(MigrationError) -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in folder.entries {
            guard let numbered = NumberedName(entry) else { continue }
            guard folder.has("\(entry)/\(up)") else {
                throw MigrationError(
                    message: "\(folder.path(entry)) has no \(up)", remedy: "Restore it, or remove the folder")
            }
            let (execution, marker) = try execution(entry)
            let down = down.map { "\(entry)/\($0)" }
            files.append(
                MigrationFile(
                    version: numbered.version, name: numbered.name,
                    up: try folder.text("\(entry)/\(up)").part(execution, marker: marker),
                    down: try part(down, execution, marker)))
        }
        return files.sorted(by: MigrationFile.inOrder)
    }

    private func part(
        _ name: String?, _ execution: MigrationPart.Execution, _ marker: String?
    ) throws(MigrationError) -> MigrationPart? {
        guard let name, folder.has(name) else { return nil }
        return try folder.text(name).part(execution, marker: marker)
    }
}
