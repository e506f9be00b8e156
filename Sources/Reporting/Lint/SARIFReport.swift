import Foundation
import Model

/// SARIF 2.1.0, as GitHub code scanning and Azure DevOps read it.
enum SARIFReport {
    /// GitHub refuses files with more.
    private static let limit = 25_000

    static func document(_ diagnostics: [Diagnostic], rules: [RuleText], version: String) -> Document {
        let used = Set(diagnostics.map(\.rule))
        let shown = rules.filter { used.contains($0.id) }
        let positions = Dictionary(shown.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        return .object([
            "$schema": .text("https://json.schemastore.org/sarif-2.1.0.json"), "version": .text("2.1.0"),
            "runs": .array([
                .object([
                    "tool": .object([
                        "driver": .object([
                            "name": .text("advisor"), "version": .text(version),
                            "rules": .array(shown.map(rule)),
                        ])
                    ]),
                    "columnKind": .text("unicodeCodePoints"),
                    "results": .array(diagnostics.prefix(limit).map { result($0, positions[$0.rule]) }),
                ])
            ]),
        ])
    }

    private static func rule(_ rule: RuleText) -> Document {
        .object([
            "id": .text(rule.id), "shortDescription": text(rule.title), "fullDescription": text(rule.harm),
            "help": text(rule.remedy),
            "defaultConfiguration": .object(["level": .text(level(rule.severity))]),
        ])
    }

    private static func result(_ diagnostic: Diagnostic, _ rule: Int?) -> Document {
        var members: [String: Document] = [
            "ruleId": .text(diagnostic.rule), "level": .text(level(diagnostic.severity)),
            "message": text(([diagnostic.message] + diagnostic.details).joined(separator: "\n")),
            "partialFingerprints": .object(["primaryLocationLineHash": .text(diagnostic.fingerprint)]),
        ]
        if let rule { members["ruleIndex"] = Document(rule) }
        if let place = diagnostic.place { members["locations"] = .array([location(place)]) }
        if let reason = diagnostic.acceptance {
            members["suppressions"] = .array([
                .object([
                    "kind": .text(diagnostic.isAcceptedInSource ? "inSource" : "external"),
                    "justification": .text(reason),
                ])
            ])
        }
        return .object(members)
    }

    private static func location(_ place: Diagnostic.Place) -> Document {
        let path = place.file.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? place.file
        return .object([
            "physicalLocation": .object([
                "artifactLocation": .object(["uri": .text(place.file.hasPrefix("/") ? "file://" + path : path)]),
                "region": .object([
                    "startLine": Document(place.line), "startColumn": Document(place.column),
                    "endLine": Document(place.endLine), "endColumn": Document(place.endColumn),
                ]),
            ])
        ])
    }

    private static func text(_ text: String) -> Document { .object(["text": .text(text)]) }

    private static func level(_ severity: Severity) -> String {
        switch severity {
        case .info: "note"
        case .warning: "warning"
        case .critical: "error"
        }
    }
}
