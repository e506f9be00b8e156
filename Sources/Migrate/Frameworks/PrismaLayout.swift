/// `V_name/migration.sql`, sent as one message. Prisma has no down.
struct PrismaLayout: FrameworkLayout {
    let sign = "V_name/migration.sql"

    func recognises(_ folder: MigrationFolder) -> Bool {
        folder.has("migration_lock.toml")
            || (!folder.folders(with: "migration.sql").isEmpty && folder.folders(with: "snapshot.json").isEmpty)
    }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try FolderPerMigration(folder: folder, up: "migration.sql").read { _ in (.oneMessage, nil) }
        return MigrationSource(framework: .prisma, directory: folder.path, files: files)
    }
}
