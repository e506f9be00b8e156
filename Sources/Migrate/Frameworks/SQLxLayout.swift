/// `V_name.up.sql`, in a transaction unless the first line says otherwise.
struct SQLxLayout: FrameworkLayout {
    let sign = "V_name.up.sql"
    static let marker = "-- no-transaction"

    func recognises(_ folder: MigrationFolder) -> Bool { PlainLayout().recognises(folder) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try PairedFiles(folder: folder) { text in
            text.sql.hasPrefix(Self.marker) ? (.oneMessage, Self.marker) : (.transaction, nil)
        }.read(strict: true)
        return MigrationSource(framework: .sqlx, directory: folder.path, files: files)
    }
}
