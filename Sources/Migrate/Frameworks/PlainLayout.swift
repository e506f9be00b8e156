/// `NNNN_name.up.sql`, run by psql: each statement by itself.
struct PlainLayout: FrameworkLayout {
    let sign = "NNNN_name.up.sql"

    func recognises(_ folder: MigrationFolder) -> Bool { PairedFiles.present(in: folder) && !folder.has("atlas.sum") }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try PairedFiles(folder: folder) { _ in (.statements, nil) }.read(strict: false)
        return MigrationSource(framework: .sql, directory: folder.path, files: files)
    }
}
