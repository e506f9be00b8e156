import Model

/// JUnit's XML, which every CI server shows: a suite for each file, a case for each thing said about it. A note is a
/// case that has passed with something to say: a failure would stop the build.
enum JUnitReport {
    /// - Parameter files: all that were examined, so that those without a finding show as passed.
    static func xml(_ diagnostics: [Diagnostic], files: [String], name: String) -> String {
        let byFile = Dictionary(grouping: diagnostics) { $0.place?.file ?? name }
        let suites = (files + byFile.keys.filter { !files.contains($0) }.sorted()).map { ($0, byFile[$0] ?? []) }
        let cases = suites.reduce(0) { $0 + max($1.1.count, 1) }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append(
            "<testsuites name=\(quoted(name)) tests=\"\(cases)\" failures=\"\(failures(diagnostics))\""
                + " skipped=\"\(skips(diagnostics))\" time=\"0\">")
        for (file, own) in suites {
            lines.append(
                "  <testsuite name=\(quoted(file)) tests=\"\(max(own.count, 1))\" failures=\"\(failures(own))\""
                    + " skipped=\"\(skips(own))\" time=\"0\">")
            if own.isEmpty { lines.append("    <testcase name=\"no findings\" classname=\(quoted(file)) time=\"0\"/>") }
            lines += own.flatMap { testCase($0, file) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func failures(_ diagnostics: [Diagnostic]) -> Int {
        diagnostics.count { $0.acceptance == nil && $0.severity > .info }
    }

    private static func skips(_ diagnostics: [Diagnostic]) -> Int { diagnostics.count { $0.acceptance != nil } }

    private static func testCase(_ diagnostic: Diagnostic, _ file: String) -> [String] {
        let place = diagnostic.place.map { " line \($0.line)" } ?? ""
        let open = "    <testcase name=\(quoted(diagnostic.rule + place)) classname=\(quoted(file)) time=\"0\">"
        if let reason = diagnostic.acceptance {
            return [open, "      <skipped message=\(quoted(reason))/>", "    </testcase>"]
        }
        let body = Visible.uncommanded(
            ([diagnostic.message] + diagnostic.details).joined(separator: "\n"))
        if diagnostic.severity == .info {
            return [open, "      <system-out>\(escaped(body))</system-out>", "    </testcase>"]
        }
        return [
            open,
            "      <failure message=\(quoted(diagnostic.message)) type=\(quoted(diagnostic.severity.rawValue))>"
                + "\(escaped(body))</failure>",
            "    </testcase>",
        ]
    }

    private static func quoted(_ text: String) -> String {
        "\"" + escaped(text).replacingScalars { $0 == "\"" ? "&quot;" : $0 == "\n" ? "&#10;" : nil } + "\""
    }

    /// XML 1.0 has no way to write control characters. Of `##`, with which commands of CI servers begin, one sign has its number.
    private static func escaped(_ text: String) -> String {
        text.printable.replacingScalars { $0 == "&" ? "&amp;" : $0 == "<" ? "&lt;" : $0 == ">" ? "&gt;" : nil }
            .replacingScalars(of: "##", with: "#&#35;")
    }
}
