import Foundation

/// `V_name/up.sql` and `down.sql`, in a transaction unless metadata.toml says otherwise.
struct DieselLayout: FrameworkLayout {
    let sign = "V_name/up.sql"
    static let marker = "run_in_transaction = false"

    func recognises(_ folder: MigrationFolder) -> Bool { !folder.folders(with: "up.sql").isEmpty }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = FolderPerMigration(folder: folder, up: "up.sql", down: "down.sql").read { entry in
            guard folder.has("\(entry)/metadata.toml") else { return (.transaction, nil, nil) }
            let settings = folder.script("\(entry)/metadata.toml")
            let isMarked = settings.sql.split(whereSeparator: \.isNewline)
                .contains { $0.filter { !$0.isWhitespace } == "run_in_transaction=false" }
            return isMarked ? (.oneMessage, Self.marker, nil) : (.transaction, nil, settings.problem)
        }
        return MigrationSource(framework: .diesel, directory: folder.path, files: files)
    }
}

extension DieselLayout {
    var takesOneStatement: Bool { true }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        FolderPerMigration(folder: folder, up: "up.sql", down: "down.sql").files(for: drafts, versions: versions) {
            $0.runsOutsideTransaction ? ["metadata.toml": Self.marker + "\n"] : [:]
        }
    }
}
