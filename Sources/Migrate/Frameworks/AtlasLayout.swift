/// `V_name.sql` under the seal of atlas.sum; statements are sent one by one, in a transaction a file.
struct AtlasLayout: FrameworkLayout {
    let sign = "atlas.sum"
    static let marker = "-- atlas:txmode none"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.has(sign) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files: [MigrationFile] = []
        for entry in folder.sqlFiles() {
            guard let numbered = NumberedName(String(entry.dropLast(4))) else { continue }
            let text = try folder.text(entry)
            let marked = text.line(Self.marker) != nil
            files.append(
                MigrationFile(
                    version: numbered.version, name: numbered.name,
                    up: text.part(marked ? .statements : .transaction, marker: marked ? Self.marker : nil)))
        }
        // By name, as atlas does: its versions have one length.
        return MigrationSource(framework: .atlas, directory: folder.path, files: files)
    }
}
