import Model

/// GitHub's workflow commands, which become annotations of a pull request. About ten a step are shown: the worst stand
/// first, and `summary` holds them all.
enum GitHubReport {
    static func commands(_ diagnostics: [Diagnostic]) -> String {
        let open = diagnostics.filter { $0.acceptance == nil }
        let sorted = open.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }
        return sorted.map { command($0.element) + "\n" }.joined()
    }

    private static func command(_ diagnostic: Diagnostic) -> String {
        let word =
            switch diagnostic.severity {
            case .info: "notice"
            case .warning: "warning"
            case .critical: "error"
            }
        var properties: [String] = []
        if let place = diagnostic.place {
            properties = [
                "file=\(property(place.file))", "line=\(place.line)", "endLine=\(place.endLine)", "col=\(place.column)",
                "endColumn=\(place.endColumn)",
            ]
        }
        properties.append("title=\(property("\(diagnostic.title) (\(diagnostic.rule))"))")
        let text = ([diagnostic.message] + diagnostic.details).joined(separator: "\n")
        return "::\(word) \(properties.joined(separator: ","))::\(data(Visible.text(text)))"
    }

    /// A Markdown table for $GITHUB_STEP_SUMMARY.
    ///
    /// - Parameter sentences: what was examined and what it rests on.
    static func summary(_ diagnostics: [Diagnostic], title: String, sentences: [String]) -> String {
        var lines = ["### \(title)", "", Markdown.escaped(sentences.joined(separator: " ")), ""]
        if diagnostics.isEmpty { return lines.joined(separator: "\n") }
        lines += ["| | rule | place | what |", "|---|---|---|---|"]
        for diagnostic in diagnostics {
            let place = diagnostic.place.map { "\($0.file):\($0.line)" } ?? ""
            let what = diagnostic.message + (diagnostic.acceptance.map { " (accepted: \($0))" } ?? "")
            lines.append(
                "| \(diagnostic.severity.rawValue) | \(diagnostic.rule) | \(cell(place)) | \(cell(what)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String {
        Markdown.escaped(text.onOneLine)
    }

    private static func data(_ text: String) -> String {
        // By scalars: as a Character, CR LF is neither of the two.
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func property(_ text: String) -> String {
        data(Visible.text(text)).replacingScalars { $0 == ":" ? "%3A" : $0 == "," ? "%2C" : nil }
    }
}
