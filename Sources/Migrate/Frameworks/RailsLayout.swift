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
            let marked = try folder.text(entry).sql.contains(Self.marker)
            let part = MigrationPart(
                path: folder.path(entry), sql: "", execution: marked ? .statements : .transaction,
                marker: marked ? Self.marker : nil, isOpaque: true)
            files.append(MigrationFile(version: numbered.version, name: numbered.name, up: part, down: part))
        }
        let structure = ["structure.sql", "../structure.sql"].filter(folder.has).map(folder.path)
        return MigrationSource(
            framework: .rails, directory: folder.path, files: files.sorted(by: MigrationFile.inOrder),
            schemaFiles: structure)
    }
}
