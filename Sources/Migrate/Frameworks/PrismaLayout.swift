import Foundation

/// `V_name/migration.sql`, sent as one message; Prisma itself never runs `down.sql` beside it.
struct PrismaLayout: FrameworkLayout {
    let sign = "V_name/migration.sql"

    func recognises(_ folder: MigrationFolder) -> Bool {
        folder.has("migration_lock.toml")
            || (!folder.folders(with: "migration.sql").isEmpty && folder.folders(with: "snapshot.json").isEmpty)
    }

    func precedes(_ left: MigrationFile, _ right: MigrationFile) -> Bool { MigrationFile.byKey(left, right) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = FolderPerMigration(folder: folder, up: "migration.sql", down: "down.sql", goesByName: true).read {
            _ in
            (.oneMessage, nil, nil)
        }
        return MigrationSource(framework: .prisma, directory: folder.path, files: files)
    }
}

extension PrismaLayout {
    var takesOneStatement: Bool { true }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var output = FolderPerMigration(folder: folder, up: "migration.sql", down: "down.sql")
            .files(for: drafts, versions: versions)
        output.notes.append(
            "Prisma takes nothing back by itself: run `prisma db execute --file .../down.sql`, then `prisma migrate resolve --rolled-back`."
        )
        return output
    }
}
