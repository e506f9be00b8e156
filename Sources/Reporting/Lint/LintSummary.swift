import Model

/// What was examined, what came of it, and what it rests on.
enum LintSummary {
    static func sentences(_ report: LintReport) -> [String] {
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = report.findings.count { $0.severity == severity }
            return count == 0 ? nil : Format.plural(count, noun(severity))
        }
        var first = "\(Format.plural(report.files, "file")), \(Format.plural(report.statements, "statement")): "
        first += counts.isEmpty ? "nothing found" : counts.joined(separator: ", ")
        if !report.suppressed.isEmpty { first += ", \(report.suppressed.count) accepted" }
        var sentences = [first + "."]
        if report.notAnalysed > 0 {
            sentences.append(
                "\(Format.percent(report.coverage)) of the statements analysed; \(report.notAnalysed) not.")
        }
        sentences.append(
            report.statistics.map { "Sizes and traffic of \($0)." }
                ?? "Sizes are unknown: --snapshot or --target tells how long locks are held.")
        return sentences
    }

    private static func noun(_ severity: Severity) -> String {
        switch severity {
        case .info: "note"
        case .warning: "warning"
        case .critical: "critical finding"
        }
    }
}
