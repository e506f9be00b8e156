import JSONTape
import Model

/// The findings for programs; `reports/lint.schema.json` describes it.
enum LintJSON {
    static func text(_ findings: [LintFinding]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.array { writer in
            for finding in findings { writer.object { write(finding, to: &$0) } }
        }
        return writer.text + "\n"
    }

    private static func write(_ finding: LintFinding, to writer: inout JSONWriter) {
        writer.member("rule", finding.rule)
        writer.member("severity", finding.severity.rawValue)
        writer.member("file", finding.file)
        writer.member("line", finding.line)
        writer.member("column", finding.column)
        writer.member("end_line", finding.endLine)
        writer.member("end_column", finding.endColumn)
        writer.member("message", finding.message)
        writer.member("lock", finding.lock)
        writer.member("blocks", finding.blocks)
        writer.member("table", finding.table)
        writer.member("rows", finding.rows)
        writer.member("fix", finding.fix)
    }
}
