import Model

/// The page of all rules, `reports/lint-rules.md`.
public enum LintCatalogue {
    public static func markdown(_ rules: [LintRule] = LintRule.all) -> String {
        var lines = [
            "# Rules of `advisor lint`", "",
            "Generated from the rules by `make generate`. \(rules.count) rules; the severity is the one where the size of"
                + " the table is not known: with `--snapshot` or `--target` it follows size and traffic. What is done to a"
                + " table that the same pending migrations create is exempt, but for types regretted later.", "",
            "Size and traffic: a lock that is held for less than 0.1 s of reading, building or rewriting is a remark, one of"
                + " 5 s and more, or that makes 100 statements wait, is critical; a lock of a moment is a warning where the"
                + " table sees a statement a second. The seconds are estimates: 200 MB/s read, 40 MB/s indexed, 50 MB/s"
                + " rewritten.", "",
            "A finding is accepted by a comment in, before or behind its statement (`-- advisor:ignore RULE REASON`), for a"
                + " whole file by `-- advisor:ignore-file RULE REASON`, or in advisor.yaml.", "",
            "| rule | severity | what |", "|---|---|---|",
        ]
        lines += rules.map { "| [\($0.id)](#\($0.id)) | \($0.severity.rawValue) | \($0.title) |" }
        lines.append("")
        lines += rules.flatMap(page)
        return lines.joined(separator: "\n")
    }

    private static func page(_ rule: LintRule) -> [String] {
        var lines = ["## \(rule.id)", "", "\(rule.title). \(rule.harm)", "", "**Instead**: \(rule.remedy)", ""]
        guard !rule.fires.isEmpty else { return lines }
        lines += ["Fires:", "", "```sql"] + [examples(rule.fires)] + ["```", "", "Silent:", "", "```sql"]
        lines += [examples(rule.silent)] + ["```", ""]
        return lines
    }

    private static func examples(_ examples: [LintExample]) -> String {
        examples.map(text).joined(separator: "\n\n")
    }

    private static func text(_ example: LintExample) -> String {
        let lines = example.sql.split(separator: "; ", omittingEmptySubsequences: true).joined(separator: ";\n") + ";"
        switch example.execution {
        case .transaction: return "-- in a transaction of the framework\n" + lines
        case .oneMessage: return "-- sent as one message\n" + lines
        case .statements: return lines
        }
    }
}
