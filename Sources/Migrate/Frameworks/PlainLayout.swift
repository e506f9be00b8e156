import Foundation

/// `NNNN_name.up.sql`, run by psql: each statement by itself.
struct PlainLayout: FrameworkLayout {
    let sign = "NNNN_name.up.sql"

    func recognises(_ folder: MigrationFolder) -> Bool { PairedFiles.present(in: folder) && !folder.has("atlas.sum") }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try PairedFiles(folder: folder) { _ in (.statements, nil) }.read(strict: false)
        return MigrationSource(framework: .sql, directory: folder.path, files: files)
    }
}

extension PlainLayout {
    var versions: VersionSequence.Style { .number(width: 4) }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        PairedFiles.files(for: drafts, in: folder, versions: versions) { draft, isUp in
            draft.script(isUp ? draft.up : draft.down)
        }
    }
}
