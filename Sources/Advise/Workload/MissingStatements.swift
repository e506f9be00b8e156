import Model

/// Statements that ran and that nobody told the collector of: a role without pg_monitor sees its own alone.
struct MissingStatements {
    private let workload: Workload
    private let window: Window

    init(_ workload: Workload, _ window: Window) {
        self.workload = workload
        self.window = window
    }

    private static let sections: Set = [SectionShape.statementEntries.name, SectionShape.statementTexts.name]

    /// Nothing is missing where the statements were given.
    private var gaps: [Unreadable] {
        workload.isMeasured ? window.last.unreadable.filter { Self.sections.contains($0.section) } : []
    }

    /// For a workload from which advice can be given all the same.
    var notes: [String] { gaps.map(\.note) }

    /// For one from which it cannot: nothing was there, or nothing but what was skipped.
    func error(_ skipped: [Skipped]) -> AdviseError {
        guard let first = skipped.first else {
            let reason = gaps.first.map { ": \($0.reason)" } ?? ""
            return AdviseError(
                code: .noWorkload, message: "There is no statement to choose indexes for\(reason)",
                remedy: workload.isMeasured ? remedy : "Give one with --sql, or a file of them with --file.")
        }
        return AdviseError(
            code: .noWorkload,
            message: "None of \(Format.plural(skipped.count, "statement")) can be analysed; the first: \(first.reason)",
            remedy: workload.isMeasured ? remedy : "Give statements that read tables of this database.")
    }

    /// All grants at once: whoever gives one does not want to be asked for the next.
    private var remedy: String {
        let needed: Set = [SectionShape.schemaDump.name, SectionShape.columnStatistics.name]
        let unread = window.last.unreadable.filter { needed.contains($0.section) }
        var grants: [String] = []
        for grant in (gaps + (gaps.isEmpty ? [] : unread)).compactMap(\.remedy) where !grants.contains(grant) {
            grants.append(grant)
        }
        guard grants.isEmpty else { return grants.joined(separator: " ") }
        let length = Format.duration(milliseconds: window.seconds(of: .statementEntries) * 1_000)
        return
            "These are the statements of \(length): let pg_stat_statements record more traffic, or give some with --file or --sql."
    }
}
