/// drizzle-kit 1.0: `V_name/migration.sql` and `snapshot.json`, no journal; all pending ones in one transaction.
struct Drizzle1Layout: FrameworkLayout {
    let sign = "V_name/snapshot.json"

    func recognises(_ folder: MigrationFolder) -> Bool { !folder.folders(with: "snapshot.json").isEmpty }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try FolderPerMigration(folder: folder, up: "migration.sql").read { _ in (.transaction, nil) }
        let snapshots = folder.folders(with: "snapshot.json").map { folder.path("\($0)/snapshot.json") }
        return MigrationSource(
            framework: .drizzle1, directory: folder.path, files: files, sharesOneTransaction: true,
            schemaFiles: snapshots)
    }
}
