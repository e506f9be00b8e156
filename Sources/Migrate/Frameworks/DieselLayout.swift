import Foundation

/// `V_name/up.sql` and `down.sql`, in a transaction unless metadata.toml says otherwise.
struct DieselLayout: FrameworkLayout {
    let sign = "V_name/up.sql"
    static let marker = "run_in_transaction = false"

    func recognises(_ folder: MigrationFolder) -> Bool { !folder.folders(with: "up.sql").isEmpty }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        let files = try FolderPerMigration(folder: folder, up: "up.sql", down: "down.sql").read {
            (entry) throws(MigrationError) in
            guard folder.has("\(entry)/metadata.toml") else { return (.transaction, nil) }
            let settings = try folder.text("\(entry)/metadata.toml").sql.split(whereSeparator: \.isNewline)
                .map { $0.filter { !$0.isWhitespace } }
            return settings.contains("run_in_transaction=false") ? (.oneMessage, Self.marker) : (.transaction, nil)
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
