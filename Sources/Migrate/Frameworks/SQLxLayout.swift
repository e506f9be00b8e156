import Foundation

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

extension SQLxLayout {
    var takesOneStatement: Bool { true }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        // The marker counts at the very beginning of a file only.
        var output = PairedFiles.files(for: drafts, in: folder, versions: versions) { draft, isUp in
            isUp ? draft.upSQL : draft.downSQL
        }
        let marked = Set(drafts.filter(\.runsOutsideTransaction).map(\.name))
        for position in output.files.indices {
            let path = output.files[position].path
            if marked.contains(where: { path.contains("_\($0).") }) {
                output.files[position].text = Self.marker + "\n" + output.files[position].text
            }
        }
        return output
    }
}
