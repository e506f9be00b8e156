import Model

/// GitLab's code quality report. What was accepted is left out: the format knows no suppression.
enum GitLabReport {
    static func document(_ diagnostics: [Diagnostic]) -> Document {
        .array(
            diagnostics.filter { $0.acceptance == nil }.map { diagnostic in
                .object([
                    "description": .text(diagnostic.message), "check_name": .text(diagnostic.rule),
                    "fingerprint": .text(diagnostic.fingerprint), "severity": .text(severity(diagnostic.severity)),
                    "location": .object([
                        "path": .text(diagnostic.place?.file ?? "."),
                        "lines": .object(["begin": Document(diagnostic.place?.line ?? 1)]),
                    ]),
                ])
            })
    }

    private static func severity(_ severity: Severity) -> String {
        switch severity {
        case .info: "info"
        case .warning: "major"
        case .critical: "critical"
        }
    }
}
