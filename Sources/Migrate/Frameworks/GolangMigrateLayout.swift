/// `V_name.up.sql`, each file sent as one message.
struct GolangMigrateLayout: FrameworkLayout {
    let sign = "V_name.up.sql"

    func recognises(_ folder: MigrationFolder) -> Bool { PlainLayout().recognises(folder) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try PairedFiles(folder: folder) { _ in (.oneMessage, nil) }.read(strict: true)
        return MigrationSource(framework: .golangMigrate, directory: folder.path, files: files)
    }
}
