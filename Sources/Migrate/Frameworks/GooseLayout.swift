/// `V_name.sql` with `-- +goose Up` and `-- +goose Down`; statements are sent one by one.
struct GooseLayout: FrameworkLayout {
    let sign = "-- +goose Up in V_name.sql"
    static let marker = "-- +goose NO TRANSACTION"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.anySQLFile(hasLine: "-- +goose Up") }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try SectionedFiles(folder: folder, up: "-- +goose Up", down: "-- +goose Down") { _, text in
            text.line(Self.marker) == nil ? (.transaction, nil) : (.statements, Self.marker)
        }.read()
        return MigrationSource(framework: .goose, directory: folder.path, files: files)
    }
}
