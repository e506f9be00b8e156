import Foundation

/// `V_name.up.sql`, each file sent as one message.
struct GolangMigrateLayout: FrameworkLayout {
    let sign = "V_name.up.sql"

    func recognises(_ folder: MigrationFolder) -> Bool { PlainLayout().recognises(folder) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try PairedFiles(folder: folder) { _ in (.oneMessage, nil) }.read(strict: true)
        return MigrationSource(framework: .golangMigrate, directory: folder.path, files: files)
    }
}

extension GolangMigrateLayout {
    var versions: VersionSequence.Style { .number(width: 6) }
    var takesOneStatement: Bool { true }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        PairedFiles.files(for: drafts, in: folder, versions: versions) { draft, isUp in
            isUp ? draft.upSQL : draft.downSQL
        }
    }
}
