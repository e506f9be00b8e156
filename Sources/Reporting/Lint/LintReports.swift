import Model

/// The forms of a lint.
extension Report {
    /// - Parameter source: a line of a file, from 1, without its end; nil where it cannot be had.
    public static func terminal(
        _ report: LintReport, width: Int = 80, colour: Bool = false,
        source: @escaping (_ file: String, _ line: Int) -> String?
    ) -> String {
        var text = LintTextReport(report, width: width, colour: colour, source: source)
        return text.render()
    }

    /// An array of findings, as `reports/lint.schema.json` describes it.
    public static func json(_ report: LintReport) -> String { LintJSON.text(report.findings) }

    /// - Parameter rules: those that findings may name.
    public static func sarif(_ report: LintReport, rules: [RuleText], version: String) -> String {
        SARIFReport.document(report.diagnostics(rules), rules: rules, version: version).json
    }

    /// - Parameter files: all that were examined.
    public static func junit(_ report: LintReport, rules: [RuleText], files: [String]) -> String {
        JUnitReport.xml(report.diagnostics(rules), files: files, name: "advisor lint")
    }

    public static func gitlab(_ report: LintReport, rules: [RuleText]) -> String {
        GitLabReport.document(report.diagnostics(rules)).json
    }

    public static func github(_ report: LintReport, rules: [RuleText]) -> String {
        safe(GitHubReport.commands(report.diagnostics(rules)), colour: false, keeping: .commands)
    }

    /// Markdown for $GITHUB_STEP_SUMMARY.
    public static func githubSummary(_ report: LintReport, rules: [RuleText]) -> String {
        safe(
            GitHubReport.summary(
                report.diagnostics(rules), title: "advisor lint", sentences: LintSummary.sentences(report)),
            colour: false)
    }
}
