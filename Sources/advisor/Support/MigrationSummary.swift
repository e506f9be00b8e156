import Migrate
import Model

/// What `advisor migration` says of what it did.
struct MigrationSummary {
    var set: MigrationSet
    var written: WrittenMigrations

    /// Names of the target's stand in all of it: each is on one line, and none begins a comment's end or a CI server's command.
    var text: String {
        var lines: [String] = []
        for (up, down) in zip(written.up, written.down) {
            lines.append(down == nil ? "\(up) (nothing takes it back)" : up)
        }
        if written.up.isEmpty {
            lines.append(
                written.alreadyThere.isEmpty ? "No finding has a fix that changes the schema." : "Nothing new to write."
            )
        }
        if !written.alreadyThere.isEmpty {
            lines.append("Already there: \(written.alreadyThere.joined(separator: ", "))")
        }
        if !written.notes.isEmpty {
            lines.append("")
            lines += written.notes
        }
        if !set.operations.isEmpty {
            lines.append("")
            lines.append("Not for a migration, since they change no schema; run them by hand:")
            for operation in set.operations {
                lines.append("  -- \(operation.finding.message)")
                lines += operation.sql.split(separator: "\n").map { "  \($0)" }
            }
        }
        return Visible.uncommanded(lines.map(Visible.withoutBreaks).joined(separator: "\n"))
    }
}
