/// seed.sql: steps, each begun by a line `-- step: name`.
enum SeedFile {
    private static let header = "-- step: "

    static func steps(of text: String, file: String) throws(WorkloadError) -> [SeedStep] {
        var steps: [SeedStep] = []
        var name: Substring?
        var lines: [Substring] = []
        func finish() {
            if let name { steps.append(SeedStep(name: String(name), sql: lines.joined(separator: "\n"))) }
            lines = []
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix(header) {
                finish()
                name = line.dropFirst(header.count)
            } else if name != nil {
                lines.append(line)
            } else if !line.isEmpty && !line.hasPrefix("--") {
                throw .malformed(
                    file, line: index + 1, "SQL before the first step", remedy: "Begin the step with `-- step: name`")
            }
        }
        finish()
        return steps
    }
}
