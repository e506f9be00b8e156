/// The four formats of EXPLAIN.
enum PlanFormat {
    case text, json, yaml, xml

    /// The format of a text and the line on which the plan begins: what stands before it (a command, a prompt, `SET`)
    /// is skipped. nil where nothing looks like a plan.
    static func detect(_ lines: [SourceLine]) -> (format: PlanFormat, start: Int)? {
        for (position, line) in lines.enumerated() {
            if let format = format(of: line.trimmed) { return (format, position) }
        }
        return nil
    }

    static func format(of line: Substring) -> PlanFormat? {
        if isJSONStart(line) { return .json }
        if line.hasPrefix("<explain") || line.hasPrefix("<Plan>") { return .xml }
        if line == "- Plan:" || line == "Plan:" || line.hasPrefix("- Query Text: ") || line.hasPrefix("Query Text: \"")
        {
            return .yaml
        }
        return TextNode.looksLikeNode(line) || line.hasPrefix("Query Text: ") ? .text : nil
    }

    private static func isJSONStart(_ line: Substring) -> Bool {
        guard let first = line.first, first == "[" || first == "{" else { return false }
        let rest = line.dropFirst().drop { $0 == " " }
        return rest.isEmpty || rest.hasPrefix("{") || rest.hasPrefix("\"") || rest.hasPrefix("[")
    }
}
