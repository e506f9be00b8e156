import Cluster
import Foundation
import Model
import TestSupport

@testable import Twin

/// Snapshots as they were until 2026-12: their schema is what pg_dump wrote, comments, bodies and members of extensions included.
extension Snapshot {
    func dumped(from url: String) throws -> Snapshot {
        let words = [
            try Installation.find().path(of: "pg_dump"), "--schema-only", "--binary-upgrade", "--no-comments",
            "--no-tablespaces", "--no-publications", "--no-subscriptions", "--no-security-labels",
            "--exclude-table-data=*.*", url,
        ]
        let answer = try Command.run(words, as: .current)
        guard answer.status == 0 else { throw TwinError(answer.complaint, remedy: "") }
        var result = self
        result[.schemaDump] = Self.section(of: answer.output, major: Int64(serverVersion / 10_000))
        return result
    }

    /// One row for each object: pg_dump writes a heading of three comment lines before each.
    private static func section(of dump: String, major: Int64) -> Section {
        var section = Section(.schemaDump)
        var heading: (name: Substring, kind: Substring, schema: Substring) = ("", "SETTINGS", "-")
        var lines: [Substring] = []
        func close() {
            let sql = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
            section.append([
                .integer(Int64(section.count)), .text(String(heading.name)), .text(String(heading.kind)),
                heading.schema == "-" ? .null : .text(String(heading.schema)), .text(sql), .integer(major),
            ])
        }
        for line in dump.split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /-- Name: (.*?); Type: (.*?); Schema: (.*?); Owner: .*/) {
                close()
                heading = (match.1, match.2, match.3)
                lines = []
            } else if line != "--", !line.hasPrefix("\\restrict "), !line.hasPrefix("\\unrestrict ") {
                lines.append(line)
            }
        }
        close()
        return section
    }
}
