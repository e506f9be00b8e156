/// `V_name.sql` with `-- migrate:up` and `-- migrate:down`; a part without transaction is sent as one message.
struct DbmateLayout: FrameworkLayout {
    let sign = "-- migrate:up in V_name.sql"
    static let marker = "transaction:false"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.anySQLFile(hasLine: "-- migrate:up") }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try SectionedFiles(folder: folder, up: "-- migrate:up", down: "-- migrate:down") { line, _ in
            line.contains(Self.marker) ? (.oneMessage, Self.marker) : (.transaction, nil)
        }.read()
        return MigrationSource(framework: .dbmate, directory: folder.path, files: files)
    }
}
