import Foundation
import Model

/// `V_name.sql` with `-- +goose Up` and `-- +goose Down`; statements are sent one by one.
struct GooseLayout: FrameworkLayout {
    let sign = "-- +goose Up in V_name.sql"
    static let marker = "-- +goose NO TRANSACTION"

    func recognises(_ folder: MigrationFolder) -> Bool {
        folder.anySQLFile(holding: ["+goose", "+GOOSE", "+Goose"]) { Self.spelled($0[...]).hasPrefix("-- +goose up") }
    }

    /// goose asks neither for one case nor for one space: `--+GOOSE  Up` is `-- +goose up`.
    private static func spelled(_ line: Substring) -> String {
        guard line.hasPrefix("--") else { return String(line) }
        return "-- " + line.dropFirst(2).split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var sections = SectionedFiles(folder: folder, up: "-- +goose Up", down: "-- +goose Down") { _, text in
            text.has(marker: Self.marker.lowercased(), Self.spelled)
                ? (.statements, Self.marker) : (.transaction, nil)
        }
        sections.spelled = Self.spelled
        sections.key = MigrationFile.numericKey
        let files = sections.read()
        return MigrationSource(framework: .goose, directory: folder.path, files: files)
    }
}

extension GooseLayout {
    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        SectionedFiles.files(for: drafts, in: folder, versions: versions) { draft in
            let marker = draft.runsOutsideTransaction ? Self.marker + "\n" : ""
            let down = draft.down.isEmpty ? draft.downSQL : text(draft.guarded(draft.down))
            return "\(marker)-- +goose Up\n\(text(draft.guarded(draft.up)))\n-- +goose Down\n\(down)"
        }
    }

    /// goose cuts at line ends with a semicolon, but for what stands between its marks.
    private func text(_ statements: [String]) -> String {
        statements.map { statement in
            statement.holdsScalar(of: ";")
                ? "-- +goose StatementBegin\n\(statement);\n-- +goose StatementEnd\n" : statement + ";\n"
        }.joined()
    }
}
