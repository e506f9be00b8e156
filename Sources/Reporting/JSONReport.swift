import Model

/// The report for programs; `reports/report.schema.json` describes it.
enum JSONReport {
    static func document(_ analysis: Analysis) -> Document {
        .object([
            "schema_version": Document(Analysis.schemaVersion),
            "target": target(analysis.target),
            "server_version": Document(analysis.serverVersion),
            "window": window(analysis),
            "findings": .array(analysis.findings.map(finding)),
            "coverage": coverage(analysis.coverage),
            "statements": .array(analysis.statements.map(statement)),
        ])
    }

    private static func target(_ target: TargetIdentity) -> Document {
        .object([
            "name": .text(target.name), "host": .text(target.host), "port": Document(target.port),
            "database": .text(target.database), "system_identifier": Document(target.systemIdentifier),
        ])
    }

    private static func window(_ analysis: Analysis) -> Document {
        .object([
            "from": .text(Format.timestamp(analysis.from)), "to": .text(Format.timestamp(analysis.to)),
            "seconds": .number(max(analysis.to - analysis.from, 0)), "is_lifetime": .bool(analysis.isLifetime),
            "statement_seconds": .number(analysis.statementSeconds), "table_seconds": .number(analysis.tableSeconds),
        ])
    }

    static func finding(_ finding: Finding) -> Document {
        .object([
            "key": .text(finding.key), "rule": .text(finding.rule), "category": .text(finding.category.rawValue),
            "severity": .text(finding.severity.rawValue), "object": .text(finding.object),
            "title": .text(finding.title), "message": .text(finding.message), "remedy": .text(finding.remedy),
            "impact": .object([
                "value": .number(finding.impact.value), "unit": .text(finding.impact.unit.rawValue),
            ]),
            "evidence": .object(finding.evidence.mapValues { Document($0) }), "fix": Document(finding.fix),
            "reverse": Document(finding.reverse),
        ])
    }

    static func outcome(_ rule: RuleOutcome) -> Document {
        .object(["id": .text(rule.id), "status": .text(rule.status.rawValue), "reason": Document(rule.reason)])
    }

    /// By time, the first most.
    static func skipped(_ skipped: Skipped) -> Document {
        .object([
            "statement": .text(skipped.statement), "reason": .text(skipped.reason),
            "share": Document(skipped.share?.rounded(to: 6)), "rank": skipped.rank.map { Document($0) } ?? .null,
        ])
    }

    private static func coverage(_ coverage: Coverage) -> Document {
        .object([
            "rules": .array(coverage.rules.map(outcome)),
            "statements": .object([
                "total": Document(coverage.statementsTotal), "parsed": Document(coverage.statementsParsed),
                "planned": Document(coverage.statementsPlanned),
                "without_plan": Document(coverage.statementsWithoutPlan),
                "skipped": .array(coverage.skipped.map(skipped)),
                "left_out": .array(coverage.skipped.filter(\.isTop).map(skipped)),
            ]),
            "unreadable": .array(
                coverage.unreadable.map { unreadable in
                    .object([
                        "section": .text(unreadable.section), "object": Document(unreadable.object),
                        "reason": .text(unreadable.reason), "remedy": Document(unreadable.remedy),
                    ])
                }),
            "suppressed": .array(
                coverage.suppressed.map { suppressed in
                    .object([
                        "key": .text(suppressed.key), "rule": .text(suppressed.rule),
                        "object": .text(suppressed.object), "reason": .text(suppressed.reason),
                    ])
                }),
            "notes": Document(coverage.notes),
        ])
    }

    private static func statement(_ statement: StatementSummary) -> Document {
        .object([
            "id": .text(statement.id), "text": .text(statement.text), "calls": .number(statement.calls),
            "total_ms": .number(statement.totalMilliseconds), "mean_ms": .number(statement.meanMilliseconds),
            "rows": .number(statement.rows), "share": .number(statement.share),
        ])
    }
}
