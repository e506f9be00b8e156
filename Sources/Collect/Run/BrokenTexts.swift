import Model

/// How many rows of each section hold bytes that the database's encoding gives no character.
struct BrokenTexts {
    private var rows: [String: Int] = [:]

    mutating func count(_ section: Section) {
        var found: Set<Int> = []
        for column in section.shape.columns where column.type == .text || column.type == .json {
            for (row, text) in section.texts(column.name).enumerated() where text.map(Self.isBroken) ?? false {
                found.insert(row)
            }
        }
        if !found.isEmpty { rows[section.shape.name, default: 0] += found.count }
    }

    private static func isBroken(_ text: String) -> Bool {
        // U+FFFD is EF BF BD.
        text.utf8.contains(0xEF) && text.unicodeScalars.contains("\u{FFFD}")
    }

    /// Encodings that are read by their characters have no U+FFFD of their own; others may.
    func notes(encoding: String) -> [Unreadable] {
        guard encoding != "UTF8", encoding != "SQL_ASCII" else { return [] }
        return rows.sorted { $0.key < $1.key }.map { section, count in
            Unreadable(
                section: section,
                reason:
                    "\(Format.plural(count, "row")) \(count == 1 ? "holds" : "hold") bytes that are no character of \(encoding), shown as U+FFFD"
            )
        }
    }
}
