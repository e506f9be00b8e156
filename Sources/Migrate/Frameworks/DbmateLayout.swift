import Foundation

/// `V_name.sql` with `-- migrate:up` and `-- migrate:down`; a part without transaction is sent as one message.
struct DbmateLayout: FrameworkLayout {
    let sign = "-- migrate:up in V_name.sql"
    static let marker = "transaction:false"

    func recognises(_ folder: MigrationFolder) -> Bool {
        folder.anySQLFile(holding: ["migrate:up"]) { Self.spelled($0[...]).hasPrefix("-- migrate:up") }
    }

    /// dbmate takes any space, or none, behind the dashes.
    private static func spelled(_ line: Substring) -> String {
        guard line.hasPrefix("--") else { return String(line) }
        return "-- " + line.dropFirst(2).drop(while: \.isWhitespace)
    }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var sections = SectionedFiles(folder: folder, up: "-- migrate:up", down: "-- migrate:down") { line, _ in
            line.contains(Self.marker) ? (.oneMessage, Self.marker) : (.transaction, nil)
        }
        sections.spelled = Self.spelled
        let files = sections.read()
        return MigrationSource(framework: .dbmate, directory: folder.path, files: files)
    }
}

extension DbmateLayout {
    var takesOneStatement: Bool { true }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        SectionedFiles.files(for: drafts, in: folder, versions: versions) { draft in
            let marker = draft.runsOutsideTransaction ? " " + Self.marker : ""
            return "-- migrate:up\(marker)\n\(draft.upSQL)\n-- migrate:down\(marker)\n\(draft.downSQL)"
        }
    }
}
